using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>Keeps every frame's stamps with what it was planned for; all counting is done when the run is over.</summary>
/// <remarks>
/// Thread: the engine's worker, as the observing stage between journal and send; the counts may be read anywhere. A frame's last stamps are made behind this stage,
/// so they are fetched when the next one comes.
/// </remarks>
internal sealed class FrameRecorder(LoadPlan plan) : IStage
{
    // A tick may have a decision, its order's answer and two pushes.
    private readonly FrameRecord[] _records = GC.AllocateArray<FrameRecord>(plan.OffsetsNs.Length * 5 + 1024, pinned: true);
    private Pipeline? _pipeline;
    private int _tick = -1;
    private int _count;
    private long _pending = -1;

    /// <summary>Market frames that the engine has taken.</summary>
    public int TickCount => Volatile.Read(ref _tick) + 1;

    /// <summary>Frames without room; the run is void then.</summary>
    public long LostCount { get; private set; }

    /// <summary>The records, when the worker has stopped and <see cref="Finish"/> was called.</summary>
    public ReadOnlySpan<FrameRecord> Records => _records.AsSpan(0, _count);

    /// <summary>Before the first frame.</summary>
    public void Observe(Pipeline pipeline)
    {
        // Touched now, so that no page comes later.
        Array.Clear(_records);
        _pipeline = pipeline;
    }

    public void OnFrame(long n)
    {
        Finish();
        FrameClass kind = ClassOf(n);
        if (kind == FrameClass.Tick)
            Volatile.Write(ref _tick, _tick + 1);
        if (_tick < plan.WarmCount)
            return;
        if (_count == _records.Length)
        {
            LostCount++;
            return;
        }

        ref FrameRecord record = ref _records[_count++];
        record.Class = kind;
        record.IsModelled = _pipeline!.Vectors[n].State == FeatureState.Ready;
        record.OffsetNs = kind == FrameClass.Other ? -1 : plan.OffsetsNs[_tick - plan.WarmCount];
        record.OrderKey = kind == FrameClass.Order ? _pipeline.Intents[n].OrderKey : 0;
        _pending = n;
    }

    /// <summary>Takes the stamps of the frame before.</summary>
    public void Finish()
    {
        if (_pending < 0)
            return;
        _records[_count - 1].Stamps = _pipeline!.Meter.Column![_pending];
        _pending = -1;
    }

    private FrameClass ClassOf(long n) => _pipeline!.Updates[n].Kind switch
    {
        UpdateKind.Level2 or UpdateKind.Ticker or UpdateKind.Match when _pipeline.Frames[n].Source == FrameSource.Feed => FrameClass.Tick,
        UpdateKind.Timer => _pipeline.Intents[n].IsOrder != 0 ? FrameClass.Order : FrameClass.Decision,
        _ => FrameClass.Other,
    };
}
