using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

public sealed class SequenceTests
{
    [Fact]
    public void It_starts_before_the_first_event() => Assert.Equal(-1, new Sequence().Value);

    [Fact]
    public void It_shows_what_was_set()
    {
        var sequence = new Sequence();
        sequence.Set(long.MaxValue);
        Assert.Equal(long.MaxValue, sequence.Value);
    }

    [Fact]
    public void Its_value_stands_at_offset_128()
    {
        var sequence = new Sequence();
        nint offset = Unsafe.ByteOffset(ref Fields.Of(sequence), ref Unsafe.As<long, byte>(ref ValueOf(sequence)));
        Assert.Equal(128, offset);
    }

    [Fact]
    public void Its_fields_take_256_bytes()
    {
        const int ObjectHeaderBytes = 16;
        const int Count = 1000;
        var kept = new Sequence[Count];
        kept[0] = new Sequence();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
            kept[i] = new Sequence();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((256 + ObjectHeaderBytes) * Count, bytes);
        GC.KeepAlive(kept);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_value")]
    private static extern ref long ValueOf(Sequence sequence);
}
