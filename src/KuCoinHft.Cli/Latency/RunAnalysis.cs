using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Cli.Latency;

/// <summary>Makes distributions of what engine and generator recorded.</summary>
/// <remarks>
/// <code>
/// planned ....... intake's stamp ... the frame before leaves ... decode ... agents ... journal ... send
///    [ before intake ][      queue      ][ decode ]    ...    [ agents ]   ...  [ journal ][ send ]
///    [------------------- tick to decision -----------------------------]
///    [------------------- tick to order handed over ----------------------------------------------]
///    [------------------- tick to order, ended by the generator's reading of the clock ---------------]
/// </code>
/// The stages are differences of stamps, so that they add up; the total has a stamp of its own behind the last one, and the difference is that stamp's cost.
/// </remarks>
internal sealed class RunAnalysis
{
    public const string TickToDecision = "tick to decision";
    public const string TickToOrder = "tick to order";
    public const string TickToHandOver = "tick to order handed over";
    public const string TickToTick = "tick through the engine";
    public const string GeneratorLateness = "generator lateness";
    public const string EchoLateness = "generator lateness, echo";
    public const string Echo = "echo round trip";

    private readonly StageMeter _meter;
    private readonly int _agents;
    private readonly int _send;
    private readonly Dictionary<string, LatencyHistogram> _latencies = [];
    private readonly Dictionary<string, StageSums> _classes = [];
    private readonly LatencyHistogram _totalLessStages = new();
    private int _stagesExceedTotal;

    public RunAnalysis(StageMeter meter)
    {
        _meter = meter;
        _agents = Enumerable.Range(0, Stamps.Count).First(stage => meter.NameOf(stage) == "agents");
        _send = Enumerable.Range(0, Stamps.Count).First(stage => meter.NameOf(stage) == "send");
        foreach (string name in (string[])[TickToDecision, TickToOrder, TickToHandOver, TickToTick, GeneratorLateness, Echo, EchoLateness])
            _latencies[name] = new LatencyHistogram();
        foreach (string name in (string[])["ticks", "decisions", "orders"])
            _classes[name] = new StageSums(StageNames());
    }

    /// <param name="startNs">When offset 0 was planned.</param>
    /// <param name="echo">The echo's turn with the same frames; null where there was none.</param>
    /// <param name="echoStartNs">When its offset 0 was planned.</param>
    public LatencyRun Run(LoadPlan plan, ReadOnlySpan<FrameRecord> records, LoadResult load, long startNs, int collections, LoadResult? echo, long echoStartNs)
    {
        Dictionary<long, long> plannedOrders = [];
        int ticks = 0, decisions = 0, notReady = 0;
        long freeNs = 0;
        foreach (ref readonly FrameRecord record in records)
        {
            Stamps stamps = record.Stamps;
            long plannedNs = startNs + record.OffsetNs;
            if (record.Class != FrameClass.Other)
                Take(in record, plannedNs, freeNs);
            freeNs = stamps[_send + 1];
            ticks += record.Class == FrameClass.Tick ? 1 : 0;
            decisions += record.Class is FrameClass.Decision or FrameClass.Order ? 1 : 0;
            notReady += record.Class == FrameClass.Decision && !record.IsModelled ? 1 : 0;
            if (record.Class == FrameClass.Order)
                plannedOrders.Add(record.OrderKey, plannedNs);
        }

        for (int i = 0; i < load.OrderKeys.Length; i++)
        {
            if (plannedOrders.TryGetValue(load.OrderKeys[i], out long plannedNs))
                _latencies[TickToOrder].Record(load.OrderNs[i] - plannedNs);
        }

        foreach (long ns in load.LateNs)
            _latencies[GeneratorLateness].Record(ns);
        if (echo is not null)
            TakeEcho(plan, echo, echoStartNs, [.. plannedOrders.Values.Select(ns => ns - startNs)]);
        var kept = _latencies.Where(l => l.Value.Count > 0).ToDictionary();
        return new LatencyRun
        {
            PlannedFrames = plan.OffsetsNs.Length,
            SentFrames = load.Sent - plan.WarmCount,
            Ticks = ticks,
            Decisions = decisions,
            DecisionsNotReady = notReady,
            Orders = plannedOrders.Count,
            OrdersReceived = (int)_latencies[TickToOrder].Count,
            Latencies = kept.ToDictionary(l => l.Key, l => Figures.Of(l.Value)),
            Stages = _classes.Where(c => c.Value.Count > 0).ToDictionary(c => c.Key, c => c.Value.Figures()),
            TotalLessStages = Figures.Of(_totalLessStages),
            StagesExceedTotal = _stagesExceedTotal,
            Collections = collections,
            Histograms = kept,
        };
    }

    // Of the frames that became orders alone: orders are fewer in bursts, where a symbol is not free, and the baseline must have the same frames.
    private void TakeEcho(LoadPlan plan, LoadResult echo, long startNs, HashSet<long> ordersNs)
    {
        foreach (long ns in echo.LateNs)
            _latencies[EchoLateness].Record(ns);
        int[] answered = [.. Enumerable.Range(plan.WarmCount, plan.OffsetsNs.Length).Where(i => plan.Decides[i])];
        if (echo.OrderNs.Length != answered.Length)
            throw new InvalidDataException($"Of {answered.Length} answers of the echo {echo.OrderNs.Length} came. The run is void.");
        for (int i = 0; i < answered.Length; i++)
        {
            long offsetNs = plan.OffsetsNs[answered[i] - plan.WarmCount];
            if (ordersNs.Contains(offsetNs))
                _latencies[Echo].Record(echo.OrderNs[i] - startNs - offsetNs);
        }
    }

    private void Take(in FrameRecord record, long plannedNs, long freeNs)
    {
        Stamps stamps = record.Stamps;
        bool isTick = record.Class == FrameClass.Tick;
        StageSums sums = _classes[isTick ? "ticks" : record.Class == FrameClass.Order ? "orders" : "decisions"];
        long intakeNs = stamps[Stamps.Intake];
        long begunNs = Math.Max(intakeNs, freeNs);
        sums.Begin();
        sums.Add(intakeNs - plannedNs);
        sums.Add(begunNs - intakeNs);
        for (int stage = 1; stage <= _send; stage++)
            sums.Add(stamps[stage] - (stage == 1 ? begunNs : stamps[stage - 1]));
        long lessNs = sums.End(stamps[_send + 1] - plannedNs);
        _totalLessStages.Record(lessNs);
        _stagesExceedTotal += lessNs < 0 ? 1 : 0;
        if (isTick)
            _latencies[TickToTick].Record(stamps[_send] - plannedNs);
        else if (record.IsModelled)
            _latencies[TickToDecision].Record(stamps[_agents] - plannedNs);
        if (record.Class == FrameClass.Order)
            _latencies[TickToHandOver].Record(stamps[_send] - plannedNs);
    }

    private IEnumerable<string> StageNames() =>
        ["before intake", "queue", .. Enumerable.Range(1, _send).Select(stage => _meter.NameOf(stage) == "observe" ? "observe (harness)" : _meter.NameOf(stage)!)];

    /// <summary>The stages of one class of frames.</summary>
    private sealed class StageSums(IEnumerable<string> names)
    {
        private readonly (string Name, LatencyHistogram Histogram)[] _stages =
            [.. names.Concat(["sum of the stages", "total, stamped apart"]).Select(name => (name, new LatencyHistogram()))];

        private readonly long[] _sumsNs = new long[Stamps.Count + 4];
        private int _at;
        private long _sumNs;

        public long Count => _stages[0].Histogram.Count;

        public void Begin() => (_at, _sumNs) = (0, 0);

        public void Add(long ns)
        {
            _sumNs += ns;
            Put(ns);
        }

        /// <returns>The total less the sum.</returns>
        public long End(long totalNs)
        {
            Put(_sumNs);
            Put(totalNs);
            return totalNs - _sumNs;
        }

        public IReadOnlyList<StageFigures> Figures() =>
            [.. _stages.Select((s, i) => new StageFigures(s.Name, Math.Round((double)_sumsNs[i] / Count, 1), s.Histogram.PercentileNs(50), s.Histogram.PercentileNs(99)))];

        private void Put(long ns)
        {
            _sumsNs[_at] += ns;
            _stages[_at++].Histogram.Record(ns);
        }
    }
}
