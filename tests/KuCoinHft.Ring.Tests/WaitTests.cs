namespace KuCoinHft.Ring.Tests;

/// <summary>Workers under every wait strategy: what they hand over, how they stop, what they allocate.</summary>
public sealed class WaitTests
{
    private const int Events = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // No park ends by itself within the test's patience, so a chain that gets through was carried by wake-ups alone. The source works on its own and the ring holds every
    // event, so nobody waits for room either.
    private const int ParkMsLong = 600_000;

    [Theory]
    [InlineData("source yield; middle block; last block")]
    [InlineData("source yield; middle, last block")]
    [InlineData("source, middle yield; last block")]
    [InlineData("source, last yield; middle block")]
    [InlineData("source sleep; middle block; last sleep")]
    [InlineData("source yield; middle sleep; last block")]
    public void A_parked_worker_is_woken_by_whoever_is_upstream(string placement)
    {
        using var chain = new Chain(Events);
        Worker[] workers = chain.Place(placement, ParkMsLong);
        foreach (Worker worker in workers)
            worker.Start();
        Assert.True(SpinWait.SpinUntil(() => chain.Last.Sequence.Value == Events - 1, Patience), $"{chain.Last.Sequence.Value} of {Events} came through");

        // Everybody is idle now and parks where it blocks; stop does not wait for the park's end.
        Assert.All(workers, worker => worker.RequestStop());
        Assert.All(workers, worker => Assert.True(worker.Stop(Patience)));
        Assert.Equal((Events, 0), (chain.Sum.Next, chain.Sum.Wrong));
        Assert.All(workers, worker => Assert.Equal(0, worker.AllocatedBytes));
    }

    [Theory]
    [InlineData(WaitStrategy.Yield)]
    [InlineData(WaitStrategy.BusySpin)]
    [InlineData(WaitStrategy.Sleep)]
    [InlineData(WaitStrategy.Block)]
    public void An_idle_worker_answers_and_stops_whatever_it_does_meanwhile(WaitStrategy strategy)
    {
        for (int round = 0; round < 50; round++)
        {
            var worker = new Worker("idle", [new Nothing()], null, strategy, (_, _) => { }, ParkMsLong);
            worker.Start();
            for (int spins = round * 20; spins > 0; spins--)
                Thread.SpinWait(1);
            Assert.Equal(0, worker.MeasureAllocatedBytes(Patience));
            Assert.True(worker.Stop(Patience));
        }
    }

    [Fact]
    public void A_parked_worker_looks_by_itself_for_what_nobody_announces()
    {
        var passes = new Nothing();
        var worker = new Worker("idle", [passes], null, WaitStrategy.Block, (_, _) => { });
        worker.Start();
        long behindTheSpins = Idle.SpinsBeforeYield + 20;
        Assert.True(SpinWait.SpinUntil(() => passes.Passes > behindTheSpins, Patience));
        Assert.True(worker.Stop(Patience));
    }

    [Fact]
    public void A_parked_worker_that_nobody_wakes_stays_parked_until_it_is_stopped()
    {
        // The control of the first test: it would stand still if the workers were not wired. Behind the spins comes the pass before the announcement's, its own, and no other.
        const long PassesBeforePark = Idle.SpinsBeforeYield + 2;
        var passes = new Nothing();
        var worker = new Worker("idle", [passes], null, WaitStrategy.Block, (_, _) => { }, ParkMsLong);
        worker.Start();
        Assert.True(SpinWait.SpinUntil(() => passes.Passes == PassesBeforePark, Patience));
        for (int look = 0; look < 100; look++)
        {
            Thread.Yield();
            Assert.Equal(PassesBeforePark, passes.Passes);
        }

        Assert.True(worker.Stop(Patience));
        Assert.Equal(PassesBeforePark, passes.Passes);
    }

    /// <summary>Never has anything to do.</summary>
    private sealed class Nothing : IPollable
    {
        private long _passes;

        public string Name => "nothing";

        public long Passes => Volatile.Read(ref _passes);

        public bool RunOnce()
        {
            Volatile.Write(ref _passes, _passes + 1);
            return false;
        }
    }

    /// <summary>A source, a stage, and a stage behind that.</summary>
    private sealed class Chain : IDisposable
    {
        private readonly RingColumn<long> _inputs;
        private readonly RingColumn<long> _outputs;
        private readonly EventProcessor _middle;

        public Chain(int events)
        {
            var ring = new RingBuffer(32_768);
            _inputs = new RingColumn<long>(ring);
            _outputs = new RingColumn<long>(ring);
            Source = new Source(ring, _inputs, events);
            _middle = new EventProcessor("middle", new Hasher(_inputs, _outputs), new SequenceBarrier(ring.Cursor), batchMax: 16);
            Sum = new Checker(_outputs);
            Last = new EventProcessor("last", Sum, new SequenceBarrier(_middle.Sequence), batchMax: 16);
            ring.AddGating(Last.Sequence);
        }

        public Source Source { get; }

        public EventProcessor Last { get; }

        public Checker Sum { get; }

        public Worker[] Place(string placement, int parkMsMax) =>
            Placement.Parse(placement, ["source", "middle", "last"], CoreAffinity.Allowed()).CreateWorkers([Source, _middle, Last], (_, _) => { }, parkMsMax);

        public void Dispose()
        {
            _inputs.Dispose();
            _outputs.Dispose();
        }
    }

    /// <summary>Publishes in bursts, with pauses long enough for everybody behind it to park.</summary>
    private sealed class Source(RingBuffer ring, RingColumn<long> inputs, int events) : IPollable
    {
        private long _next;
        private long _pause;

        public string Name => "source";

        public bool RunOnce()
        {
            if (_next == events || --_pause > 0)
                return false;
            for (long count = 1 + (Hash.Of(_next) & 15); count > 0 && _next < events; count--, _next++)
            {
                ring.TryClaim(out long sequence);
                inputs[sequence] = sequence;
                ring.Publish(sequence);
            }

            _pause = Hash.Of(_next) >>> 8 & 127;
            return true;
        }
    }

    private sealed class Hasher(RingColumn<long> inputs, RingColumn<long> outputs) : IEventHandler
    {
        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
                outputs[n] = Hash.Of(inputs[n]);
        }
    }

    private sealed class Checker(RingColumn<long> column) : IEventHandler
    {
        public long Next { get; private set; }

        public long Wrong { get; private set; }

        public void OnBatch(long first, long last)
        {
            Wrong += first == Next ? 0 : 1;
            Next = last + 1;
            for (long n = first; n <= last; n++)
                Wrong += column[n] == Hash.Of(n) ? 0 : 1;
        }
    }
}
