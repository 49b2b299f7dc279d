using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class RingBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-8)]
    [InlineData(1000)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new RingBuffer(capacity));
        Assert.Contains(capacity.ToString(), thrown.Message);
    }

    [Fact]
    public void Sequences_start_at_zero_and_have_no_gap()
    {
        var ring = new RingBuffer(4);
        for (long expected = 0; expected < 4; expected++)
        {
            Assert.True(ring.TryClaim(out long sequence));
            Assert.Equal(expected, sequence);
        }
    }

    [Fact]
    public void What_is_claimed_is_invisible_until_it_is_published()
    {
        var ring = new RingBuffer(4);
        ring.TryClaim(out long sequence);
        Assert.Equal(Sequence.Initial, ring.Cursor.Value);
        ring.Publish(sequence);
        Assert.Equal(0, ring.Cursor.Value);
    }

    [Fact]
    public void A_full_ring_refuses_and_claims_nothing()
    {
        var ring = new RingBuffer(4);
        var consumer = new Sequence();
        ring.AddGating(consumer);
        Assert.True(ring.TryClaim(4, out long last));
        ring.Publish(last);
        Assert.False(ring.TryClaim(out _));
        Assert.False(ring.TryClaim(out _));
        consumer.Set(0);
        Assert.True(ring.TryClaim(out long sequence));
        Assert.Equal(4, sequence);
        Assert.False(ring.TryClaim(out _));
    }

    [Fact]
    public void The_slowest_gating_sequence_counts()
    {
        var ring = new RingBuffer(4);
        Sequence fast = new(), slow = new();
        ring.AddGating(fast);
        ring.AddGating(slow);
        ring.TryClaim(4, out long last);
        ring.Publish(last);
        fast.Set(3);
        Assert.Equal(Sequence.Initial, ring.GatingMinimum());
        Assert.False(ring.TryClaim(out _));
        slow.Set(1);
        Assert.Equal(1, ring.GatingMinimum());
        Assert.True(ring.TryClaim(2, out _));
        Assert.False(ring.TryClaim(out _));
    }

    [Fact]
    public void A_claim_of_several_is_all_or_nothing()
    {
        var ring = new RingBuffer(8);
        ring.AddGating(new Sequence());
        Assert.True(ring.TryClaim(5, out long last));
        Assert.Equal(4, last);
        Assert.False(ring.TryClaim(4, out _));
        Assert.True(ring.TryClaim(3, out last));
        Assert.Equal(7, last);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 64)]
    [InlineData(5, 1024)]
    public void Any_interleaving_keeps_order_and_never_overwrites_what_is_not_read(int seed, int capacity)
    {
        var random = new Random(seed);
        var ring = new RingBuffer(capacity);
        using var column = new RingColumn<long>(ring);
        Sequence first = new(), second = new();
        ring.AddGating(first);
        ring.AddGating(second);
        long claimed = -1, published = -1;

        // The oracle is arithmetic: a claim succeeds exactly when its last slot is within the capacity of the slowest consumer.
        for (int step = 0; step < 100_000; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    int count = random.Next(1, Math.Min(capacity, 5) + 1);
                    bool hasRoom = claimed + count - capacity <= Math.Min(first.Value, second.Value);
                    Assert.Equal(hasRoom, ring.TryClaim(count, out long last));
                    for (; hasRoom && claimed < last; claimed++)
                        column[claimed + 1] = Hash.Of(claimed + 1);
                    break;
                case 1 when published < claimed:
                    published += random.Next(1, (int)(claimed - published) + 1);
                    ring.Publish(published);
                    break;
                case 2:
                    Consume(first, ring.Cursor.Value, column, random);
                    break;
                default:
                    Consume(second, ring.Cursor.Value, column, random);
                    break;
            }
        }

        Assert.True(published > 10 * capacity, "the run wrapped around often");
    }

    [Fact]
    public void What_the_producer_writes_stands_128_bytes_away_from_what_others_read()
    {
        const int ObjectHeaderBytes = 16;
        const int GatingArrayBytes = 24;
        const int SequenceBytes = 256 + ObjectHeaderBytes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var ring = new RingBuffer(2);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before - SequenceBytes;
        Assert.InRange(bytes, 384 + ObjectHeaderBytes, 384 + ObjectHeaderBytes + GatingArrayBytes);
        Assert.Equal(128, Unsafe.ByteOffset(ref Fields.Of(ring), ref Unsafe.As<Sequence, byte>(ref CursorOf(ring))));
        Assert.Equal(256, Unsafe.ByteOffset(ref Fields.Of(ring), ref Unsafe.As<long, byte>(ref ClaimedOf(ring))));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cursor")]
    private static extern ref Sequence CursorOf(RingBuffer ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_claimed")]
    private static extern ref long ClaimedOf(RingBuffer ring);

    private static void Consume(Sequence consumer, long available, RingColumn<long> column, Random random)
    {
        long last = consumer.Value + random.Next(0, (int)(available - consumer.Value) + 1);
        for (long n = consumer.Value + 1; n <= last; n++)
            Assert.Equal(Hash.Of(n), column[n]);
        consumer.Set(last);
    }
}
