using System.Buffers.Binary;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class TimerSourceTests
{
    private const long PeriodNs = 100;

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(99, 100)]
    [InlineData(100, 200)]
    [InlineData(1_234_567, 1_234_600)]
    public void The_first_timer_is_due_at_the_next_whole_multiple_of_the_period(long startNs, long dueNs)
    {
        var clock = new SteppedClock(startNs);
        var timer = new TimerSource(clock, PeriodNs, 1);
        using var rig = new IntakeRig();
        Assert.Equal(dueNs, timer.DueNs);

        clock.NowNs = dueNs - 1;
        Assert.Equal(0, timer.Poll(rig.Intake, 16));
        clock.NowNs = dueNs;
        Assert.Equal(1, timer.Poll(rig.Intake, 16));

        Assert.Equal((dueNs, FrameSource.Timer, FrameKind.Timer), (rig.Frame(0).ReceiveNs, rig.Frame(0).Source, rig.Frame(0).Kind));
        Assert.Equal(dueNs + PeriodNs, timer.DueNs);
        Assert.Equal(0, timer.Poll(rig.Intake, 16));
    }

    [Fact]
    public void All_symbols_of_a_period_get_the_same_time_in_order_of_their_ids_though_a_poll_takes_fewer()
    {
        var clock = new SteppedClock();
        var timer = new TimerSource(clock, PeriodNs, 20);
        using var rig = new IntakeRig(frames: 32);
        clock.NowNs = 130;

        Assert.Equal(16, timer.Poll(rig.Intake, 16));
        clock.NowNs = 170;
        Assert.Equal(4, timer.Poll(rig.Intake, 16));
        Assert.Equal(0, timer.Poll(rig.Intake, 16));

        Assert.All(Enumerable.Range(0, 20), n => Assert.Equal(100, rig.Frame(n).ReceiveNs));
        Assert.Equal(Enumerable.Range(0, 20), Symbols(rig));
        Assert.Equal(0, timer.SkippedCount);
    }

    [Fact]
    public void Periods_that_pass_unpolled_are_skipped_and_counted()
    {
        var clock = new SteppedClock();
        var timer = new TimerSource(clock, PeriodNs, 1);
        using var rig = new IntakeRig();

        clock.NowNs = 555;
        Assert.Equal(1, timer.Poll(rig.Intake, 16));

        Assert.Equal((100L, 600L, 4L), (rig.Frame(0).ReceiveNs, timer.DueNs, timer.SkippedCount));
        clock.NowNs = 600;
        Assert.Equal(1, timer.Poll(rig.Intake, 16));
        Assert.Equal((600L, 700L, 4L), (rig.Frame(1).ReceiveNs, timer.DueNs, timer.SkippedCount));
    }

    [Fact]
    public void A_full_ring_loses_no_symbols_frame()
    {
        var clock = new SteppedClock();
        var timer = new TimerSource(clock, PeriodNs, 5);
        using var rig = new IntakeRig(frames: 2);
        var symbols = new List<int>();
        clock.NowNs = 100;
        while (timer.DueNs == 100)
        {
            Assert.InRange(timer.Poll(rig.Intake, 16), 1, 2);
            symbols.AddRange(Symbols(rig));
        }

        Assert.Equal([0, 1, 2, 3, 4], symbols);
        Assert.Equal(0, timer.SkippedCount);
        Assert.True(rig.Intake.FullCount > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_period_is_made_or_counted_as_skipped(int seed)
    {
        var random = new Random(seed);
        var clock = new SteppedClock(random.Next(1000));
        long startNs = clock.NowNs;
        var timer = new TimerSource(clock, PeriodNs, 3);
        using var rig = new IntakeRig(frames: 8);
        long periods = 0;
        long lastNs = 0;
        for (int i = 0; i < 2000; i++)
        {
            clock.NowNs += random.Next(0, 250);
            timer.Poll(rig.Intake, random.Next(1, 5));
            if (random.Next(2) == 0)
                continue;
            long first = rig.Consumed.Value + 1;
            for (long n = first; n <= rig.Published; n++)
            {
                Assert.Equal(0, rig.Frame(n).ReceiveNs % PeriodNs);
                Assert.True(rig.Frame(n).ReceiveNs >= lastNs);
                lastNs = rig.Frame(n).ReceiveNs;
            }

            periods += Symbols(rig).Count(symbol => symbol == 2);
        }

        periods += Symbols(rig).Count(symbol => symbol == 2);
        Assert.Equal((timer.DueNs / PeriodNs) - (startNs / PeriodNs) - 1, periods + timer.SkippedCount);
    }

    [Fact]
    public void A_period_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TimerSource(new SteppedClock(), 0, 1));

    private static List<int> Symbols(IntakeRig rig) => rig.Take().ConvertAll(bytes =>
    {
        Assert.Equal(8, bytes.Length);
        Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    });
}
