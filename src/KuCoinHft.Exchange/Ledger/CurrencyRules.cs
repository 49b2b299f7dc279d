namespace KuCoinHft.Exchange.Ledger;

/// <summary>A slice of a coin's value and how much of it counts when borrowing.</summary>
/// <param name="UpToUsdt">Where the slice ends; it begins where the one before ends.</param>
/// <param name="Ratio">0..1.</param>
public sealed record CollateralTier(decimal UpToUsdt, decimal Ratio);

/// <summary>What may be done with one coin.</summary>
/// <remarks>
/// Units: whole coins. Null is no limit. The defaults limit nothing: loans of any size at 0.03 % a day.
/// Source: <c>GET /api/v3/margin/currencies</c>, <c>borrowRate</c>, <c>collateralRatio</c>, <c>available-inventory</c>; api.md 7.
/// </remarks>
public sealed record CurrencyRules
{
    /// <summary>Decimal places in which the coin is kept, 0..10; a quote currency has 8.</summary>
    public int Precision { get; init; } = 8;

    public bool BorrowEnabled { get; init; } = true;

    /// <summary>Loans are multiples of this; 0 is the finest unit.</summary>
    public decimal? BorrowMinUnit { get; init; } = 0;

    public decimal? BorrowMinAmount { get; init; } = 0;

    /// <summary>The most that an account may owe.</summary>
    public decimal? BorrowMaxAmount { get; init; }

    /// <summary>The most that an account may have, when it buys more.</summary>
    public decimal? HoldMaxAmount { get; init; }

    /// <summary>The most that one order may buy.</summary>
    public decimal? BuyMaxAmount { get; init; }

    /// <summary>What the platform has to lend to all accounts together.</summary>
    public decimal? PoolAmount { get; init; }

    /// <summary>Interest of a day by VIP level from 0 up; the last stands for all above it.</summary>
    public IReadOnlyList<decimal> DayRates { get; init; } = [0.0003m];

    /// <summary>Collateral haircut; empty counts the whole value.</summary>
    public IReadOnlyList<CollateralTier> Collateral { get; init; } = [];
}
