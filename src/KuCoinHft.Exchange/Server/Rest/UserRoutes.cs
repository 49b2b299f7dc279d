using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Who the user is, what its key may do, and what it pays.</summary>
/// <remarks>Source: api.md 6.5 and 8.7.</remarks>
internal sealed class UserRoutes(RestContext context)
{
    private const int FeeSymbolsMax = 10;

    private static readonly string[] SubAccountCounts =
    [
        "subQuantity", "spotSubQuantity", "marginSubQuantity", "futuresSubQuantity", "optionSubQuantity",
        "maxSubQuantity", "maxDefaultSubQuantity", "maxSpotSubQuantity", "maxMarginSubQuantity", "maxFuturesSubQuantity", "maxOptionSubQuantity",
    ];

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v2/user-info", Pool.Management, 20, ApiPermissions.General, x => RestContext.Give(GiveUser(x.Account))),
        new("GET", "/api/v1/user/api-key", Pool.Management, 20, ApiPermissions.General, x => context.Read(core => GiveKey(x.Account, core.BeginNs))),
        new("GET", "/api/v1/hf/accounts/opened", Pool.Spot, 30, ApiPermissions.General, _ => RestContext.Give(RestAnswer.Ok(static json => json.WriteBooleanValue(true)))),

        // The pool and weight of this one are documented nowhere we know.
        new("GET", "/api/ua/v1/account/mode", Pool.Management, 20, ApiPermissions.General, _ => RestContext.Give(RestAnswer.Fields(static json => json.WriteString("selfAccountMode", "CLASSIC")))),
        new("GET", "/api/v1/base-fee", Pool.Spot, 3, ApiPermissions.General, x => RestContext.Give(GiveBaseFee(x.Account))),
        new("GET", "/api/v1/trade-fees", Pool.Spot, 3, ApiPermissions.General, x => context.Read(core => GiveFees(x, core))),
    ];

    private static RestAnswer GiveUser(ExchangeAccount account) => RestAnswer.Fields(json =>
    {
        json.WriteNumber("level", account.Options.VipLevel);
        foreach (string name in SubAccountCounts)
            json.WriteNumber(name, 0);
    });

    private static RestAnswer GiveKey(ExchangeAccount account, long beginNs) => RestAnswer.Fields(json =>
    {
        json.WriteString("remark", "embedded exchange");
        json.WriteString("apiKey", account.Options.ApiKey);
        json.WriteNumber("apiVersion", 3);
        json.WriteString("permission", string.Join(',', Enum.GetValues<ApiPermissions>().Where(x => int.PopCount((int)x) == 1 && account.Options.Permissions.HasFlag(x))));
        if (account.Options.IpWhitelist.Count > 0)
            json.WriteString("ipWhitelist", string.Join(',', account.Options.IpWhitelist));
        json.WriteNumber("createdAt", beginNs / Nanos.PerMillisecond);
        json.WriteNumber("uid", account.Uid);
        json.WriteBoolean("isMaster", true);
    });

    private static RestAnswer GiveBaseFee(ExchangeAccount account) => RestAnswer.Fields(json => WriteFees(json, FeeRates.Of(account.Options.VipLevel, new SymbolRules())));

    private static RestAnswer GiveFees(RestRequest request, ExchangeCore core)
    {
        string[] symbols = (request["symbols"] ?? "").Split(',');
        if (symbols.Length > FeeSymbolsMax || symbols.Any(x => core.FindInstrument(x) is null))
            return RestAnswer.Refuse(RestContext.SymbolMissing);
        return RestAnswer.Rows(symbols, (json, symbol) =>
        {
            json.WriteStartObject();
            json.WriteString("symbol", symbol);
            WriteFees(json, request.Account.FeesOf(core.FindInstrument(symbol)!));
            json.WriteEndObject();
        });
    }

    private static void WriteFees(Utf8JsonWriter json, FeeRates fees)
    {
        json.WriteString("takerFeeRate", Figures.Text(fees.Taker.Value));
        json.WriteString("makerFeeRate", Figures.Text(fees.Maker.Value));
    }
}
