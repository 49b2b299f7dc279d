using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace KuCoinHft.Ring;

/// <summary>One unmanaged value for every slot of a ring, or one for all, written by exactly one stage.</summary>
/// <remarks>
/// Shape: cache-line aligned native memory, touched at construction so that no page fault comes later. Where it lies is read at every event, so that stands away from
/// whatever a worker writes next to it on the heap.
/// Thread: the owning stage writes index n before it passes n; others read n after it has passed, and before they pass it themselves. After that the slot belongs to
/// sequence n + capacity. Disposed last, when no worker runs.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public sealed unsafe class RingColumn<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLineBytes = 64;

#pragma warning disable CS0169, IDE0051 // They hold room, not values.
    private readonly LinePair _before;
    private readonly long _mask;
    private T* _values;
    private readonly LinePair _after;
#pragma warning restore CS0169, IDE0051

    /// <summary>A slot for each of the ring's.</summary>
    public RingColumn(RingBuffer ring)
        : this(ring?.Capacity ?? throw new ArgumentNullException(nameof(ring)))
    {
    }

    /// <summary>A scratch place: one slot that serves every sequence in turn, for stages that one worker runs frame by frame.</summary>
    public RingColumn()
        : this(1)
    {
    }

    private RingColumn(int slots)
    {
        _mask = slots - 1;
        nuint bytes = (nuint)slots * (nuint)Unsafe.SizeOf<T>();
        _values = (T*)NativeMemory.AlignedAlloc(bytes, CacheLineBytes);
        NativeMemory.Clear(_values, bytes);
    }

    /// <summary>The value at <paramref name="sequence"/>'s slot.</summary>
    // SAFETY: the mask keeps the index below the number of slots, a power of two, and that many values are allocated.
    public ref T this[long sequence] => ref _values[sequence & _mask];

    /// <summary>Asks the processor for the slot of <paramref name="sequence"/>, whether or not it is written; changes nothing.</summary>
    /// <remarks>For a consumer that waits for it: the value's lines then cross to its core together with the cursor's, not behind it.</remarks>
    public void Prefetch(long sequence)
    {
        if (!Sse.IsSupported)
            return;

        // SAFETY: as above; and a prefetch reads nothing.
        byte* slot = (byte*)(_values + (sequence & _mask));
        for (int offset = 0; offset < Unsafe.SizeOf<T>(); offset += CacheLineBytes)
            Sse.Prefetch0(slot + offset);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
    }
}
