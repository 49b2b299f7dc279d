using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>How late a thread that wants nothing but to run comes to planned times: what this machine itself adds to every latency.</summary>
/// <remarks>
/// A reading is due every 10 us and counts from when it was due, so that a standstill of 5 ms is 500 records and not one: without the plan no percentile would show it.
/// Source: the idea is jHiccup's. What it shows is in every latency measured here, and none of ours.
/// </remarks>
internal static class IdleHiccups
{
    /// <summary>From one planned reading to the next.</summary>
    public const long PeriodNs = 10_000;

    private const long WarmUpNs = 10_000_000;

    /// <summary>Reads the clock on a thread of its own, at planned times.</summary>
    /// <param name="core">Where it runs; null for anywhere.</param>
    public static LatencyHistogram Measure(TimeSpan length, int? core)
    {
        LatencyHistogram late = new();
        var thread = new Thread(() =>
        {
            if (core is { } pinned)
                CoreAffinity.Pin(pinned);
            Read(WarmUpNs, () => StampClock.NowNs);
            late = Read((long)length.TotalNanoseconds, () => StampClock.NowNs);
        });
        thread.Start();
        thread.Join();
        return late;
    }

    /// <summary>How late each planned reading of <paramref name="nowNs"/> was; those that a standstill has passed are read at once.</summary>
    public static LatencyHistogram Read(long lengthNs, Func<long> nowNs)
    {
        var late = new LatencyHistogram();
        long startNs = nowNs();
        for (long offsetNs = PeriodNs; offsetNs <= lengthNs; offsetNs += PeriodNs)
        {
            long lateNs = nowNs() - startNs - offsetNs;
            while (lateNs < 0)
                lateNs = nowNs() - startNs - offsetNs;
            late.Record(lateNs);
        }

        return late;
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
}
