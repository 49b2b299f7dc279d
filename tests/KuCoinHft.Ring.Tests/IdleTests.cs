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

    [Fact]
    public void Work_renews_the_patience()
    {
        var idle = new Idle(WaitStrategy.Yield);
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
}
