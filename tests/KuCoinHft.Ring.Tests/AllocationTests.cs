namespace KuCoinHft.Ring.Tests;

/// <summary>The rings' steady state allocates nothing, and the meter that says so sees a single object.</summary>
public sealed class AllocationTests
{
    private const int Events = 1_000_000;

    [Fact]
    public void A_million_claims_publishes_and_handlings_allocate_nothing() => Assert.Equal(0, BytesAllocatedBy(Events, leaksAt: -1));

    [Fact]
    public void The_meter_sees_one_object_among_a_million_events() => Assert.InRange(BytesAllocatedBy(Events, leaksAt: Events / 2), 16, 64);

    [Fact]
    public void A_million_messages_allocate_nothing()
    {
        using var ring = new MessageRing(4096);
        var latest = new LatestValue<long>();
        PassMessages(ring, latest, 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sum = PassMessages(ring, latest, Events);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((long)Events * (Events - 1) / 2, sum);
    }

    private static long PassMessages(MessageRing ring, LatestValue<long> latest, int count)
    {
        long sum = 0;
        for (int n = 0; n < count; n++)
        {
            ring.TryWrite(1, 2, n, "0123456789"u8);
            ring.TryPeek(out MessageView message);
            latest.Write(message.Stamp);
            sum += latest.Read();
            ring.Advance();
        }

        return sum;
    }

    private static long BytesAllocatedBy(int events, int leaksAt)
    {
        var ring = new RingBuffer(256);
        using var bytes = new ByteRing(4096);
        using var column = new RingColumn<long>(ring);
        var summer = new Summer(column, bytes, leaksAt + 1000);
        var processor = new EventProcessor("sum", summer, new SequenceBarrier(ring.Cursor), batchMax: 64);
        ring.AddGating(processor.Sequence);
        Drive(ring, bytes, column, processor, 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Drive(ring, bytes, column, processor, events);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(1000 + events, summer.Count);
        return allocated;
    }

    private static void Drive(RingBuffer ring, ByteRing bytes, RingColumn<long> column, EventProcessor processor, int events)
    {
        for (int n = 0; n < events;)
        {
            if (bytes.CanClaim(16) && ring.TryClaim(out long sequence))
            {
                bytes.TryClaim(16, out long position);
                bytes[position, 16].Fill(1);
                column[sequence] = position;
                ring.Publish(sequence);
                n++;
                continue;
            }

            processor.RunOnce();
            long passed = ring.GatingMinimum();
            if (passed >= 0)
                bytes.Release(column[passed] + 16);
        }

        while (processor.RunOnce())
        {
        }

        bytes.Release(column[ring.GatingMinimum()] + 16);
    }

    private sealed class Summer(RingColumn<long> column, ByteRing bytes, long leaksAt) : IEventHandler
    {
        public long Count { get; private set; }

        public object? Leak { get; private set; }

        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
            {
                Count += bytes[column[n], 16][15];
                if (n == leaksAt && leaksAt >= 1000)
                    Leak = new object();
            }
        }
    }
}
