namespace KuCoinHft.Ring.Tests;

public sealed class SequenceBarrierTests
{
    [Fact]
    public void What_all_have_passed_is_available()
    {
        Sequence first = new(), second = new();
        var barrier = new SequenceBarrier(first, second);
        Assert.Equal(Sequence.Initial, barrier.Available);
        first.Set(7);
        Assert.Equal(Sequence.Initial, barrier.Available);
        second.Set(5);
        Assert.Equal(5, barrier.Available);
    }

    [Fact]
    public void A_barrier_behind_nothing_is_refused() => Assert.Throws<ArgumentException>(() => new SequenceBarrier());
}
