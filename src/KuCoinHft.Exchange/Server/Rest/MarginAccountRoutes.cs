using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The cross margin account as a whole.</summary>
/// <remarks>
/// queryType MARGIN, which is the default, asks for the retired low-frequency account: it has nothing, as at KuCoin. The abandoned <c>/api/v1/margin/account</c> shows
/// the real one, since ccxt reads its balances there. Source: api.md 6.5.
/// </remarks>
internal sealed class MarginAccountRoutes(RestContext context)
{
    private static readonly Refusal QuoteUnknown = new("400100", "quoteCurrency must be USDT, BTC or KCS, and have a price.");

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v3/margin/accounts", Pool.Spot, 15, ApiPermissions.General, x => context.Read(core => GiveAccounts(x, core))),
        new("GET", "/api/v1/margin/account", Pool.Spot, 40, ApiPermissions.General, x => context.Read(_ => RestAnswer.Fields(json => AccountViews.OldMarginAccount(json, x.Account.Ledger)))),
        new("GET", "/api/v3/isolated/accounts", Pool.Spot, 15, ApiPermissions.General, x => RestContext.Give(RestAnswer.Fields(json =>
        {
            json.WriteString("totalAssetOfQuoteCurrency", "0");
            json.WriteString("totalLiabilityOfQuoteCurrency", "0");
            json.WriteNumber("timestamp", x.WallMs);
            json.WriteStartArray("assets");
            json.WriteEndArray();
        }))),
        new("GET", "/api/v1/isolated/accounts", Pool.Spot, 50, ApiPermissions.General, _ => RestContext.Give(RestAnswer.Fields(static json =>
        {
            json.WriteString("totalConversionBalance", "0");
            json.WriteString("liabilityConversionBalance", "0");
            json.WriteStartArray("assets");
            json.WriteEndArray();
        }))),
    ];

    private static RestAnswer GiveAccounts(RestRequest request, ExchangeCore core)
    {
        string quote = request["quoteCurrency"] ?? "USDT";
        if (quote is not ("USDT" or "BTC" or "KCS") || !core.Marks.TryPrice(quote, out decimal price))
            return RestAnswer.Refuse(QuoteUnknown);
        return RestAnswer.Ok(json => AccountViews.MarginAccounts(json, request.Account.Ledger, price, isRetired: request["queryType"] is null or "MARGIN"));
    }
}
