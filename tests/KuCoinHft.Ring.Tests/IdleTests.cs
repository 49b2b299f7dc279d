namespace KuCoinHft.Ring.Tests;

public sealed class IdleTests
{
    [Fact]
    public void A_yielding_loop_spins_first_and_then_gives_its_core_away_every_time()
    {
        var idle = new Idle(WaitStrategy.Yield);
        for (int i = 0; i < Idle.SpinsBeforeYield; i++)
            Assert.False(idle.Wait());
        Assert.True(idle.Wait());
        Assert.True(idle.Wait());
    }

    [Theory]
    [InlineData(WaitStrategy.Yield)]
    [InlineData(WaitStrategy.Sleep)]
    public void Work_renews_the_patience(WaitStrategy strategy)
    {
        var idle = new Idle(strategy);
        for (int i = 0; i <= Idle.SpinsBeforeYield; i++)
            idle.Wait();
        idle.Reset();
        Assert.False(idle.Wait());
    }

    [Fact]
    public void A_spinning_loop_never_gives_its_core_away()
    {
        var idle = new Idle(WaitStrategy.BusySpin);
        for (int i = 0; i < 10 * Idle.SpinsBeforeYield; i++)
            Assert.False(idle.Wait());
    }

    [Fact]
    public void A_sleeping_loop_spins_yields_and_then_sleeps()
    {
        var idle = new Idle(WaitStrategy.Sleep);
        for (int i = 0; i < Idle.SpinsBeforeYield; i++)
            Assert.False(idle.Wait());
        for (int i = 0; i < Idle.YieldsBeforeSleep; i++)
            Assert.True(idle.Wait());

        // Sleeps have a least length and yields have not; 20 sleeps of 50 us are a millisecond.
        long startedAt = Environment.TickCount64;
        long beforeUs = Microseconds();
        for (int i = 0; i < 20; i++)
            Assert.True(idle.Wait());
        Assert.InRange(Microseconds() - beforeUs, 1000, long.MaxValue);
        Assert.InRange(Environment.TickCount64 - startedAt, 0, 30_000);
    }

    [Fact]
    public void A_blocking_loop_spins_announces_itself_looks_once_more_and_parks()
    {
        var signal = new WakeSignal(parkMsMax: 30_000);
        var idle = new Idle(WaitStrategy.Block, signal);
        for (int i = 0; i < Idle.SpinsBeforeYield; i++)
            Assert.False(idle.Wait());

        // Announced: from here a wake is heard, and the park it comes before ends at once.
        Assert.False(idle.Wait());
        signal.Wake();
        Assert.True(idle.Wait());

        // After a park that found nothing it announces itself anew.
        Assert.False(idle.Wait());
        signal.Wake();
        Assert.True(idle.Wait());
    }

    [Fact]
    public void A_blocking_loop_that_finds_work_in_its_last_look_withdraws()
    {
        var signal = new WakeSignal(parkMsMax: 1);
        var idle = new Idle(WaitStrategy.Block, signal);
        for (int i = 0; i <= Idle.SpinsBeforeYield; i++)
            idle.Wait();
        idle.Reset();
        signal.Wake();
        signal.Announce();
        Assert.False(signal.Park(), "nobody was there to be woken");
        Assert.False(idle.Wait());
    }

    [Fact]
    public void A_loop_that_blocks_without_a_signal_is_refused() => Assert.Throws<ArgumentException>(() => new Idle(WaitStrategy.Block));

    private static long Microseconds() => System.Diagnostics.Stopwatch.GetTimestamp() * 1_000_000 / System.Diagnostics.Stopwatch.Frequency;
}
