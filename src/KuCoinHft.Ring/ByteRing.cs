using System.Numerics;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>The bytes of the events in flight, each event's contiguous.</summary>
/// <remarks>
/// Positions only grow; a claim that would straddle the end skips to the start, and the skipped bytes count as used until released.
/// Thread: the producer claims and releases. What if full: <see cref="TryClaim"/> answers false.
/// </remarks>
public sealed unsafe class ByteRing : IDisposable
{
    private readonly int _capacity;
    private byte* _bytes;
    private long _claimed;
    private long _released;

    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public ByteRing(int capacity)
    {
        if (capacity < 64 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A byte ring's capacity is a power of two of at least 64, not {capacity}.", nameof(capacity));
        _capacity = capacity;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, 64);
        NativeMemory.Clear(_bytes, (nuint)capacity);
    }

    /// <summary>Whether <see cref="TryClaim"/> would succeed.</summary>
    public bool CanClaim(int length) => End(length) - _released <= _capacity;

    /// <summary>Claims <paramref name="length"/> contiguous bytes.</summary>
    /// <param name="length">0 to the capacity.</param>
    /// <param name="position">Where they start.</param>
    public bool TryClaim(int length, out long position)
    {
        long end = End(length);
        position = end - length;
        if (end - _released > _capacity)
            return false;
        _claimed = end;
        return true;
    }

    /// <summary>Frees every byte before <paramref name="position"/>.</summary>
    public void Release(long position) => _released = position;

    /// <summary>The bytes at a claimed position.</summary>
    // SAFETY: a claim never straddles the end, so position's offset plus length stays within the capacity.
    public Span<byte> this[long position, int length] => new(_bytes + (position & (_capacity - 1)), length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }

    // Where a claim would end: at once, or after the bytes skipped to keep it contiguous.
    private long End(int length)
    {
        int offset = (int)(_claimed & (_capacity - 1));
        return offset + length > _capacity ? _claimed + (_capacity - offset) + length : _claimed + length;
    }
}
