using System.Text.Json.Serialization;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Cli.Latency;

/// <summary>A distribution's figures, nanoseconds.</summary>
internal sealed record Figures(long Count, long P50, long P90, long P99, long P999, long P9999, long Max)
{
    public static Figures Of(LatencyHistogram histogram) => new(
        histogram.Count, histogram.PercentileNs(50), histogram.PercentileNs(90), histogram.PercentileNs(99), histogram.PercentileNs(99.9), histogram.PercentileNs(99.99), histogram.MaxNs);
}

/// <summary>One stage's share of the frames of a class, nanoseconds. Means add up to the total's, percentiles do not.</summary>
internal sealed record StageFigures(string Stage, double Mean, long P50, long P99);

/// <summary>One measured run.</summary>
internal sealed record LatencyRun
{
    public required int PlannedFrames { get; init; }

    /// <summary>Measured frames that the generator sent.</summary>
    public required int SentFrames { get; init; }

    /// <summary>Measured market frames that passed the engine.</summary>
    public required int Ticks { get; init; }

    /// <summary>Decision frames, orders included.</summary>
    public required int Decisions { get; init; }

    /// <summary>Decisions at which the models did not run, because book or windows were not ready.</summary>
    public required int DecisionsNotReady { get; init; }

    public required int Orders { get; init; }

    /// <summary>Orders of the measured part that the generator received.</summary>
    public required int OrdersReceived { get; init; }

    /// <summary>Distributions by name, see <see cref="RunAnalysis"/>.</summary>
    public required IReadOnlyDictionary<string, Figures> Latencies { get; init; }

    /// <summary>By class of frame: the stages, their sum, and the total as measured by stamps of its own.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StageFigures>> Stages { get; init; }

    /// <summary>Total less the sum of stages, frame by frame: the last stamp's own cost.</summary>
    public required Figures TotalLessStages { get; init; }

    /// <summary>Frames whose stages come to more than their total, which cannot be.</summary>
    public required int StagesExceedTotal { get; init; }

    public required int Collections { get; init; }

    /// <summary>Histograms for the log file.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, LatencyHistogram> Histograms { get; init; } = new Dictionary<string, LatencyHistogram>();

    [JsonIgnore]
    public DateTimeOffset StartedAt { get; init; }

    [JsonIgnore]
    public TimeSpan Length { get; init; }
}

/// <summary>What <c>kchft bench latency</c> found.</summary>
internal sealed record BenchReport
{
    /// <summary>Which ends the latencies lie between, in words.</summary>
    public required string Label { get; init; }

    public required string Transport { get; init; }

    public required string Rate { get; init; }

    public required string Placement { get; init; }

    public required int WarmUpFrames { get; init; }

    public required double Seconds { get; init; }

    public required int DecideEvery { get; init; }

    /// <summary>What the reader must know to judge the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>Nanoseconds that one stamp costs.</summary>
    public required double StampNs { get; init; }

    /// <summary>Gaps between two readings of the clock by a thread that does nothing else, before the runs.</summary>
    public required Figures IdleHiccups { get; init; }

    public required IReadOnlyList<LatencyRun> Runs { get; init; }
}
