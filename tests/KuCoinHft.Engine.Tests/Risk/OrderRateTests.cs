using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests.Risk;

public sealed class OrderRateTests
{
    [Fact]
    public void The_first_orders_of_a_session_that_begins_at_zero_may_go()
    {
        var rate = new OrderRate(2);
        Assert.True(rate.Allows(0));
        rate.Take(0);
        Assert.True(rate.Allows(0));
        rate.Take(0);
        Assert.False(rate.Allows(0));
        Assert.False(rate.Allows(Nanos.PerSecond - 1));
        Assert.True(rate.Allows(Nanos.PerSecond));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_second_wherever_it_begins_holds_more_than_the_limit(int seed)
    {
        var random = new Random(seed);
        var rate = new OrderRate(7);
        var taken = new List<long>();
        long nowNs = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            nowNs += random.Next(0, 60_000_000);
            // The definition: at most seven in the second that ends now, its beginning excluded.
            int count = taken.Count(time => time > nowNs - Nanos.PerSecond);
            bool expected = count < 7;
            Assert.Equal(expected, rate.Allows(nowNs));
            Assert.Equal(count, rate.CountIn(nowNs));
            if (!expected)
            {
                refused++;
                continue;
            }

            rate.Take(nowNs);
            taken.Add(nowNs);
            if (taken.Count > 50)
                taken.RemoveAt(0);
        }

        Assert.True(refused > 1000, $"seed {seed}: {refused} were refused");
    }

    [Fact]
    public void A_limit_of_none_is_refused_at_start() => Assert.Throws<ArgumentOutOfRangeException>(() => new OrderRate(0));
}
