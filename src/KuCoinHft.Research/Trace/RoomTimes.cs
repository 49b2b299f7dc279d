using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Research.Trace;

/// <summary>How long each room took for a frame, from the stamps of a metered run on one thread.</summary>
/// <remarks>One thread runs the rooms in the order of their stamps, so each takes from the stamp before it to its own, and together they take all.</remarks>
internal sealed class RoomTimes
{
    private const int FramesMax = 101;
    private readonly Pipeline _pipeline;
    private readonly (UpdateKind, FeatureState) _kind;
    private readonly Queue<long[]> _before = new(FramesMax);

    /// <param name="kind">Of the frames to take medians of.</param>
    public RoomTimes(Pipeline pipeline, (UpdateKind Kind, FeatureState State) kind)
    {
        _pipeline = pipeline;
        _kind = kind;
        var rooms = new List<string>();
        while (pipeline.Meter.NameOf(rooms.Count) is { } name && name != "total")
            rooms.Add(name);
        Rooms = rooms;
    }

    /// <summary>In the order of the stamps.</summary>
    public IReadOnlyList<string> Rooms { get; }

    /// <summary>Frames that the medians are of.</summary>
    public int Count => _before.Count;

    /// <summary>What makes two frames of one kind: a decision frame of a filled window is much more work than one of an empty.</summary>
    public static (UpdateKind Kind, FeatureState State) KindOf(Pipeline pipeline, long n) => (pipeline.Updates[n].Kind, pipeline.Vectors[n].State);

    /// <summary>Notes a frame before the traced one.</summary>
    public void Note(JournalRun run)
    {
        if (KindOf(_pipeline, run.Sequence) != _kind)
            return;
        if (_before.Count == FramesMax)
            _before.Dequeue();
        _before.Enqueue(Of(run));
    }

    /// <summary>Nanoseconds a room, of the frame that the run stands at.</summary>
    public long[] Of(JournalRun run)
    {
        ref Stamps stamps = ref _pipeline.Meter.Column![run.Sequence];
        var times = new long[Rooms.Count];
        long beforeNs = run.PublishedNs;
        for (int room = 0; room < times.Length; room++)
        {
            times[room] = stamps[room] - beforeNs;
            beforeNs = stamps[room];
        }

        return times;
    }

    /// <summary>A room's median over the noted frames; null when there are none.</summary>
    public long? MedianOf(int room) =>
        _before.Count == 0 ? null : _before.Select(times => times[room]).Order().ElementAt(_before.Count / 2);
}
