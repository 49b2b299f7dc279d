using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>How long this machine keeps a thread from running that wants nothing but to run.</summary>
/// <remarks>Source: the idea is jHiccup's. What it shows is in every latency measured here, and none of ours.</remarks>
internal static class IdleHiccups
{
    /// <summary>Reads the clock on a thread of its own and counts the gaps between two readings.</summary>
    /// <param name="core">Where it runs; null for anywhere.</param>
    public static LatencyHistogram Measure(TimeSpan length, int? core)
    {
        var gaps = new LatencyHistogram();
        var thread = new Thread(() =>
        {
            if (core is { } pinned)
                CoreAffinity.Pin(pinned);
            Read(gaps, 10_000_000);
            gaps.Clear();
            Read(gaps, (long)length.TotalNanoseconds);
        });
        thread.Start();
        thread.Join();
        return gaps;
    }

    /// <summary>What one stamp costs, nanoseconds: the fastest of some rounds, since only disturbances make it slower.</summary>
    public static double StampNs()
    {
        const int Rounds = 20, Reads = 100_000;
        long best = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long startNs = StampClock.NowNs, last = 0;
            for (int i = 0; i < Reads; i++)
                last = StampClock.NowNs;
            best = Math.Min(best, last - startNs);
        }

        return Math.Round((double)best / Reads, 1);
    }

    private static void Read(LatencyHistogram gaps, long lengthNs)
    {
        long previous = StampClock.NowNs, endNs = previous + lengthNs;
        while (previous < endNs)
        {
            long nowNs = StampClock.NowNs;
            gaps.Record(nowNs - previous);
            previous = nowNs;
        }
    }
}
