namespace KuCoinHft.Ring.Tests;

public sealed class PollGroupTests
{
    [Fact]
    public void Duties_are_polled_in_order_even_behind_one_that_worked()
    {
        var polled = new List<string>();
        var group = new PollGroup("all", new Counted("a", 1, polled), new Counted("b", 0, polled), new Counted("c", 2, polled));
        Assert.True(group.RunOnce());
        Assert.Equal(["a", "b", "c"], polled);
        Assert.True(group.RunOnce());
        Assert.False(group.RunOnce());
    }

    [Fact]
    public void Running_until_idle_ends_with_the_first_pass_without_work()
    {
        var polled = new List<string>();
        var group = new PollGroup("all", new Counted("a", 5, polled));
        Assert.False(group.RunUntilIdle(passesMax: 5));
        Assert.True(group.RunUntilIdle(passesMax: 5));
        Assert.Equal(6, polled.Count);
    }

    [Fact]
    public void A_group_without_duties_is_refused() => Assert.Throws<ArgumentException>(() => new PollGroup("empty"));

    [Fact]
    public void A_whole_ring_runs_on_the_calling_thread()
    {
        var ring = new RingBuffer(8);
        using var column = new RingColumn<long>(ring);
        var threads = new HashSet<int>();
        var first = new EventProcessor("first", new Threads(threads), new SequenceBarrier(ring.Cursor));
        var second = new EventProcessor("second", new Threads(threads), new SequenceBarrier(first.Sequence));
        ring.AddGating(second.Sequence);
        var group = new PollGroup("all", first, second);
        for (int n = 0; n < 100; n++)
        {
            Assert.True(ring.TryClaim(out long sequence));
            ring.Publish(sequence);
            Assert.True(group.RunUntilIdle(passesMax: 3));
        }

        Assert.Equal(99, second.Sequence.Value);
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    private sealed class Threads(HashSet<int> seen) : IEventHandler
    {
        public void OnBatch(long first, long last) => seen.Add(Environment.CurrentManagedThreadId);
    }

    private sealed class Counted(string name, int passes, List<string> polled) : IPollable
    {
        private int _left = passes;

        public string Name => name;

        public bool RunOnce()
        {
            polled.Add(name);
            return _left-- > 0;
        }
    }
}
