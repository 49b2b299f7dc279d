namespace KuCoinHft.Exchange.Ledger;

/// <summary>The account that trades on the embedded exchange, and what it pays.</summary>
public sealed record AccountOptions
{
    /// <summary>Coins at the start, in whole coins with at most 8 decimal places.</summary>
    public IReadOnlyDictionary<string, decimal> InitialBalances { get; init; } = new Dictionary<string, decimal> { ["USDT"] = 10_000m };

    /// <summary>Taker fee; the default is VIP 0.</summary>
    public decimal TakerFeeRate { get; init; } = 0.001m;

    /// <summary>Maker fee; the default is VIP 0.</summary>
    public decimal MakerFeeRate { get; init; } = 0.001m;

    /// <summary>Interest of an hour on what is owed, the same for every coin.</summary>
    public decimal HourlyInterestRate { get; init; } = 0.0000125m;

    /// <summary>Cross margin leverage: what is owed may be at most (this - 1) times the net value when borrowing.</summary>
    public int LeverageMax { get; init; } = 5;

    /// <summary><c>priceLimitRate</c>: how far from the first opposite level an order may trade.</summary>
    public decimal PriceLimitRate { get; init; } = 0.1m;

    /// <summary>Request weight of 30 seconds of market time on the WebSocket trading API; an order or a cancel weighs 2. The default is VIP 0.</summary>
    public int RequestWeightMax { get; init; } = 4000;
}
