using System.Diagnostics;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.WholePath;

/// <summary>One round: every stage alone, the whole, and the platform's reader, over the same frames.</summary>
internal sealed class PathRound
{
    /// <summary>The last stages of an event's way and of an order's.</summary>
    private const int EventStageCount = 3;

    private const int ReaderRow = EventStageCount;
    private const int WholeRow = EventStageCount + 1;
    private readonly SessionFrames _session;
    private readonly PathModels _models;
    private readonly double _clockTicks;

    // Ticks of each order frame by stage, the last row being the whole; runs of events as ticks a frame, with their frames as weight.
    private readonly double[][] _orders;
    private readonly int[] _orderCounts = new int[StageNames.Count + 1];
    private readonly (double Ticks, int Frames)[][] _runs;
    private readonly int[] _runCounts = new int[WholeRow + 1];
    private readonly BookLevelChange[][] _changes = new BookLevelChange[StageRig.ChunkMax][];
    private long _sum;

    public PathRound(SessionFrames session, PathModels models)
    {
        (_session, _models) = (session, models);
        Events = session.Classes.Count(frame => frame == FrameClass.Event);
        Orders = session.Classes.Count(frame => frame == FrameClass.Order);
        _orders = [.. _orderCounts.Select(_ => new double[Orders])];
        _runs = [.. _runCounts.Select(_ => new (double, int)[Events])];
        _clockTicks = ClockTicks();
    }

    public static IReadOnlyList<string> StageNames { get; } = ["decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send"];

    public static IEnumerable<(string Name, int Stage)> EventStages => StageNames.Take(EventStageCount).Select((name, stage) => (name, stage));

    public int Events { get; }

    public int Orders { get; }

    public double ClockNs => Ns(_clockTicks);

    /// <summary>Bytes that the thread allocated while the pipeline took every frame.</summary>
    public long WholeBytes { get; private set; }

    public double EventSum => EventStages.Sum(each => EventNs(each.Stage));

    public double EventReader => EventNs(ReaderRow);

    public double EventWhole => EventNs(WholeRow);

    public double OrderSum => Enumerable.Range(0, StageNames.Count).Sum(OrderNs);

    public double OrderWhole => OrderNs(StageNames.Count);

    public double OrderWholeP99 => At(_orders[^1], 0.99);

    public double OrderNs(int row) => At(_orders[row], 0.5);

    /// <summary>The time of a frame that half of the frames are in runs no slower than.</summary>
    public double EventNs(int row)
    {
        (double Ticks, int Frames)[] runs = [.. _runs[row].Take(_runCounts[row]).OrderBy(run => run.Ticks)];
        long left = Events / 2;
        foreach ((double ticks, int frames) in runs)
        {
            left -= frames;
            if (left < 0)
                return Ns(ticks);
        }

        throw new InvalidOperationException("A round without events.");
    }

    public void Measure(bool isWholeFirst)
    {
        if (isWholeFirst)
            Whole();
        Stages();
        EventsWhole();
        Reader();
        if (!isWholeFirst)
            Whole();
    }

    // Stage by stage over chunks of frames.
    private void Stages()
    {
        using var rig = new StageRig(_models.Swinging(), isColumns: true);
        GC.Collect();
        for (int first = 0; first < _session.Frames.Length; first += StageRig.ChunkMax)
        {
            int end = Publish(rig, first);
            for (int stage = 0; stage < rig.Stages.Length; stage++)
                TakeChunk(rig, stage, first, end);
            rig.Pass(end - 1);
        }

        RequireOrders(rig.Gateway);
    }

    private void TakeChunk(StageRig rig, int stage, int first, int end)
    {
        bool isBook = stage == 1;
        IStage handler = rig.Stages[stage].Stage;
        for (int n = first; n < end;)
        {
            int runEnd = RunEnd(n, end);
            if (runEnd > n && stage < EventStageCount)
            {
                if (isBook)
                    BookRun(rig, handler, n, runEnd);
                else
                    Run(handler, stage, n, runEnd);
                n = runEnd;
                continue;
            }

            if (isBook)
                Give(rig, n);
            long startedAt = Stopwatch.GetTimestamp();
            handler.OnFrame(n);
            long endedAt = Stopwatch.GetTimestamp();
            if (_session.Classes[n] == FrameClass.Order)
                _orders[stage][_orderCounts[stage]++] = endedAt - startedAt - _clockTicks;
            n++;
        }

        if (stage == 0)
            Keep(rig, handler, first, end);
    }

    private void Run(IStage handler, int row, int first, int end)
    {
        long startedAt = Stopwatch.GetTimestamp();
        for (int n = first; n < end; n++)
            handler.OnFrame(n);
        Add(row, Stopwatch.GetTimestamp() - startedAt, end - first);
    }

    // The changes of a frame have one place. So the run is timed with bringing them there, and that alone is timed beside it and taken off.
    private void BookRun(StageRig rig, IStage handler, int first, int end)
    {
        long startedAt = Stopwatch.GetTimestamp();
        for (int n = first; n < end; n++)
            Give(rig, n);
        long broughtAt = Stopwatch.GetTimestamp();
        for (int n = first; n < end; n++)
        {
            Give(rig, n);
            handler.OnFrame(n);
        }

        long endedAt = Stopwatch.GetTimestamp();
        Add(1, endedAt - broughtAt - (broughtAt - startedAt) + _clockTicks, end - first);
    }

    private void Give(StageRig rig, int n)
    {
        ReadOnlySpan<BookLevelChange> changes = _changes[n % StageRig.ChunkMax];
        changes.CopyTo(rig.Changes[changes.Length]);
    }

    // Decoding has no memory, so a second pass over the chunk finds the same; the first one was timed.
    private void Keep(StageRig rig, IStage decode, int first, int end)
    {
        for (int n = first; n < end; n++)
        {
            decode.OnFrame(n);
            ref readonly Update update = ref rig.Updates[n];
            _changes[n % StageRig.ChunkMax] = rig.Changes[update.Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart ? update.ChangeCount : 0].ToArray();
        }
    }

    // The first three stages frame by frame, over scratch places.
    private void EventsWhole()
    {
        using var rig = new StageRig(_models.Swinging(), isColumns: false);
        var stages = new FrameByFrame([.. rig.Stages.Take(EventStageCount).Select(each => each.Stage)]);
        GC.Collect();
        for (int first = 0; first < _session.Frames.Length; first += StageRig.ChunkMax)
        {
            int end = Publish(rig, first);
            for (int n = first; n < end;)
            {
                int runEnd = RunEnd(n, end);
                if (runEnd == n)
                {
                    stages.OnBatch(n, n);
                    n++;
                    continue;
                }

                long startedAt = Stopwatch.GetTimestamp();
                stages.OnBatch(n, runEnd - 1);
                Add(WholeRow, Stopwatch.GetTimestamp() - startedAt, runEnd - n);
                n = runEnd;
            }

            rig.Pass(end - 1);
        }
    }

    private void Reader()
    {
        GC.Collect();
        for (int first = 0; first < _session.Frames.Length; first += StageRig.ChunkMax)
        {
            int end = Math.Min(first + StageRig.ChunkMax, _session.Frames.Length);
            for (int n = first; n < end;)
            {
                int runEnd = RunEnd(n, end);
                if (runEnd == n)
                {
                    n++;
                    continue;
                }

                long startedAt = Stopwatch.GetTimestamp();
                for (int each = n; each < runEnd; each++)
                    _sum += Utf8JsonMarket.Read(_session.Frames[each].Bytes);
                Add(ReaderRow, Stopwatch.GetTimestamp() - startedAt, runEnd - n);
                n = runEnd;
            }
        }
    }

    // The pipeline as it ships.
    private void Whole()
    {
        var gateway = new OrderBytes();
        using var pipeline = new Pipeline(PathModels.Parts(_models.Swinging(), gateway, new RewindingJournal(), new RewindingJournal()), SessionFrames.Settings);
        GC.Collect();
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < _session.Frames.Length; n++)
        {
            ref readonly SessionFrame frame = ref _session.Frames[n];
            if (!pipeline.Intake.TryPublish(frame.Source, frame.Kind, frame.ReceiveNs, frame.Bytes))
                throw new InvalidOperationException("An empty ring has no room.");
            long startedAt = Stopwatch.GetTimestamp();
            pipeline.RunStages();
            long endedAt = Stopwatch.GetTimestamp();
            if (_session.Classes[n] == FrameClass.Order)
                _orders[^1][_orderCounts[^1]++] = endedAt - startedAt - _clockTicks;
        }

        WholeBytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        RequireOrders(gateway);
    }

    private int Publish(StageRig rig, int first)
    {
        int end = Math.Min(first + StageRig.ChunkMax, _session.Frames.Length);
        for (int n = first; n < end; n++)
            rig.Publish(in _session.Frames[n]);
        return end;
    }

    // Behind the last event of the run that begins here; the frame itself where it is no event.
    private int RunEnd(int first, int end)
    {
        int n = first;
        while (n < end && _session.Classes[n] == FrameClass.Event)
            n++;
        return n;
    }

    private void Add(int row, double ticks, int frames) => _runs[row][_runCounts[row]++] = ((ticks - _clockTicks) / frames, frames);

    // Both ways must have made what the session made, or they would not have measured the same.
    private void RequireOrders(OrderBytes made)
    {
        if (made.Orders != Orders)
            throw new InvalidOperationException($"{made.Orders} orders were made of the session's {Orders}.");
    }

    private static double Ns(double ticks) => ticks * 1e9 / Stopwatch.Frequency;

    private static double At(double[] ticks, double share)
    {
        double[] sorted = [.. ticks.Order()];
        return Ns(sorted[(int)Math.Ceiling(share * sorted.Length) - 1]);
    }

    // What two reads with nothing between them say, the middle of many.
    private static double ClockTicks()
    {
        var ticks = new double[10_001];
        for (int i = 0; i < ticks.Length; i++)
        {
            long startedAt = Stopwatch.GetTimestamp();
            ticks[i] = Stopwatch.GetTimestamp() - startedAt;
        }

        Array.Sort(ticks);
        return ticks[ticks.Length / 2];
    }
}
