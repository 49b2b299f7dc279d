using System.Numerics;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>Counts latencies in buckets whose width grows with their value, so that every percentile is within 1 %.</summary>
/// <remarks>
/// Units: nanoseconds. Shape: values below 128 have a bucket each; every octave above has 128, so a bucket is at most 1/128 of its value wide.
/// 3 840 buckets of 8 bytes reach 2^36 ns, 68.7 s; longer ones count in the last bucket, and <see cref="MaxNs"/> stays exact.
/// Thread: one writer. A reader beside it may see counts that are a few records apart, never torn ones.
/// Source: the idea is Gil Tene's HdrHistogram; the code is ours.
/// </remarks>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int RangeBits = 36;
    private const int BucketCount = (RangeBits - SubBucketBits + 1) * SubBuckets;

    private readonly long[] _counts = new long[BucketCount];

    /// <summary>Latencies recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, exactly; 0 when there is none.</summary>
    public long MaxNs { get; private set; }

    /// <summary>Records a bucket; bucket i of values below 256 is i itself, and every octave above has 128.</summary>
    /// <remarks>The layout is HdrHistogram's for a lowest value of 1 and two significant digits, so that a log can be written in its form.</remarks>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Counts one latency; a negative one, which only clocks of two cores can make, counts as 0.</summary>
    public void Record(long latencyNs)
    {
        latencyNs = Math.Max(0, latencyNs);
        _counts[BucketOf(latencyNs)]++;
        Count++;
        MaxNs = Math.Max(MaxNs, latencyNs);
    }

    /// <summary>The latency that <paramref name="percent"/> of the records do not exceed, at most 1 % too long.</summary>
    /// <param name="percent">0 to 100; 100 gives <see cref="MaxNs"/>.</param>
    /// <returns>0 when there is no record.</returns>
    public long PercentileNs(double percent)
    {
        long rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Math.Max(1, Count));
        long passed = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            passed += _counts[bucket];

            // The last bucket has no upper bound of its own.
            if (passed >= rank && bucket < BucketCount - 1)
                return Math.Min(MaxNs, HighestOf(bucket));
        }

        return MaxNs;
    }

    /// <summary>Forgets all records. Thread: the writer's.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        MaxNs = 0;
    }

    private static int BucketOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBucketBits);
        int bucket = (shift << SubBucketBits) + (int)(value >> shift);
        return Math.Min(bucket, BucketCount - 1);
    }

    private static long HighestOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> SubBucketBits) - 1);
        long lowest = (long)(bucket - (shift << SubBucketBits)) << shift;
        return lowest + (1L << shift) - 1;
    }
}
