using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>What can be traded: symbols and currencies.</summary>
/// <remarks>Source: api.md 6.1.</remarks>
internal sealed class SymbolRoutes(RestContext context)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/symbols", Pool.Public, 4, ApiPermissions.None, GiveSymbols),
        new("GET", "/api/v2/symbols", Pool.Public, 4, ApiPermissions.None, GiveSymbols),
        new("GET", "/api/v2/symbols/{symbol}", Pool.Public, 4, ApiPermissions.None, x => context.Read(x.Part, (core, instrument) => RestAnswer.Ok(json => SymbolViews.Symbol(json, instrument, core.Rules)))),
        new("GET", "/api/v1/markets", Pool.Public, 3, ApiPermissions.None, _ => context.Read(core => RestAnswer.Ok(json =>
            RestAnswer.WriteRows(json, core.Markets.Select(x => x.MarketName).Distinct(), static (json, x) => json.WriteStringValue(x))))),
        new("GET", "/api/v3/margin/symbols", Pool.Public, 3, ApiPermissions.None, GiveMarginSymbols),

        // Nothing trades on isolated margin here; KuCoin's list of it may be empty, and clients ask for it before they begin.
        new("GET", "/api/v1/isolated/symbols", Pool.Public, 3, ApiPermissions.None, _ => RestContext.Give(RestAnswer.Rows<Instrument>([], static (_, _) => { }))),
        new("GET", "/api/v3/currencies", Pool.Public, 3, ApiPermissions.None, _ => context.Read(core => RestAnswer.Rows(SymbolViews.Currencies(core), SymbolViews.Currency))),
        new("GET", "/api/v3/currencies/{currency}", Pool.Public, 3, ApiPermissions.None, x => context.Read(core =>
            SymbolViews.Currencies(core).FirstOrDefault(y => y.Name == x.Part) is { } currency ? RestAnswer.Ok(json => SymbolViews.Currency(json, currency)) : RestAnswer.Refuse(RestContext.SymbolMissing))),
    ];

    private Task<RestAnswer> GiveSymbols(RestRequest request) => context.Read(core =>
        RestAnswer.Rows(core.Instruments.Where(x => (request["market"] ?? SymbolMarket.MarketNameOf(x)) == SymbolMarket.MarketNameOf(x)), (json, x) => SymbolViews.Symbol(json, x, core.Rules)));

    private Task<RestAnswer> GiveMarginSymbols(RestRequest request) => context.Read(core => RestAnswer.Fields(json =>
    {
        json.WriteNumber("timestamp", request.WallMs);
        json.WritePropertyName("items");
        RestAnswer.WriteRows(json, core.Instruments.Where(x => x.IsMarginEnabled && (request["symbol"] ?? x.Symbol) == x.Symbol), (json, x) => SymbolViews.MarginSymbol(json, x, core.Rules));
    }));
}
