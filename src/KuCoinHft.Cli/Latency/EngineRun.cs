using System.Diagnostics;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine as in a session, models, file journal and all, under one run's load.</summary>
/// <remarks>
/// What differs from a session: decision frames follow market frames (<see cref="DecisionSource"/>), what the models want is overruled (<see cref="WantedTarget"/>), targets
/// may change at once, and no limit is near, so that decisions become orders. Thread: one cold thread.
/// </remarks>
internal sealed class EngineRun : IDisposable
{
    /// <summary>The pipeline's duties, for placements.</summary>
    public static readonly string[] Duties = ["intake", "engine"];

    private const int RestRingBytes = 16 << 20;
    private const long Never = 3600 * Nanos.PerSecond;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // Nothing holds an order back but its symbol's open one; the rate's array is as long as its limit.
    private static readonly EngineSettings Settings = new(
        SessionId: 1,
        new RiskLimits(PositionQuoteMax: long.MaxValue, NotionalQuoteMax: long.MaxValue, OrdersPerSecondMax: 50_000, StaleNs: Never, LossQuoteMax: long.MaxValue),
        new AgentPolicy(SwitchMargin: 0, HoldNs: 0),
        OrderRestNs: Never,
        OrderSilenceNs: Never,
        IsMetered: true);

    private readonly MessageRing _rest = new(RestRingBytes);
    private readonly JournalWriter _frames;
    private readonly JournalWriter _actions;
    private readonly JournalHousekeeper _housekeeper;
    private readonly Worker[] _workers;
    private readonly string _journalFolder;
    private Exception? _fault;

    /// <param name="market">Brings the plan's frames behind <paramref name="openingFrames"/> of its own.</param>
    /// <param name="answers">Bring what comes back.</param>
    public EngineRun(
        LoadPlan plan, EngineModels models, Placement placement, PlanClock clock, IFrameSource market, int openingFrames, IFrameSource[] answers, IOrderGateway gateway)
    {
        _journalFolder = Directory.CreateTempSubdirectory("kchft-latency-").FullName;
        _frames = Journal(JournalFolder.FramesPath(_journalFolder), JournalHeader.FramesStream, plan, models, JournalFolder.FramesBytesDefault);
        _actions = Journal(JournalFolder.ActionsPath(_journalFolder), JournalHeader.ActionsStream, plan, models, JournalFolder.ActionsBytesDefault);
        _housekeeper = new JournalHousekeeper(_frames, _actions);
        Recorder = new FrameRecorder(plan);
        WantedTarget?[] agents = [.. models.Agents.Select(Wanted)];
        WantedTarget? meta = Wanted(models.Meta);
        Pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(plan.Instruments),
                Sources = [.. answers, new MessageRingSource(_rest, clock), new DecisionSource(market, plan, clock, openingFrames)],
                Gateway = gateway,
                FrameJournal = _frames,
                ActionJournal = _actions,
                AgentModels = agents,
                MetaModel = meta,
                Partners = PairTable.Of(plan.Instruments),
                Observer = Recorder,
            },
            Settings);
        foreach (WantedTarget? model in (WantedTarget?[])[.. agents, meta])
            model?.Pipeline = Pipeline;
        Recorder.Observe(Pipeline);
        _workers = placement.CreateWorkers(Pipeline.Duties, (_, fault) => Volatile.Write(ref _fault, fault));
        foreach (byte[] part in plan.Snapshots)
        {
            if (!_rest.TryWrite((byte)FrameSource.Rest, (byte)FrameKind.Snapshot, 0, part))
                throw new InvalidDataException($"The books' snapshots need more than {RestRingBytes} bytes.");
        }
    }

    public Pipeline Pipeline { get; }

    public FrameRecorder Recorder { get; }

    public void Start()
    {
        foreach (Worker worker in _workers)
            worker.Start();
    }

    /// <summary>Waits until the engine has taken so many market frames and is idle.</summary>
    /// <param name="isBroken">Words for what has ended the run meanwhile, or null.</param>
    /// <exception cref="TimeoutException">It has not within <paramref name="limit"/>.</exception>
    /// <exception cref="IOException">The run is broken.</exception>
    public void WaitForTicks(int count, TimeSpan limit, Func<string?> isBroken, CancellationToken cancellation)
    {
        long startedAt = Stopwatch.GetTimestamp();
        long quietSince = startedAt, published = -1;
        while (Recorder.TickCount < count || Pipeline.Completed < Pipeline.Published || Stopwatch.GetElapsedTime(quietSince) < TimeSpan.FromMilliseconds(100))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _fault) is { } fault)
                throw new InvalidOperationException("A worker stopped on a bug of ours.", fault);
            if (Pipeline.IsHalted)
                throw new IOException($"The journal in {_journalFolder} cannot go on: {_frames.Fault ?? _actions.Fault ?? "no room"}");
            if (isBroken() is { } words)
                throw new IOException(words);
            if (Stopwatch.GetElapsedTime(startedAt) > limit)
                throw new TimeoutException($"The engine has taken {Recorder.TickCount} of {count} market frames in {limit.TotalSeconds:0} s; choose a lower --rate.");
            Thread.Sleep(1);
            if (Pipeline.Published != published)
                (published, quietSince) = (Pipeline.Published, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Stops the workers; the records may be read then.</summary>
    public void Stop()
    {
        foreach (Worker worker in _workers)
            worker.RequestStop();
        foreach (Worker worker in _workers)
        {
            if (!worker.Stop(StopTimeout))
                throw new TimeoutException($"The worker {worker.Name} did not stop within {StopTimeout.TotalSeconds} s.");
        }

        Recorder.Finish();
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
            worker.RequestStop();
        bool isStopped = Array.TrueForAll(_workers, worker => worker.Stop(StopTimeout));
        _housekeeper.Dispose();
        // A worker that would not stop may still write here: leaking memory is better than writing to freed memory.
        if (isStopped)
        {
            Pipeline.Dispose();
            _frames.Dispose();
            _actions.Dispose();
            _rest.Dispose();
        }

        Directory.Delete(_journalFolder, recursive: true);
    }

    private static JournalWriter Journal(string path, string stream, LoadPlan plan, EngineModels models, long capacityBytes) =>
        new(path, JournalHeaders.Of(stream, plan.Instruments, models, Settings, plan.ReceiveNs[0]), new JournalWriterOptions(capacityBytes));

    private static WantedTarget? Wanted(IModel? model) => model is null ? null : new WantedTarget(model);
}
