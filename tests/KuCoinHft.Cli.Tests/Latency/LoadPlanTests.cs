using KuCoinHft.Cli.Latency;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli.Tests.Latency;

public sealed class LoadPlanTests
{
    private static readonly LatencySettings Settings = new(LatencyTransport.Memory, "fused", LoadRate.Parse("recorded:5x"), Seconds: 2, Runs: 1, DecideEvery: 3, StallMs: 0);

    [Fact]
    public void Recorded_times_are_kept_in_proportion_and_decisions_follow_every_third_frame_of_a_symbol()
    {
        LoadPlan plan = Plan(Settings);

        long measuredNs = plan.ReceiveNs[plan.WarmCount];
        Assert.True(plan.WarmCount > 1000, $"{plan.WarmCount} warm-up frames");
        Assert.True(plan.OffsetsNs.Length > 1000, $"{plan.OffsetsNs.Length} measured frames");
        for (int i = 0; i < plan.OffsetsNs.Length; i++)
            Assert.InRange(plan.OffsetsNs[i] - ((plan.ReceiveNs[plan.WarmCount + i] - measuredNs) / 5.0), -1, 1);
        Assert.InRange(plan.OffsetsNs[^1], 1_900_000_000, 2_000_000_000);
        for (short symbol = 0; symbol < plan.Instruments.Count; symbol++)
        {
            bool[] decides = [.. Enumerable.Range(0, plan.Count).Where(i => plan.Symbols[i] == symbol).Select(i => plan.Decides[i])];
            Assert.True(decides.Length > 100, plan.Instruments[symbol].Symbol);
            Assert.All(Enumerable.Range(0, decides.Length), i => Assert.Equal(i % 3 == 2, decides[i]));
        }

        for (int i = 0; i < plan.Count; i++)
            Assert.True(plan.NextDecision[i] >= i && (plan.Decides[plan.NextDecision[i]] || plan.NextDecision[i] == plan.Count - 1), $"frame {i}");
    }

    [Fact]
    public void A_fixed_rate_is_even_and_two_plans_of_one_setting_are_alike()
    {
        LatencySettings even = Settings with { Rate = LoadRate.Parse("10000"), Seconds = 0.5 };
        LoadPlan plan = Plan(even);

        Assert.Equal(5001, plan.OffsetsNs.Length);
        Assert.All(Enumerable.Range(0, plan.OffsetsNs.Length), i => Assert.Equal(i * 100_000L, plan.OffsetsNs[i]));
        Assert.Equal(plan.Hash, Plan(even).Hash);
        Assert.NotEqual(plan.Hash, Plan(even with { Seconds = 0.4 }).Hash);
    }

    [Fact]
    public void A_cut_plan_is_the_beginning_of_the_whole_one()
    {
        LoadPlan plan = Plan(Settings), cut = plan.Cut(100);

        Assert.Equal((plan.WarmCount, 100), (cut.WarmCount, cut.OffsetsNs.Length));
        Assert.Equal(plan.OffsetsNs[..100], cut.OffsetsNs);
        Assert.Equal(plan.Decides[..cut.Count], cut.Decides);
    }

    [Fact]
    public void A_recording_that_ends_within_the_warm_up_is_refused()
    {
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => LoadPlan.Create(RecordingCatalog.Open(RecordingCatalog.KuCoin2021), Settings, LoadPlan.WarmUp));

        Assert.Contains("warm-up", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recorded:1x", 1_000_000_000)]
    [InlineData("recorded:20x", 50_000_000)]
    [InlineData("recorded:0.5x", 2_000_000_000)]
    [InlineData("4", 2_500_000_000)]
    public void A_rate_plans_the_tenth_frame_recorded_after_a_second(string text, long offsetNs)
    {
        LoadRate rate = LoadRate.Parse(text);

        Assert.Equal(offsetNs, rate.OffsetNs(10, Nanos.PerSecond));
        Assert.Equal(rate, LoadRate.Parse(rate.ToString()));
    }

    private static LoadPlan Plan(LatencySettings settings) =>
        LoadPlan.Create(RecordingCatalog.Open(RecordingCatalog.Binance2024), settings, TimeSpan.FromSeconds(30));
}
