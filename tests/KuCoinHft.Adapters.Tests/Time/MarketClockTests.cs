using System.Diagnostics;
using KuCoinHft.Adapters.Time;

namespace KuCoinHft.Adapters.Tests.Time;

/// <summary>No tolerances: the clock's answer lies between what the steady clock itself said before and after.</summary>
public sealed class MarketClockTests
{
    private const long StartNs = 1_700_000_000_000_000_000;

    [Fact]
    public void Time_stands_still_until_the_start()
    {
        var clock = new MarketClock(StartNs, 1000);
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - begin < 1000)
            Assert.Equal(StartNs, clock.NowNs);

        Assert.Equal(StartNs, clock.NowNs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(0.5)]
    [InlineData(1000)]
    public void Time_runs_at_its_multiple_of_the_steady_clock(double speed)
    {
        double nsPerTick = 1e9 / Stopwatch.Frequency * speed;
        var clock = new MarketClock(StartNs, speed);
        long beforeStart = Stopwatch.GetTimestamp();
        clock.Start();
        long afterStart = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10_000; i++)
        {
            long before = Stopwatch.GetTimestamp();
            long passedNs = clock.NowNs - StartNs;
            long after = Stopwatch.GetTimestamp();

            Assert.InRange(passedNs, (long)((before - afterStart) * nsPerTick), (long)((after - beforeStart) * nsPerTick));
        }
    }

    [Fact]
    public void Time_never_goes_back()
    {
        var clock = new MarketClock(StartNs, 20);
        long last = clock.NowNs;
        clock.Start();
        for (int i = 0; i < 100_000; i++)
        {
            long nowNs = clock.NowNs;
            Assert.True(nowNs >= last);
            last = nowNs;
        }

        Assert.True(last > StartNs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Time_that_does_not_run_forward_is_refused(double speed) => Assert.Throws<ArgumentOutOfRangeException>(() => new MarketClock(StartNs, speed));
}
