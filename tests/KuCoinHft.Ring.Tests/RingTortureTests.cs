namespace KuCoinHft.Ring.Tests;

/// <summary>Two and three threads on a ring so small that it wraps all the time; every payload must be its own sequence's hash.</summary>
public sealed class RingTortureTests
{
    [Theory]
    [InlineData(2, 300_000)]
    [InlineData(8, 1_000_000)]
    [InlineData(64, 3_000_000)]
    public void A_slow_consumer_sees_every_value_once_in_order_and_intact(int capacity, long events)
    {
        var ring = new RingBuffer(capacity);
        using var column = new RingColumn<long>(ring);
        var checker = new Checker(column);
        var consumer = new EventProcessor("check", checker, new SequenceBarrier(ring.Cursor));
        ring.AddGating(consumer.Sequence);
        long refused = 0;
        var producer = new Thread(() => refused = Produce(ring, column, events));
        producer.Start();
        Drive(consumer, events);
        producer.Join();
        Assert.Equal(0, checker.Wrong);
        Assert.Equal(events, checker.Next);
        Assert.True(refused > 0, "the ring was full at times, or this test says nothing about overwriting");
    }

    [Fact]
    public void A_stage_behind_a_stage_sees_what_that_one_wrote()
    {
        const long Events = 1_000_000;
        var ring = new RingBuffer(32);
        using var inputs = new RingColumn<long>(ring);
        using var outputs = new RingColumn<long>(ring);
        var first = new EventProcessor("first", new Hasher(inputs, outputs), new SequenceBarrier(ring.Cursor));
        var checker = new Checker(outputs);
        var second = new EventProcessor("second", checker, new SequenceBarrier(first.Sequence));
        ring.AddGating(second.Sequence);
        var stage = new Thread(() => Drive(first, Events));
        var producer = new Thread(() =>
        {
            var idle = new Idle(WaitStrategy.Yield);
            for (long n = 0; n < Events; n++)
            {
                long sequence;
                while (!ring.TryClaim(out sequence))
                    idle.Wait();
                idle.Reset();
                inputs[sequence] = n;
                ring.Publish(sequence);
            }
        });
        stage.Start();
        producer.Start();
        Drive(second, Events);
        stage.Join();
        producer.Join();
        Assert.Equal(0, checker.Wrong);
        Assert.Equal(Events, checker.Next);
    }

    [Fact]
    public void The_check_notices_a_ring_that_nothing_holds_back()
    {
        // The negative control: with no gating sequence the producer laps the consumer, and the same check must say so.
        var ring = new RingBuffer(8);
        using var column = new RingColumn<long>(ring);
        var checker = new Checker(column);
        var consumer = new EventProcessor("check", checker, new SequenceBarrier(ring.Cursor));
        Produce(ring, column, 1000);
        Drive(consumer, 1000);
        Assert.Equal(1000 - 8, checker.Wrong);
    }

    private static long Produce(RingBuffer ring, RingColumn<long> column, long events)
    {
        long refused = 0;
        var idle = new Idle(WaitStrategy.Yield);
        for (long n = 0; n < events;)
        {
            int count = (int)Math.Min(1 + (Hash.Of(n) & 1), events - n);
            if (!ring.TryClaim(count, out long last))
            {
                refused++;
                idle.Wait();
                continue;
            }

            idle.Reset();
            for (; n <= last; n++)
                column[n] = Hash.Of(n);
            ring.Publish(last);
        }

        return refused;
    }

    private static void Drive(EventProcessor processor, long events)
    {
        var idle = new Idle(WaitStrategy.Yield);
        while (processor.Sequence.Value < events - 1)
        {
            if (processor.RunOnce())
                idle.Reset();
            else
                idle.Wait();
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
            if ((Hash.Of(first) & 63) == 0)
                Thread.SpinWait(50);

            // Looked at only now, so that a producer that does not wait has had time to overwrite it.
            for (long n = first; n <= last; n++)
                Wrong += column[n] == Hash.Of(n) ? 0 : 1;
        }
    }
}
