using System.Runtime.InteropServices;

namespace KuCoinHft.Ring.Tests.Torture;

/// <summary>Four threads on rings that wrap all the time: nothing lost, doubled, out of order or damaged; and the proof that each of these would be noticed.</summary>
public sealed class RingTortureTests
{
    private const int Events = 1000;
    private const int Slots = 8;

    // Every turn of a small ring is a turn of four threads on the cores, so it gets a small share of the events.
    [Theory]
    [InlineData(2, 5_000, 0.0001)]
    [InlineData(8, 20_000, 0.001)]
    [InlineData(64, 200_000, 0.01)]
    [InlineData(4096, 1_000_000, 0.9889)]
    public void Slow_and_stopped_consumers_see_every_event_once_in_order_and_intact(int slots, long least, double share)
    {
        using var run = new TortureRun(slots, Math.Max(least, (long)(TortureRun.EventsInAll * share)));
        TestContext.Current.TestOutputHelper!.WriteLine(run.Run());
        Assert.Equal((0, 0), (run.Wrong, run.AllocatedBytes));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, Events)]
    public void A_publication_before_the_payload_is_noticed(bool publishesFirst, int wrong)
    {
        var ring = new RingBuffer(Slots);
        using var events = new RingColumn<TortureEvent>(ring);
        var stage = new TortureStage(events, [], null);
        var consumer = new EventProcessor("consume", stage, new SequenceBarrier(ring.Cursor));
        ring.AddGating(consumer.Sequence);
        for (int i = 0; i < Events; i++)
        {
            Assert.True(ring.TryClaim(out long n));
            if (!publishesFirst)
                events[n].Write(n);
            ring.Publish(n);
            consumer.RunOnce();
            events[n].Write(n);
        }

        Assert.Equal((Events, wrong), (stage.Next, stage.Wrong));
    }

    [Fact]
    public void A_ring_that_nothing_holds_back_is_noticed()
    {
        var ring = new RingBuffer(Slots);
        using var events = new RingColumn<TortureEvent>(ring);
        var stage = new TortureStage(events, [], null);
        var consumer = new EventProcessor("consume", stage, new SequenceBarrier(ring.Cursor));
        WriteAll(ring, events);
        consumer.RunOnce();
        Assert.Equal(Events - Slots, stage.Wrong);
    }

    [Theory]
    [InlineData(new long[] { 0, 3, 4, 7 }, 0)]
    [InlineData(new long[] { 0, 3, 5, 7 }, 1)]
    [InlineData(new long[] { 0, 3, 3, 7 }, 1)]
    [InlineData(new long[] { 4, 7, 0, 3 }, 2)]
    public void A_consumer_that_skips_repeats_or_turns_round_is_noticed(long[] batches, int wrong)
    {
        var ring = new RingBuffer(Events + 24);
        using var events = new RingColumn<TortureEvent>(ring);
        WriteAll(ring, events);
        var stage = new TortureStage(events, [], null);
        for (int i = 0; i < batches.Length; i += 2)
            stage.OnBatch(batches[i], batches[i + 1]);
        Assert.Equal(wrong, stage.Wrong);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, Events)]
    public void A_stage_that_does_not_wait_for_one_before_it_is_noticed(bool waits, int wrong)
    {
        var ring = new RingBuffer(Events + 24);
        using var events = new RingColumn<TortureEvent>(ring);
        using var mark = new MarkColumn(ring, 1);
        WriteAll(ring, events);
        var before = new EventProcessor("before", new TortureStage(events, [], mark), new SequenceBarrier(ring.Cursor));
        var stage = new TortureStage(events, [mark], null);
        var behind = new EventProcessor("behind", stage, new SequenceBarrier(waits ? before.Sequence : ring.Cursor));
        Assert.Equal(!waits, behind.RunOnce());
        before.RunOnce();
        behind.RunOnce();
        Assert.Equal((Events, wrong), (stage.Next, stage.Wrong));
    }

    [Fact]
    public void A_flipped_bit_in_any_word_is_noticed()
    {
        var written = default(TortureEvent);
        written.Write(42);
        Span<long> words = MemoryMarshal.Cast<TortureEvent, long>(new Span<TortureEvent>(ref written));
        Assert.True(written.IsOf(42));
        Assert.False(written.IsOf(43));
        foreach (ref long word in words)
        {
            word ^= 1L << 33;
            Assert.False(written.IsOf(42));
            word ^= 1L << 33;
        }

        Assert.Equal(16, words.Length);
    }

    private static void WriteAll(RingBuffer ring, RingColumn<TortureEvent> events)
    {
        for (int i = 0; i < Events; i++)
        {
            ring.TryClaim(out long n);
            events[n].Write(n);
            ring.Publish(n);
        }
    }
}
