using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Layout;

/// <summary>Columns against one core over a scratch place: the same frames and handlers, pairs of runs in turn.</summary>
/// <remarks>
/// What it measures: a session's frames, models on, journals encoded, no sockets. "burst": all frames as fast as the ring takes them, ns a frame. "paced": a frame
/// every 20 us, latency from its planned time to the end of send. A regression of the layout shows as a ratio that moved, never as a figure of one run.
/// </remarks>
internal static class LayoutComparison
{
    private const long PaceNs = 20_000;
    private const int WarmUpPairs = 3;
    private static readonly TimeSpan RunTimeMax = TimeSpan.FromMinutes(2);

    public static void Run(int pairs, int frameCount, TextWriter output)
    {
        using EngineModels models = EngineModels.Load(ModelsFolder());
        SessionFrame[] frames = SessionFrames.Record(models);
        frameCount = Math.Min(frameCount, frames.Length);
        output.WriteLine($"{pairs} pairs of {frameCount} frames; cores {string.Join(',', CoreAffinity.Allowed())}; ratio = core / columns of a pair");
        output.WriteLine("| placement | load | figure | columns: median | p10..p90 | core: median | p10..p90 | ratio: median | p10..p90 |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, string columns, string core) in Placements())
        {
            Compare(name, "burst", 0, columns, core);
            Compare(name, "paced", PaceNs, columns, core);
        }

        void Compare(string name, string load, long intervalNs, string columnsPlacement, string corePlacement)
        {
            var columns = new List<double[]>();
            var core = new List<double[]>();
            for (int pair = -WarmUpPairs; pair < pairs; pair++)
            {
                // Who goes first takes turns, so that neither always finds the machine as the other left it.
                double[]? early = pair % 2 == 0 ? Once(LayoutKind.Columns, columnsPlacement) : null;
                double[] second = Once(LayoutKind.Core, corePlacement);
                double[] first = early ?? Once(LayoutKind.Columns, columnsPlacement);
                if (pair < 0)
                    continue;
                columns.Add(first);
                core.Add(second);
            }

            string[] figures = intervalNs == 0 ? ["ns a frame"] : ["p50 ns", "p99 ns", "p99.9 ns"];
            for (int i = 0; i < figures.Length; i++)
                output.WriteLine($"| {name} | {load} | {figures[i]} | {Spread(columns.Select(r => r[i]))} | {Spread(core.Select(r => r[i]))} | {Spread(core.Zip(columns, (c, o) => c[i] / o[i]), "0.00")} |");

            double[] Once(LayoutKind kind, string placement) => Measure(kind, placement, frames, frameCount, intervalNs, models);
        }
    }

    private static IEnumerable<(string Name, string Columns, string Core)> Placements()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        int last = cores[^1];
        int first = cores[0];
        yield return ("fused", $"intake..send @{last} yield", $"intake..core @{last} yield");
        yield return ("two workers", $"intake, journal @{first} yield; decode..orders, send @{last} yield", $"intake @{first} yield; core @{last} yield");
        yield return (
            "spread, yielding",
            "intake yield; decode yield; book yield; features yield; infer yield; agents yield; risk yield; orders yield; journal yield; send yield",
            "intake yield; core yield");
    }

    private static double[] Measure(LayoutKind kind, string placement, SessionFrame[] frames, int count, long intervalNs, EngineModels models)
    {
        var source = new PacedSource(frames, count, intervalNs);
        using var rig = new LayoutRig(kind, source, models);
        string[] names = [.. rig.Duties.Select(duty => duty.Name)];
        Worker[] workers = Placement.Parse(placement, names, CoreAffinity.Allowed(), ["intake"]).CreateWorkers(rig.Duties, (_, _) => { });
        GC.Collect();
        foreach (Worker worker in workers)
            worker.Start();
        source.Start(StampClock.NowNs);
        if (!SpinWait.SpinUntil(() => Done(source, count) || Array.Exists(workers, worker => worker.Fault is not null), RunTimeMax))
            throw new TimeoutException($"{kind}, {placement}: frame {source.Finished.Value} of {count} after {RunTimeMax}.");
        foreach (Worker worker in workers)
            worker.RequestStop();
        foreach (Worker worker in workers)
        {
            worker.Stop(RunTimeMax);
            if (worker.Fault is not null)
                throw new InvalidOperationException($"{worker.Name} stopped on a bug.", worker.Fault);
        }

        return intervalNs == 0
            ? [(source.EndNs - source.StartNs) / (double)count]
            : [source.Latency.PercentileNs(50), source.Latency.PercentileNs(99), source.Latency.PercentileNs(99.9)];
    }

    // The waiting thread sleeps between its looks, so that it takes no core from the workers.
    private static bool Done(PacedSource source, int count)
    {
        if (source.Finished.Value >= count - 1)
            return true;
        Thread.Sleep(5);
        return false;
    }

    private static string Spread(IEnumerable<double> values, string format = "0")
    {
        double[] sorted = [.. values.Order()];
        return $"{At(50).ToString(format)} | {At(10).ToString(format)}..{At(90).ToString(format)}";

        double At(int percent) => sorted[(int)Math.Round(percent / 100.0 * (sorted.Length - 1))];
    }

    private static string ModelsFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "models");
            if (File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                return models;
        }

        throw new DirectoryNotFoundException("Run the bench from inside the repository; it needs its models folder.");
    }
}
