using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class ByteRingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(100)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Contains(capacity.ToString(), Assert.Throws<ArgumentException>(() => new ByteRing(capacity)).Message);

    [Fact]
    public void A_full_ring_refuses_until_bytes_are_released()
    {
        using var bytes = new ByteRing(64);
        Assert.True(bytes.TryClaim(40, out long first));
        Assert.True(bytes.TryClaim(24, out _));
        Assert.False(bytes.CanClaim(1));
        Assert.False(bytes.TryClaim(1, out _));
        bytes.Release(first + 40);
        Assert.True(bytes.CanClaim(40));
        Assert.True(bytes.TryClaim(40, out long third));
        Assert.Equal(64, third);
        Assert.False(bytes.TryClaim(1, out _));
    }

    [Fact]
    public void A_claim_that_would_straddle_the_end_starts_at_the_beginning()
    {
        using var bytes = new ByteRing(64);
        bytes.TryClaim(30, out _);
        bytes.TryClaim(20, out long second);
        bytes.Release(second);
        Assert.True(bytes.TryClaim(20, out long third));
        Assert.Equal(64, third);
        Assert.True(Unsafe.AreSame(ref bytes[0, 1][0], ref bytes[third, 20][0]));

        // 20 in use, 14 skipped, 20 in use: 10 are left.
        Assert.False(bytes.TryClaim(11, out _));
        Assert.True(bytes.TryClaim(10, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(63)]
    public void An_empty_ring_takes_its_whole_capacity_wherever_it_stands(int offset)
    {
        using var bytes = new ByteRing(64);
        bytes.TryClaim(offset, out long position);
        bytes.Release(position + offset);
        Assert.True(bytes.CanClaim(64));
        Assert.True(bytes.TryClaim(64, out position));
        Assert.Equal(64, position);
        Assert.False(bytes.CanClaim(1));
        bytes.Release(position + 64);
        Assert.True(bytes.CanClaim(64));
    }

    [Fact]
    public void An_earlier_release_changes_nothing()
    {
        using var bytes = new ByteRing(64);
        bytes.TryClaim(64, out _);
        bytes.Release(64);
        bytes.Release(10);
        Assert.True(bytes.CanClaim(64));
    }

    [Fact]
    public void More_than_the_capacity_is_never_claimed()
    {
        using var bytes = new ByteRing(64);
        Assert.False(bytes.CanClaim(65));
        Assert.False(bytes.TryClaim(65, out _));
        Assert.True(bytes.TryClaim(64, out _));
    }

    [Theory]
    [InlineData(60, 5)]
    [InlineData(0, 65)]
    [InlineData(0, -1)]
    public void Bytes_that_nobody_can_have_claimed_are_refused(long position, int length)
    {
        using var bytes = new ByteRing(64);
        Assert.Throws<ArgumentOutOfRangeException>(() => bytes[position, length].Length);
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 256)]
    [InlineData(3, 4096)]
    public void Claims_in_flight_never_overlap_and_are_contiguous(int seed, int capacity)
    {
        var random = new Random(seed);
        using var bytes = new ByteRing(capacity);
        var inFlight = new Queue<(long Position, int Length, byte Mark)>();
        long claims = 0, refusals = 0;
        for (int step = 0; step < 50_000; step++)
        {
            int length = random.Next(4) == 0 ? random.Next(capacity + 1) : random.Next(capacity / 8);
            bool canClaim = bytes.CanClaim(length);
            Assert.True(canClaim || inFlight.Count > 0, "an empty ring takes everything");
            Assert.Equal(canClaim, bytes.TryClaim(length, out long position));
            if (canClaim)
            {
                byte mark = (byte)++claims;
                bytes[position, length].Fill(mark);
                inFlight.Enqueue((position, length, mark));
                continue;
            }

            refusals++;
            for (int i = random.Next(1, inFlight.Count + 1); i > 0; i--)
            {
                (long oldPosition, int oldLength, byte oldMark) = inFlight.Dequeue();
                Assert.True(bytes[oldPosition, oldLength].IndexOfAnyExcept(oldMark) < 0, $"seed {seed}, step {step}: overwritten");
                bytes.Release(oldPosition + oldLength);
            }
        }

        Assert.True(claims > 1000 && refusals > 1000, "both answers were tried often");
    }

    [Fact]
    public void What_the_producer_writes_stands_128_bytes_away_from_what_others_read()
    {
        using var ring = new ByteRing(64);
        Assert.Equal(128, Unsafe.ByteOffset(ref Fields.Of(ring), ref Unsafe.As<int, byte>(ref CapacityOf(ring))));
        Assert.Equal(256, Unsafe.ByteOffset(ref Fields.Of(ring), ref Unsafe.As<long, byte>(ref ClaimedOf(ring))));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_capacity")]
    private static extern ref int CapacityOf(ByteRing ring);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_claimed")]
    private static extern ref long ClaimedOf(ByteRing ring);
}
