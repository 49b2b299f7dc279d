using KuCoinHft.Cli.Latency;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Cli.Tests.Latency;

public sealed class IdleHiccupsTests
{
    private const long LengthNs = 100_000_000;
    private const long StepNs = 100;

    // One record among a million would be below every percentile: 5 ms of 100 are 5 % of what was planned.
    [Fact]
    public void A_standstill_counts_for_every_reading_that_it_made_late()
    {
        long nowNs = 0;
        bool hasStood = false;
        LatencyHistogram late = IdleHiccups.Read(LengthNs, () =>
        {
            bool stands = !hasStood && nowNs > LengthNs / 2;
            hasStood |= stands;
            return nowNs += stands ? 5_000_000 : StepNs;
        });

        Assert.Equal(LengthNs / IdleHiccups.PeriodNs, late.Count);
        Assert.InRange(late.MaxNs, 4_980_000, 5_000_000);
        Assert.InRange(late.PercentileNs(99), 3_900_000, 4_100_000);
        Assert.InRange(late.PercentileNs(50), 0, StepNs);
    }

    [Fact]
    public void A_clock_that_never_stands_still_is_never_late()
    {
        long nowNs = 0;

        LatencyHistogram late = IdleHiccups.Read(LengthNs, () => nowNs += StepNs);

        Assert.Equal(LengthNs / IdleHiccups.PeriodNs, late.Count);
        Assert.InRange(late.MaxNs, 0, StepNs);
    }
}
