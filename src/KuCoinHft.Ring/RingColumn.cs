using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>One unmanaged value for every slot of a ring, written by exactly one stage.</summary>
/// <remarks>
/// Shape: cache-line aligned native memory, touched at construction so that no page fault comes later.
/// Thread: the owning stage writes index n before it passes n; others read n after it has passed, and before they pass it themselves. After that the slot belongs to
/// sequence n + capacity. Disposed last, when no worker runs.
/// </remarks>
public sealed unsafe class RingColumn<T> : IDisposable
    where T : unmanaged
{
    private readonly long _mask;
    private T* _values;

    public RingColumn(RingBuffer ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        _mask = ring.Capacity - 1;
        nuint bytes = (nuint)ring.Capacity * (nuint)Unsafe.SizeOf<T>();
        _values = (T*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_values, bytes);
    }

    /// <summary>The value at <paramref name="sequence"/>'s slot.</summary>
    // SAFETY: the mask keeps the index below the capacity, which is the number of values allocated.
    public ref T this[long sequence] => ref _values[sequence & _mask];

    public void Dispose()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
    }
}
