using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Layout;

/// <summary>Gives a session's frames at planned times, or as fast as they are taken, and counts how late each left the pipeline.</summary>
/// <remarks>A frame's latency counts from its planned time, not from when the source got round to it, so a stall is charged to every frame that it holds up.</remarks>
internal sealed class PacedSource(SessionFrame[] frames, int count, long intervalNs) : IFrameSource, IEventHandler
{
    private long _startNs;
    private int _next;

    /// <summary>From planned time to the end of send.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Frames that have left.</summary>
    public Sequence Finished { get; } = new();

    /// <summary>When the first frame is due and, at the end, when the last one left.</summary>
    public long StartNs => _startNs;

    public long EndNs { get; private set; }

    public void Start(long startNs) => Volatile.Write(ref _startNs, startNs);

    public int Poll(Intake intake, int framesMax)
    {
        long startNs = Volatile.Read(ref _startNs);
        if (startNs == 0)
            return 0;
        long due = intervalNs == 0 ? count : Math.Min(count, (StampClock.NowNs - startNs) / intervalNs);
        int published = 0;
        while (published < framesMax && _next < due)
        {
            ref readonly SessionFrame frame = ref frames[_next];
            if (!intake.TryPublish(frame.Source, frame.Kind, frame.ReceiveNs, frame.Bytes))
                break;
            _next++;
            published++;
        }

        return published;
    }

    /// <summary>Stands behind send.</summary>
    public void OnBatch(long first, long last)
    {
        long nowNs = StampClock.NowNs;
        if (intervalNs > 0)
        {
            // Frame n is due (n + 1) intervals after the start.
            for (long n = first; n <= last; n++)
                Latency.Record(nowNs - _startNs - ((n + 1) * intervalNs));
        }

        EndNs = nowNs;
        Finished.Set(last);
    }
}
