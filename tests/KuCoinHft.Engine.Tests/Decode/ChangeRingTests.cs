using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class ChangeRingTests
{
    [Fact]
    public void Changes_of_the_frames_in_flight_are_never_overwritten()
    {
        const int seed = 3;
        const int ringBytes = 1 << 20;
        var random = new Random(seed);
        var ring = new ChangeRing(ringBytes);
        var inFlight = new Queue<(long Position, int Count, long Stamp)>();
        long bytesInFlight = 0;
        for (long stamp = 1; stamp <= 3_000; stamp++)
        {
            int count = random.Next(10) == 0 ? Limits.ChangesPerFrameMax : random.Next(2_000);
            long bytes = (long)count * Limits.ChangeBytesMin;
            // The byte ring would refuse the frame until the oldest are released.
            while (bytesInFlight + bytes > ringBytes)
            {
                (long Position, int Count, long Stamp) oldest = inFlight.Dequeue();
                bytesInFlight -= (long)oldest.Count * Limits.ChangeBytesMin;
                foreach (BookLevelChange change in ring[oldest.Position, oldest.Count])
                    Assert.True(change.Sequence == oldest.Stamp, $"seed {seed}: frame {oldest.Stamp} was overwritten by {change.Sequence}");
            }

            long position = ring.Claim(count);
            foreach (ref BookLevelChange change in ring[position, count])
                change.Sequence = stamp;
            inFlight.Enqueue((position, count, stamp));
            bytesInFlight += bytes;
        }
    }

    [Fact]
    public void The_capacity_holds_the_densest_frames_and_both_skips()
    {
        var ring = new ChangeRing();
        Assert.True(ring.Capacity >= (Limits.RingBytes / Limits.ChangeBytesMin) + (2 * Limits.ChangesPerFrameMax));
        Assert.Equal(0, ring.Capacity & (ring.Capacity - 1));
    }

    [Fact]
    public void A_claim_that_would_straddle_the_end_starts_over_at_the_beginning()
    {
        var ring = new ChangeRing(64);
        int half = Limits.ChangesPerFrameMax;
        long before = 0;
        while (before + half <= ring.Capacity)
        {
            Assert.Equal(before, ring.Claim(half));
            before += half;
        }

        Assert.Equal(ring.Capacity, ring.Claim(half));
        Assert.Equal(half, ring[ring.Capacity, half].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChangeRing(9));
    }
}
