using KuCoinHft.Exchange.Latency;

namespace KuCoinHft.Exchange.Tests.Latency;

/// <summary>Latencies as given, as drawn, and as the market's motion bends them.</summary>
public sealed class LatencyTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData("0ns", 0)]
    [InlineData("250us", 250_000)]
    [InlineData("1.5ms", 1_500_000)]
    [InlineData("2s", 2_000_000_000)]
    public void A_time_is_a_constant(string text, long ns)
    {
        LatencyDistribution constant = LatencyDistribution.Parse(text);
        Assert.Equal((ns, ns, 1), (constant.NsMin, constant.NsMax, constant.Count));
    }

    [Theory]
    [InlineData("2h")]
    [InlineData("-1ms")]
    [InlineData("fast")]
    [InlineData("4000s")]
    public void What_is_neither_a_time_nor_a_file_is_refused(string text) =>
        Assert.Contains($"\"{text}\"", Assert.Throws<FormatException>(() => LatencyDistribution.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("100", "f:1:")]
    [InlineData("latency_ns,count\n# note\n\n1e3,4", "f:4:")]
    [InlineData("latency_ns,count\n100,0", "f:2:")]
    [InlineData("latency_ns,count\n100,1,1", "f:2:")]
    [InlineData("latency_ns,count\n3600000000001", "f:2:")]
    [InlineData("latency_ns,count\n", "f holds no latency")]
    public void A_fault_of_a_file_is_named(string text, string where) =>
        Assert.StartsWith(where, Assert.Throws<FormatException>(() => LatencyDistribution.Read(text.Split('\n'), "f")).Message, StringComparison.Ordinal);

    [Fact]
    public void Times_are_drawn_as_often_as_they_occurred()
    {
        LatencyDistribution recorded = LatencyDistribution.Read(["latency_ns,count", "300", "100,6", "200,2", "300", "# the end"], "f");
        Assert.Equal((100, 300, 10), (recorded.NsMin, recorded.NsMax, recorded.Count));
        Assert.Equal([100, 100, 100, 100, 100, 100, 200, 200, 300, 300], Enumerable.Range(0, 10).Select(x => recorded.At(x)));
        var draws = new LatencyDraws(LatencyOptions.None with { Seed = 5 });
        var calm = new VolatilityMeter(1);
        ILookup<long, long> drawn = Enumerable.Range(0, 10_000).Select(_ => draws.Next(recorded, calm)).ToLookup(x => x);
        Assert.InRange(drawn[100].Count(), 5_800, 6_200);
        Assert.InRange(drawn[200].Count(), 1_850, 2_150);
        Assert.Equal(10_000, drawn[100].Count() + drawn[200].Count() + drawn[300].Count());
    }

    [Fact]
    public void The_same_seed_draws_the_same_times()
    {
        LatencyDistribution recorded = LatencyDistribution.Read([.. Enumerable.Range(0, 100).Select(x => $"{x}").Prepend("latency_ns,count")], "f");
        long[] Draw(long seed)
        {
            var draws = new LatencyDraws(LatencyOptions.None with { Seed = seed });
            return [.. Enumerable.Range(0, 50).Select(_ => draws.Next(recorded, new VolatilityMeter(1)))];
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void A_market_that_runs_makes_long_times_likelier_and_a_calm_one_lets_them_be()
    {
        LatencyDistribution recorded = LatencyDistribution.Read([.. Enumerable.Range(0, 1000).Select(x => $"{x}").Prepend("latency_ns,count")], "f");
        var meter = new VolatilityMeter(2);
        long nowNs = Second;
        for (int i = 0; i < 2000; i++, nowNs += Second)
            meter.OnTrade(0, 100_000 + (i % 2 * 10), nowNs);
        Assert.Equal(1, meter.Ratio);
        double calm = Mean(), calmIgnored = Mean(follows: false);
        for (int i = 0; i < 20; i++, nowNs += Second)
            meter.OnTrade(0, 100_000 + (i % 2 * 200), nowNs);
        Assert.Equal(8, meter.Ratio);
        double fast = Mean();
        Assert.InRange(calm, 480, 520);
        Assert.Equal(calm, calmIgnored);
        Assert.InRange(fast, 870, 905);
        Assert.InRange(Mean(follows: false), 480, 520);

        // Long quiet makes the next trade that follows an ordinary one.
        meter.OnTrade(0, 100_000, nowNs += 86_400 * Second);
        Assert.Equal(1, meter.Ratio);

        double Mean(bool follows = true)
        {
            var draws = new LatencyDraws(LatencyOptions.None with { FollowsVolatility = follows });
            return Enumerable.Range(0, 10_000).Average(_ => draws.Next(recorded, meter));
        }
    }

    [Fact]
    public void Messages_of_one_line_do_not_overtake_each_other()
    {
        var line = new LatencyLine();
        Assert.Equal([150, 150, 320], new[] { line.ArrivalNs(100, 50), line.ArrivalNs(110, 5), line.ArrivalNs(300, 20) });
    }
}
