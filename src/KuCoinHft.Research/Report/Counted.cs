namespace KuCoinHft.Research.Report;

/// <summary>Counters indexed by an enum, as names and numbers.</summary>
public static class Counted
{
    /// <summary>All of them together.</summary>
    public static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
            sum += count;
        return sum;
    }

    /// <summary>The counters that are not 0, by the enum's names.</summary>
    public static IReadOnlyDictionary<string, long> ByName<TEnum>(ReadOnlySpan<long> counts)
        where TEnum : struct, Enum
    {
        var named = new Dictionary<string, long>();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] != 0)
                named[Enum.GetName(typeof(TEnum), Enum.ToObject(typeof(TEnum), i)) ?? $"{i}"] = counts[i];
        }

        return named;
    }
}
