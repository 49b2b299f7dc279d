using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>What margin trading goes by: its lines, and mark prices.</summary>
/// <remarks>Source: api.md 6.1.</remarks>
internal sealed class MarginMarketRoutes(RestContext context)
{
    /// <summary>Above every value that an account can have.</summary>
    private const decimal WholeUsdt = 1_000_000_000_000;

    private static readonly Refusal MarkMissing = new("900001", "There is no mark price of this symbol.");

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/margin/config", Pool.Spot, 25, ApiPermissions.None, _ => context.Read(GiveConfig)),
        new("GET", "/api/v3/margin/collateralRatio", Pool.Public, 10, ApiPermissions.None, x => context.Read(core => GiveCollateral(x, core))),
        new("GET", "/api/v3/margin/available-inventory", Pool.Public, 10, ApiPermissions.None, x => context.Read(core => GiveInventory(x, core))),
        new("GET", "/api/v1/mark-price/{symbol}/current", Pool.Public, 2, ApiPermissions.None, x => context.Read(core =>
            core.Indicators.TryValue(x.Part, out decimal value) ? RestAnswer.Ok(json => WriteMark(json, x.Part, value, core.NowNs)) : RestAnswer.Refuse(MarkMissing))),
        new("GET", "/api/v3/mark-price/all-symbols", Pool.Public, 10, ApiPermissions.None, _ => context.Read(core =>
            RestAnswer.Rows(core.Indicators.Symbols, (json, symbol) => WriteMark(json, symbol, core.Indicators.TryValue(symbol, out decimal value) ? value : 0, core.NowNs)))),
    ];

    private static RestAnswer GiveConfig(ExchangeCore core) => RestAnswer.Fields(json =>
    {
        json.WriteNumber("maxLeverage", core.Rules.LeverageMax);
        json.WriteString("warningDebtRatio", Figures.Text(core.Rules.WarningDebtRatio));
        json.WriteString("liqDebtRatio", Figures.Text(core.Rules.LiquidationDebtRatio));
        json.WritePropertyName("currencyList");
        RestAnswer.WriteRows(json, SymbolViews.Currencies(core).Where(x => x.IsMarginEnabled), static (json, x) => json.WriteStringValue(x.Name));
    });

    private static bool IsAsked(RestRequest request, string name, string currency) => request[name] is not { } asked || asked.Split(',').Contains(currency);

    // Coins of the same tiers stand together, as KuCoin lists them. A coin without tiers counts whole, whatever its value.
    private static RestAnswer GiveCollateral(RestRequest request, ExchangeCore core)
    {
        var groups = SymbolViews.Currencies(core).Where(x => x.IsMarginEnabled && IsAsked(request, "currencyList", x.Name))
            .GroupBy(x => string.Join(';', x.Terms.Rules.Collateral.Select(y => $"{y.UpToUsdt} {y.Ratio}")), (_, x) => x.ToArray());
        return RestAnswer.Rows(groups, static (json, coins) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("currencyList");
            RestAnswer.WriteRows(json, coins, static (json, x) => json.WriteStringValue(x.Name));
            json.WriteStartArray("items");
            decimal lower = 0;
            IReadOnlyList<CollateralTier> tiers = coins[0].Terms.Rules.Collateral;
            foreach (CollateralTier tier in tiers.Count > 0 ? tiers : [new CollateralTier(WholeUsdt, 1)])
            {
                json.WriteStartObject();
                json.WriteString("lowerLimit", Figures.Text(lower));
                json.WriteString("upperLimit", Figures.Text(tier.UpToUsdt));
                json.WriteString("collateralRatio", Figures.Text(tier.Ratio));
                json.WriteEndObject();
                lower = tier.UpToUsdt;
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static RestAnswer GiveInventory(RestRequest request, ExchangeCore core) =>
        RestAnswer.Rows(SymbolViews.Currencies(core).Where(x => x.IsMarginEnabled && IsAsked(request, "currency", x.Name)), static (json, x) =>
        {
            json.WriteStartObject();
            json.WriteString("currency", x.Name);
            json.WriteString("borrowableAmount", DecimalText.Format(x.Terms.FreeUnits, x.Terms.Precision));
            json.WriteEndObject();
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
