namespace KuCoinHft.Exchange.Ledger;

/// <summary>A fee or interest rate as an integer, so that what is charged is exact.</summary>
/// <param name="Parts">The rate in 10^-12.</param>
public readonly record struct Rate(long Parts)
{
    private const long One = 1_000_000_000_000;

    /// <exception cref="ArgumentException">Not in 0..1, or finer than 10^-12.</exception>
    public static Rate Of(decimal rate, string name)
    {
        decimal parts = rate * One;
        if (rate is < 0 or > 1 || parts != decimal.Truncate(parts))
            throw new ArgumentException($"{name} must be in 0..1 with at most 12 decimal places, not {rate}.", name);
        return new Rate((long)parts);
    }

    /// <summary>The rate of <paramref name="units"/> before division: sums of it over several fills stay exact.</summary>
    public Int128 Numerator(long units) => (Int128)units * Parts;

    /// <summary>The rate of <paramref name="units"/>, rounded up: KuCoin rounds in its own favour.</summary>
    public long CeilingOf(long units) => Ceiling(Numerator(units));

    /// <summary>A sum of <see cref="Numerator"/> in whole units, rounded up.</summary>
    public static long Ceiling(Int128 numerator) => (long)((numerator + One - 1) / One);
}
