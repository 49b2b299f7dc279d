using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>The stamps and latency histograms of a pipeline's stages.</summary>
/// <remarks>Switched off, it wraps nothing and holds no column: the stages then run exactly as without it.</remarks>
public sealed class StageMeter : IDisposable
{
    private readonly LatencyHistogram?[] _latencies = new LatencyHistogram?[Stamps.Count];
    private readonly string?[] _names = new string?[Stamps.Count];

    public StageMeter(RingBuffer ring, bool isOn)
    {
        Column = isOn ? new RingColumn<Stamps>(ring) : null;
        _names[Stamps.Intake] = "intake";
        _latencies[Stamps.Intake] = isOn ? new LatencyHistogram() : null;
    }

    /// <summary>The column that Intake stamps too; null when switched off.</summary>
    public RingColumn<Stamps>? Column { get; }

    /// <summary>For Intake: from the frame before, or the poll's beginning, to the frame's publication.</summary>
    public LatencyHistogram? IntakeLatency => _latencies[Stamps.Intake];

    /// <summary>Puts the meter around a stage's handler.</summary>
    /// <param name="name">The stage's name in reports.</param>
    /// <param name="stage">Its index, 1..15, each once.</param>
    /// <param name="previousStage">The stage from whose stamp its latency counts: <see cref="Stamps.Intake"/>, or one wrapped before that it stands behind.</param>
    /// <returns>The handler to give to the processor: <paramref name="inner"/> itself when switched off.</returns>
    /// <exception cref="ArgumentException">The stage is wrapped already, or the previous one is not.</exception>
    public IStage Wrap(string name, IStage inner, int stage, int previousStage)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, _names.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(previousStage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(previousStage, _names.Length);
        if (_names[stage] is not null)
            throw new ArgumentException($"Stage {stage} is {_names[stage]} already; give {name} another index.", nameof(stage));
        if (_names[previousStage] is null)
            throw new ArgumentException($"Stage {name} counts from stage {previousStage}, which no one stamps; wrap that first.", nameof(previousStage));
        _names[stage] = name;
        if (Column is null)
            return inner;
        var latency = new LatencyHistogram();
        _latencies[stage] = latency;
        return new MeteredHandler(inner, Column, stage, previousStage, latency);
    }

    /// <summary>The name of a stage; null when none was wrapped at that index.</summary>
    public string? NameOf(int stage) => _names[stage];

    /// <summary>The latencies of a stage; null when none was wrapped at that index, or switched off.</summary>
    public LatencyHistogram? LatencyOf(int stage) => _latencies[stage];

    public void Dispose() => Column?.Dispose();
}
