using System.Diagnostics;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>Real time for measuring, never for deciding.</summary>
/// <remarks>Units: nanoseconds since some moment before the process. The only clock of the hot path; on Linux a read costs some 20 ns.</remarks>
public static class StampClock
{
    private static readonly long NsPerTick = 1_000_000_000 / Stopwatch.Frequency;

    // Linux counts in nanoseconds; Windows in units of 100.
    public static long NowNs => Stopwatch.GetTimestamp() * NsPerTick;

    /// <summary>Stamps frame <paramref name="n"/> at Intake. Call before the frame is published: then every stage sees it.</summary>
    /// <returns>The stamp.</returns>
    public static long StampIntake(RingColumn<Stamps> stamps, long n) => stamps[n][Stamps.Intake] = NowNs;
}
