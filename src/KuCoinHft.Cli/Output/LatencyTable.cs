using System.Globalization;
using System.Text;
using KuCoinHft.Cli.Latency;

namespace KuCoinHft.Cli.Output;

/// <summary>A latency report as Markdown, as it stands in bench/RESULTS.md.</summary>
internal static class LatencyTable
{
    public static string Text(BenchReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(Culture, $"Latency over {report.Transport}, {report.Rate}, {report.Runs.Count} runs of {report.Seconds} s, placement `{report.Placement}`");
        text.AppendLine().AppendLine(Culture, $"{report.Label}.").AppendLine();
        foreach ((string name, string value) in report.Machine)
            text.AppendLine(Culture, $"- {name}: {value}");
        text.AppendLine(Culture, $"- a stamp costs {report.StampNs} ns; {report.WarmUpFrames} warm-up frames before each run and a rehearsal before the first are not counted");
        text.AppendLine(Culture, $"- decision mix: {Mix(report)}");
        foreach (string note in report.Notes)
            text.AppendLine(Culture, $"- {note}");
        AppendLatencies(text, report);
        AppendStages(text, report);
        return text.ToString();
    }

    /// <summary>The JIT profiles side by side: medians of their runs, and the least and greatest.</summary>
    public static string Text(ProfileReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(Culture, $"JIT profiles over {report.Transport}, {report.Rate}, {report.Profiles[0].Runs.Count} runs each, in turn, a process a run").AppendLine();
        foreach ((string name, string value) in report.Machine)
            text.AppendLine(Culture, $"- {name}: {value}");
        text.AppendLine().AppendLine("Microseconds, the median of the runs and the least and greatest.").AppendLine();
        text.AppendLine("| profile | | p50 | p99 | p99.9 | max |").AppendLine("|---|---|---|---|---|---|");
        foreach (JitProfile profile in report.Profiles)
        {
            foreach (string name in (string[])[RunAnalysis.TickToDecision, RunAnalysis.TickToOrder])
            {
                Figures[] runs = [.. profile.Runs.Select(run => run.Latencies[name])];
                text.AppendLine(Culture, $"| {profile.Name} | {name} | {MedianOf(runs, f => f.P50)} | {MedianOf(runs, f => f.P99)} | {MedianOf(runs, f => f.P999)} | {MedianOf(runs, f => f.Max)} |");
            }
        }

        text.AppendLine().AppendLine(Culture, $"By p99.9 of {RunAnalysis.TickToOrder} {report.Winner} is ahead.");
        return text.ToString();
    }

    private static string MedianOf(Figures[] runs, Func<Figures, long> of) => $"{Us(runs.Select(of).Order().ElementAt(runs.Length / 2))} ({Spread(runs, of)})";

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private static string Mix(BenchReport report)
    {
        LatencyRun run = Median(report, RunAnalysis.TickToDecision);
        return string.Create(Culture, $"{run.Ticks} ticks a run, {100.0 * run.Decisions / run.Ticks:0.0} % were decisions (one behind every {report.DecideEvery} of a symbol), {100.0 * run.Orders / run.Ticks:0.0} % became orders ({run.Orders})");
    }

    private static void AppendLatencies(StringBuilder text, BenchReport report)
    {
        text.AppendLine().AppendLine("Microseconds: the run whose p50 is the median, below it the least and the greatest of all runs.").AppendLine();
        text.AppendLine("| | p50 | p90 | p99 | p99.9 | p99.99 | max | count |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (string name in report.Runs[0].Latencies.Keys)
        {
            Figures[] runs = [.. report.Runs.Select(run => run.Latencies[name])];
            Append(text, name, Median(report, name).Latencies[name]);
            text.AppendLine(Culture, $"| runs | {Spread(runs, f => f.P50)} | {Spread(runs, f => f.P90)} | {Spread(runs, f => f.P99)} | {Spread(runs, f => f.P999)} | {Spread(runs, f => f.P9999)} | {Spread(runs, f => f.Max)} | |");
        }

        Append(text, "idle hiccups, before the runs", report.IdleHiccups);
        if (!report.Runs[0].Latencies.ContainsKey(RunAnalysis.Echo))
            return;
        double[] added = [.. report.Runs.Select(run => (run.Latencies[RunAnalysis.TickToOrder].P50 - run.Latencies[RunAnalysis.Echo].P50) / 1e3).Order()];
        text.AppendLine().AppendLine(Culture, $"Tick to order adds {added[added.Length / 2]:0.0} us ({added[0]:0.0}..{added[^1]:0.0}) to the echo's p50, run by run.");
    }

    private static void AppendStages(StringBuilder text, BenchReport report)
    {
        LatencyRun run = Median(report, RunAnalysis.TickToDecision);
        text.AppendLine().AppendLine(Culture, $"Stages, nanoseconds, mean / p50 / p99, of that run; means add up. The total has a stamp of its own, {run.TotalLessStages.P50} ns behind the sum (p50 frame by frame, p99 {run.TotalLessStages.P99}).").AppendLine();
        text.AppendLine(Culture, $"| stage | {string.Join(" | ", run.Stages.Keys)} |").AppendLine(Culture, $"|---|{string.Concat(run.Stages.Keys.Select(_ => "---|"))}");
        for (int stage = 0; stage < run.Stages.Values.First().Count; stage++)
        {
            IEnumerable<string> cells = run.Stages.Values.Select(figures => string.Create(Culture, $"{figures[stage].Mean:0} / {figures[stage].P50} / {figures[stage].P99}"));
            text.AppendLine(Culture, $"| {run.Stages.Values.First()[stage].Stage} | {string.Join(" | ", cells)} |");
        }
    }

    private static void Append(StringBuilder text, string name, Figures f) => text.AppendLine(
        Culture, $"| {name} | {Us(f.P50)} | {Us(f.P90)} | {Us(f.P99)} | {Us(f.P999)} | {Us(f.P9999)} | {Us(f.Max)} | {f.Count} |");

    private static string Spread(Figures[] runs, Func<Figures, long> of) => $"{Us(runs.Min(of))}..{Us(runs.Max(of))}";

    private static string Us(long ns) => (ns / 1e3).ToString(ns < 100_000 ? "0.00" : "0", Culture);

    private static LatencyRun Median(BenchReport report, string name) =>
        report.Runs.OrderBy(run => run.Latencies[name].P50).ElementAt(report.Runs.Count / 2);
}
