using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class RingColumnTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(4096)]
    public unsafe void It_starts_on_a_cache_line(int capacity)
    {
        using var column = new RingColumn<long>(new RingBuffer(capacity));
        Assert.Equal(0, (long)Unsafe.AsPointer(ref column[0]) % 64);
    }

    [Fact]
    public void Values_stand_side_by_side_in_the_order_of_their_sequences()
    {
        using var column = new RingColumn<Line>(new RingBuffer(8));
        for (long n = 1; n < 8; n++)
            Assert.Equal(64, Unsafe.ByteOffset(ref column[n - 1], ref column[n]));
    }

    [Fact]
    public void A_sequence_shares_its_slot_with_the_one_a_capacity_later()
    {
        using var column = new RingColumn<int>(new RingBuffer(8));
        column[3] = 42;
        Assert.True(Unsafe.AreSame(ref column[3], ref column[11]));
        Assert.False(Unsafe.AreSame(ref column[3], ref column[12]));
        Assert.Equal(42, column[(1L << 40) + 3]);
    }

    [Fact]
    public void It_starts_as_zeros()
    {
        using var column = new RingColumn<long>(new RingBuffer(1024));
        for (long n = 0; n < 1024; n++)
            Assert.Equal(0, column[n]);
    }

    [Fact]
    public void A_prefetch_changes_nothing()
    {
        using var column = new RingColumn<Line>(new RingBuffer(2));
        column[1][7] = 42;
        for (long n = 0; n < 4; n++)
            column.Prefetch(n);
        Assert.Equal((0L, 42L), (column[0][7], column[1][7]));
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var column = new RingColumn<long>(new RingBuffer(8));
        column.Dispose();
        column.Dispose();
    }

    [Fact]
    public void Its_pointer_stands_128_bytes_away_from_its_neighbours_on_the_heap()
    {
        const int ObjectHeaderBytes = 16;
        using var ring = new RingColumn<long>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var column = new RingColumn<long>();
        Assert.Equal(ObjectHeaderBytes + 128 + 16 + 128, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(128, Unsafe.ByteOffset(ref Fields.Of(column), ref Unsafe.As<long, byte>(ref MaskOf(column))));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_mask")]
    private static extern ref long MaskOf(RingColumn<long> column);

    [InlineArray(8)]
    private struct Line
    {
        private long _word;
    }

    [Fact]
    public void A_scratch_place_is_one_slot_for_every_sequence()
    {
        using var scratch = new RingColumn<long>();
        scratch[7] = 42;

        Assert.Equal((42L, 42L), (scratch[0], scratch[long.MaxValue]));
    }
}
