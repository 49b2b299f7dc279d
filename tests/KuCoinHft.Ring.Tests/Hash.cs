namespace KuCoinHft.Ring.Tests;

/// <summary>A payload that only its own sequence number explains (the finaliser of SplitMix64).</summary>
internal static class Hash
{
    public static long Of(long n)
    {
        ulong x = (ulong)n + 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return (long)(x ^ x >> 31);
    }
}
