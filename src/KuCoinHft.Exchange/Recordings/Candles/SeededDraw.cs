namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>Numbers that look random and are a function of their seed alone: equal on every machine.</summary>
/// <remarks>Source: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).</remarks>
internal struct SeededDraw
{
    private ulong _state;

    /// <summary>The draws of one purpose: whoever draws for another purpose or moment leaves these unchanged.</summary>
    public SeededDraw(ulong seed, ulong first, ulong second = 0) => _state = Mix(Mix(Mix(seed) ^ first) ^ second);

    /// <summary>A seed of its own for a name.</summary>
    public static ulong SeedOf(long seed, string name)
    {
        ulong state = Mix((ulong)seed);
        foreach (char letter in name)
            state = Mix(state ^ letter);
        return state;
    }

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)Below((long)count);

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public long Below(long count) => (long)(((UInt128)Next() * (ulong)count) >> 64);

    /// <summary>One of the entries, all equally often.</summary>
    public long Of(ReadOnlySpan<long> entries) => entries[Below(entries.Length)];

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
