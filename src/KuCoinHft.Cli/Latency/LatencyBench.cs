using KuCoinHft.Adapters.Metrics;
using KuCoinHft.Cli.Doctor;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>The latency harness: rehearsal, runs, report.</summary>
/// <remarks>
/// Every run is a new engine over new connections; code and processes stay warm from the rehearsal, which is a run that nobody counts. Thread: one cold thread.
/// </remarks>
internal sealed class LatencyBench(LatencySettings settings, EngineModels models)
{
    private const double RehearsalSecondsMax = 3;
    private const long LeadNs = 200 * Nanos.PerMillisecond;
    private const long P9999SamplesMin = 10_000_000;
    private static readonly TimeSpan HiccupTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FloodTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LateTimeout = TimeSpan.FromSeconds(20);

    /// <param name="histogramFile">Where the HdrHistogram log goes; null for nowhere.</param>
    /// <exception cref="InvalidDataException">A frame was lost between plan and engine.</exception>
    public BenchReport Run(string? histogramFile, Action<string> progress, CancellationToken cancellation)
    {
        Placement placement = Placement.Parse(settings.Placement, EngineRun.Duties, CoreAffinity.Allowed());
        IReadOnlyDictionary<string, string> machine = MachineBlock.Read(new MachineFiles());
        using HdrLog? log = histogramFile is null ? null : new HdrLog(histogramFile, DateTimeOffset.UtcNow);
        progress("reading the recording");
        LoadPlan plan = LoadPlan.Create(settings);
        LoadPlan rehearsal = plan.Cut(plan.OffsetsNs.Count(ns => ns <= RehearsalSecondsMax * Nanos.PerSecond));
        // Before this process is kept off any core, which children inherit.
        using LoadProcess? process = settings.Transport == LatencyTransport.Memory ? null : new LoadProcess(settings);
        if (process is not null && process.PlanHash != plan.Hash)
            throw new InvalidDataException("The load generator has planned another load; both processes must be of one build.");
        int? hotCore = placement.Workers[^1].Core;
        var hiccups = Figures.Of(IdleHiccups.Measure(HiccupTime, hotCore));
        if (placement.HousekeepingCores.Count > 0)
            CoreAffinity.Restrict(placement.HousekeepingCores);
        progress("rehearsing");
        RunOnce(rehearsal, placement, process, cancellation);
        var runs = new List<LatencyRun>();
        for (int run = 1; run <= settings.Runs; run++)
        {
            progress($"run {run} of {settings.Runs}");
            runs.Add(RunOnce(plan, placement, process, cancellation));
            foreach ((string name, LatencyHistogram histogram) in runs[^1].Histograms)
                log?.Write(name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '-'), runs[^1].StartedAt, runs[^1].Length, histogram);
        }

        return new BenchReport
        {
            Label = Label(),
            Transport = settings.Transport.ToString().ToLowerInvariant(),
            Rate = settings.Rate.ToString(),
            Placement = placement.Describe(),
            WarmUpFrames = plan.WarmCount,
            Seconds = Math.Round(plan.OffsetsNs[^1] / 1e9, 3),
            DecideEvery = settings.DecideEvery,
            Notes = [.. placement.Notes, .. models.Refusals, .. Notes(plan, runs)],
            Machine = machine,
            StampNs = IdleHiccups.StampNs(),
            IdleHiccups = hiccups,
            Runs = runs,
        };
    }

    private LatencyRun RunOnce(LoadPlan plan, Placement placement, LoadProcess? process, CancellationToken cancellation)
    {
        var clock = new PlanClock(plan.ReceiveNs[0]);
        using LoadSession load = process is null ? new MemorySession(plan, clock, settings.StallMs) : new SocketSession(process, plan, clock);
        using var engine = new EngineRun(plan, models, placement, clock, load.Market, load.OpeningFrames, load.Answers, load.Gateway);
        engine.Start();
        if (load is SocketSession sockets)
            sockets.ConnectAsync(cancellation).GetAwaiter().GetResult();
        // Welcomes and snapshots first: the books are live before the market begins.
        engine.WaitForTicks(0, FloodTimeout, () => load.Fault, cancellation);
        load.Flood();
        engine.WaitForTicks(plan.WarmCount, FloodTimeout, () => load.Fault, cancellation);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        int collections = GC.CollectionCount(0);
        DateTimeOffset startedAt = DateTimeOffset.UtcNow;
        long startNs = StampClock.NowNs + LeadNs;
        load.Start(startNs);
        engine.WaitForTicks(plan.Count, TimeSpan.FromTicks(plan.OffsetsNs[^1] / 100) + LateTimeout, () => load.Fault, cancellation);
        collections = GC.CollectionCount(0) - collections;
        LoadResult result = load.Stop();
        engine.Stop();
        long echoStartNs = 0;
        LoadResult? echo = load.Echo(() => echoStartNs = StampClock.NowNs + LeadNs);
        var analysis = new RunAnalysis(engine.Pipeline.Meter);
        LatencyRun run = analysis.Run(plan, engine.Recorder.Records, result, startNs, collections, echo, echoStartNs) with
        {
            StartedAt = startedAt,
            Length = TimeSpan.FromTicks(plan.OffsetsNs[^1] / 100),
        };
        Require(run, engine);
        return run;
    }

    // A frame or an order without its counterpart would make the rest look better than it was.
    private static void Require(LatencyRun run, EngineRun engine)
    {
        if (run.Ticks != run.PlannedFrames || run.SentFrames != run.PlannedFrames || engine.Recorder.LostCount > 0)
            throw new InvalidDataException($"Of {run.PlannedFrames} planned frames {run.SentFrames} were sent and {run.Ticks} recorded; {engine.Recorder.LostCount} found no room. The run is void.");
        if (run.Orders != run.OrdersReceived || engine.Pipeline.Send.UnsentCount > 0)
            throw new InvalidDataException($"Of {run.Orders} orders {run.OrdersReceived} arrived, and {engine.Pipeline.Send.UnsentCount} found no connection. The run is void.");
    }

    private string Label() => settings.Transport == LatencyTransport.Memory
        ? "memory to memory: from the planned time of a frame to the order's text at the generator, two threads of one process; no socket"
        : $"socket to socket: from the planned time of a frame in one process, through the engine in another, to the order's last byte back in the first; user-space stamps of one "
            + $"monotonic clock, loopback{(settings.Transport == LatencyTransport.Tls ? ", TLS included at both ends" : "")}";

    private IEnumerable<string> Notes(LoadPlan plan, List<LatencyRun> runs)
    {
        long ticks = runs.Sum(run => (long)run.Ticks);
        if (ticks < P9999SamplesMin)
            yield return $"p99.99 rests on {ticks} ticks in all runs, not on the {P9999SamplesMin} that it wants.";
        if (plan.OffsetsNs[^1] < settings.Seconds * Nanos.PerSecond * 0.98)
            yield return $"the recording ends after {plan.OffsetsNs[^1] / 1e9:0.###} s at this rate.";
        if (runs.Sum(run => run.Collections) > 0)
            yield return $"{runs.Sum(run => run.Collections)} garbage collections fell into the runs.";
        if (runs.Min(run => run.Orders) < 10_000)
            yield return $"the shortest run has {runs.Min(run => run.Orders)} orders; 10000 are wanted for p99.9.";
    }
}
