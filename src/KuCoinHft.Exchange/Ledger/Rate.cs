namespace KuCoinHft.Exchange.Ledger;

/// <summary>A fee or interest rate as an integer, so that what is charged is exact.</summary>
/// <param name="Parts">The rate in 10^-12.</param>
public readonly record struct Rate(long Parts)
{
    private const long One = 1_000_000_000_000;

    /// <exception cref="ArgumentException">Not in <paramref name="least"/>..1, or finer than 10^-12.</exception>
    public static Rate Of(decimal rate, string name, decimal least = 0)
    {
        decimal parts = rate * One;
        if (rate < least || rate > 1 || parts != decimal.Truncate(parts))
            throw new ArgumentException($"{name} must be in {least}..1 with at most 12 decimal places, not {rate}.", name);
        return new Rate((long)parts);
    }

    public decimal Value => (decimal)Parts / One;

    /// <summary>The rate of <paramref name="units"/> before division: sums of it over several fills stay exact.</summary>
    public Int128 Numerator(long units) => (Int128)units * Parts;

    /// <summary>The rate of <paramref name="units"/>, rounded up: KuCoin rounds in its own favour.</summary>
    public long CeilingOf(long units) => Ceiling(Numerator(units));

    public long FloorOf(long units) => (long)(Numerator(units) / One);

    /// <summary>One hour of a rate by the day, rounded up.</summary>
    public long HourOf(long units) => (long)((Numerator(units) + (24 * (Int128)One) - 1) / (24 * (Int128)One));

    /// <summary>A sum of <see cref="Numerator"/> in whole units, rounded up; a rebate is rounded towards nothing.</summary>
    public static long Ceiling(Int128 numerator) => (long)(numerator <= 0 ? numerator / One : (numerator + One - 1) / One);

    /// <summary>True when <paramref name="part"/> is at least this share of <paramref name="whole"/>.</summary>
    public bool IsReachedBy(long part, long whole) => (Int128)part * One >= Numerator(whole);
}
