namespace KuCoinHft.Engine.Market;

/// <summary>Powers of ten that fit a long.</summary>
public static class PowersOfTen
{
    /// <summary>The largest exponent whose power fits a long.</summary>
    public const int ExponentMax = 18;

    private static readonly long[] Powers = MakePowers();

    /// <summary>10^<paramref name="exponent"/>, exponent in 0..18.</summary>
    public static long Long(int exponent) => Powers[exponent];

    /// <summary>10^<paramref name="exponent"/> as a double, exponent in 0..18.</summary>
    public static double Double(int exponent) => Powers[exponent];

    private static long[] MakePowers()
    {
        var powers = new long[ExponentMax + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
