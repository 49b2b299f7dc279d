using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>What holds for every account of the exchange.</summary>
/// <remarks>Ratios are debt / assets. Source: <c>GET /api/v1/margin/config</c>; api.md 7.</remarks>
public sealed record ExchangeRules
{
    private static readonly CurrencyRules PlainCurrency = new();
    private static readonly SymbolRules PlainSymbol = new();

    /// <summary>The coins whose limits KuCoin's documentation shows: BTC whole, of USDT the unit that its example of maxBorrowSize is cut to. The others are unlimited.</summary>
    public static ExchangeRules KuCoin { get; } = new()
    {
        Currencies = new Dictionary<string, CurrencyRules>
        {
            ["BTC"] = new() { BorrowMinAmount = 0.001m, BorrowMinUnit = 0.0001m, BorrowMaxAmount = 75.15m, HoldMaxAmount = 217.12m, BuyMaxAmount = 217.12m },
            ["USDT"] = new() { BorrowMinAmount = 1, BorrowMinUnit = 1, DayRates = [0.000296m] },
        },
    };

    /// <summary><c>priceLimitRate</c>: how far from the first opposite level an order may trade.</summary>
    public decimal PriceLimitRate { get; init; } = 0.1m;

    /// <summary>Queues, impact, and what a market made from candles needs.</summary>
    public MatchingOptions Matching { get; init; } = new();

    /// <summary><c>maxLeverage</c> of cross margin.</summary>
    public decimal LeverageMax { get; init; } = 5;

    /// <summary><c>warningDebtRatio</c>.</summary>
    public decimal WarningDebtRatio { get; init; } = 0.95m;

    /// <summary><c>liqDebtRatio</c>.</summary>
    public decimal LiquidationDebtRatio { get; init; } = 0.97m;

    /// <summary>Coins may leave the margin wallet while the ratio stays at or below this.</summary>
    public decimal TransferDebtRatio { get; init; } = 0.60m;

    /// <summary>What a liquidation costs of the value that it trades.</summary>
    public decimal LiquidationFeeRate { get; init; } = 0.01m;

    /// <summary>Coins that differ from the default of <see cref="CurrencyRules"/>.</summary>
    public IReadOnlyDictionary<string, CurrencyRules> Currencies { get; init; } = new Dictionary<string, CurrencyRules>();

    /// <summary>Symbols that differ from the default of <see cref="SymbolRules"/>.</summary>
    public IReadOnlyDictionary<string, SymbolRules> Symbols { get; init; } = new Dictionary<string, SymbolRules>();

    /// <summary>These rules, with what a recording needs.</summary>
    internal ExchangeRules For(Recording recording) => recording.FillsOnTradeThroughOnly ? this with { Matching = Matching with { FillsOnlyThrough = true } } : this;

    public CurrencyRules Currency(string currency) => Currencies.GetValueOrDefault(currency, PlainCurrency);

    public SymbolRules Symbol(string symbol) => Symbols.GetValueOrDefault(symbol, PlainSymbol);
}
