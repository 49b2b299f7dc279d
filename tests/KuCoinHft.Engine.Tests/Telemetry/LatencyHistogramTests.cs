using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Engine.Tests.Telemetry;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(1, 100_000, 30)]
    [InlineData(2, 10_000, 36)]
    [InlineData(3, 100, 20)]
    [InlineData(4, 1, 12)]
    [InlineData(5, 5_000, 6)]
    public void Percentiles_are_within_one_percent_of_the_sorted_array(int seed, int count, int bitsMax)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.NextInt64(1L << random.Next(1, bitsMax + 1));
            histogram.Record(values[i]);
        }

        Array.Sort(values);
        foreach (double percent in (double[])[0, 0.1, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100])
        {
            int rank = Math.Clamp((int)Math.Ceiling(percent / 100 * count), 1, count);
            long exact = values[rank - 1];
            long estimate = histogram.PercentileNs(percent);
            Assert.True(estimate >= exact && estimate <= exact * 1.01, $"seed {seed}, p{percent}: {estimate} for {exact}");
        }

        Assert.Equal(values[^1], histogram.MaxNs);
        Assert.Equal(count, histogram.Count);
    }

    [Fact]
    public void Every_edge_of_a_bucket_is_within_one_percent()
    {
        for (int bits = 0; bits < 36; bits++)
        {
            foreach (long value in (long[])[(1L << bits) - 1, 1L << bits, (1L << bits) + 1, (1L << bits) + (1L << bits >> 1)])
            {
                var histogram = new LatencyHistogram();
                histogram.Record(value);
                histogram.Record(long.MaxValue >> 1);
                long estimate = histogram.PercentileNs(50);
                Assert.True(estimate >= value && estimate <= value * 1.01, $"{estimate} for {value}");
            }
        }
    }

    [Fact]
    public void Values_below_128_are_exact()
    {
        for (long value = 0; value < 128; value++)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(value);
            histogram.Record(1000);
            Assert.Equal(value, histogram.PercentileNs(50));
        }
    }

    [Fact]
    public void Longer_than_the_range_still_gives_the_exact_maximum()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(5);
        histogram.Record(200_000_000_000);

        Assert.Equal(200_000_000_000, histogram.MaxNs);
        Assert.Equal(200_000_000_000, histogram.PercentileNs(99));
        Assert.Equal(5, histogram.PercentileNs(50));
    }

    [Fact]
    public void An_empty_histogram_says_zero()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal((0L, 0L, 0L), (histogram.Count, histogram.MaxNs, histogram.PercentileNs(50)));
    }

    [Fact]
    public void A_negative_latency_counts_as_zero()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-7);

        Assert.Equal((1L, 0L), (histogram.Count, histogram.PercentileNs(100)));
    }

    [Fact]
    public void A_cleared_histogram_is_as_new()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1L << 30);
        histogram.Clear();
        histogram.Record(3);

        Assert.Equal((1L, 3L, 3L), (histogram.Count, histogram.MaxNs, histogram.PercentileNs(100)));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);

        Assert.Equal(0, Allocation.BytesOf(() =>
        {
            for (long i = 0; i < 100_000; i++)
                histogram.Record(i * 997);
        }));
        Assert.Equal(100_001, histogram.Count);
    }
}
