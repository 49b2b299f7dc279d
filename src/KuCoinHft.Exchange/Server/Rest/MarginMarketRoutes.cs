using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>What margin trading goes by: its lines, and mark prices.</summary>
/// <remarks>Source: api.md 6.1.</remarks>
internal sealed class MarginMarketRoutes(RestContext context)
{
    private static readonly Refusal MarkMissing = new("900001", "There is no mark price of this symbol.");

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/margin/config", Pool.Spot, 25, ApiPermissions.None, _ => context.Read(GiveConfig)),
        new("GET", "/api/v1/mark-price/{symbol}/current", Pool.Public, 2, ApiPermissions.None, x => context.Read(core =>
            core.Indicators.TryValue(x.Part, out decimal value) ? RestAnswer.Ok(json => WriteMark(json, x.Part, value, core.NowNs)) : RestAnswer.Refuse(MarkMissing))),
        new("GET", "/api/v3/mark-price/all-symbols", Pool.Public, 10, ApiPermissions.None, _ => context.Read(core =>
            RestAnswer.Rows(core.Indicators.Symbols, (json, symbol) => WriteMark(json, symbol, core.Indicators.TryValue(symbol, out decimal value) ? value : 0, core.NowNs)))),
    ];

    private static RestAnswer GiveConfig(ExchangeCore core) => RestAnswer.Fields(json =>
    {
        json.WriteNumber("maxLeverage", 5);
        json.WriteString("warningDebtRatio", "0.95");
        json.WriteString("liqDebtRatio", $"0.{MarginLedger.FrozenDebtPercent}");
        json.WritePropertyName("currencyList");
        RestAnswer.WriteRows(json, SymbolViews.Currencies(core).Where(x => x.IsMarginEnabled), static (json, x) => json.WriteStringValue(x.Name));
    });

    private static void WriteMark(Utf8JsonWriter json, string symbol, decimal value, long nowNs)
    {
        json.WriteStartObject();
        json.WriteString("symbol", symbol);
        json.WriteNumber("timePoint", nowNs / Nanos.PerMillisecond);
        json.WritePropertyName("value");
        json.WriteRawValue(Figures.Text(value));
        json.WriteEndObject();
    }
}
