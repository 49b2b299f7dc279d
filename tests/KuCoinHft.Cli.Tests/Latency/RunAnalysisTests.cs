using KuCoinHft.Cli.Latency;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Tests.Latency;

public sealed class RunAnalysisTests
{
    // Frames may share a planned time; by times alone the echo of both would count.
    [Fact]
    public void Of_two_frames_planned_for_one_time_the_echo_counts_that_of_the_order_alone()
    {
        LoadPlan plan = Plan();
        int[] deciding = [.. Enumerable.Range(0, plan.OffsetsNs.Length).Where(i => plan.Decides[plan.WarmCount + i])];
        plan.OffsetsNs[deciding[4]] = plan.OffsetsNs[deciding[3]];
        var order = new FrameRecord { Class = FrameClass.Order, Index = deciding[3], OrderKey = 7 };
        LoadResult load = Result(plan, [7], [1000 + plan.OffsetsNs[deciding[3]] + 500]);
        LoadResult echo = Result(plan, [.. deciding.Select((_, i) => (long)i)], [.. deciding.Select((frame, i) => 2000 + plan.OffsetsNs[frame] + 10 + i)]);

        LatencyRun run = new RunAnalysis(Meter()).Run(plan, [order], load, startNs: 1000, collections: 0, echo, echoStartNs: 2000);

        Assert.Equal((1, 13), (run.Latencies[RunAnalysis.Echo].Count, run.Latencies[RunAnalysis.Echo].Max));
        Assert.Equal((1, 500), (run.Latencies[RunAnalysis.TickToOrder].Count, run.Latencies[RunAnalysis.TickToOrder].Max));
    }

    private static LoadResult Result(LoadPlan plan, long[] keys, long[] ns) => new() { Sent = plan.Count, LateNs = [], OrderKeys = keys, OrderNs = ns };

    private static LoadPlan Plan()
    {
        var settings = new LatencySettings(LatencyTransport.Tcp, "fused", LoadRate.Parse("1000"), Seconds: 0.1, Runs: 1, DecideEvery: 3, StallMs: 0);
        return LoadPlan.Create(RecordingCatalog.Open(RecordingCatalog.Binance2024), settings, TimeSpan.FromSeconds(30));
    }

    private static StageMeter Meter()
    {
        var meter = new StageMeter(new RingBuffer(16), isOn: false);
        meter.Wrap("agents", new Nothing(), 1, Stamps.Intake);
        meter.Wrap("send", new Nothing(), 2, 1);
        return meter;
    }

    private sealed class Nothing : IStage
    {
        public void OnFrame(long n)
        {
        }
    }
}
