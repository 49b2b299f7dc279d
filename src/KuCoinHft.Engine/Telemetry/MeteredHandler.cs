using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>A stage whose time per frame is measured: from the previous stage's stamp to its own.</summary>
/// <remarks>
/// Thread: the engine's worker. Allocates nothing.
/// </remarks>
public sealed class MeteredHandler : IStage
{
    private readonly IStage _inner;
    private readonly RingColumn<Stamps> _stamps;
    private readonly int _stage;
    private readonly int _previousStage;
    private readonly LatencyHistogram _latency;

    internal MeteredHandler(IStage inner, RingColumn<Stamps> stamps, int stage, int previousStage, LatencyHistogram latency)
    {
        _inner = inner;
        _stamps = stamps;
        _stage = stage;
        _previousStage = previousStage;
        _latency = latency;
    }

    public void OnFrame(long n)
    {
        _inner.OnFrame(n);
        long nowNs = StampClock.NowNs;
        ref Stamps stamps = ref _stamps[n];
        stamps[_stage] = nowNs;
        long previousNs = stamps[_previousStage];
        if (previousNs != 0)
            _latency.Record(nowNs - previousNs);
    }
}
