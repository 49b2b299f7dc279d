using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>The bytes of the events in flight, each event's contiguous.</summary>
/// <remarks>
/// Positions only grow; a claim that would straddle the end skips to the start, and the skipped bytes count as used until what follows them is released. While nothing is in
/// flight a skip costs nothing, so every length up to the capacity fits an empty ring wherever its position stands.
/// Shape: as in <see cref="RingBuffer"/>, what the producer writes stands 128 bytes away from what consumers read.
/// Thread: the producer claims and releases; consumers read bytes whose position reached them through a ring's cursor, until they pass that sequence.
/// What if full: <see cref="TryClaim"/> answers false and nothing is claimed.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
public sealed unsafe class ByteRing : IDisposable
{
    /// <summary>Bytes behind every claim that may be read, whatever they hold: a reader of whole vectors need not look where its event ends.</summary>
    public const int Slack = 64;

    [FieldOffset(128)]
    private readonly int _capacity;

    [FieldOffset(136)]
    private byte* _bytes;

    [FieldOffset(256)]
    private long _claimed;

    [FieldOffset(264)]
    private long _released;

#pragma warning disable CS0169, IDE0051 // It holds room, not a value.
    [FieldOffset(376)]
    private readonly long _lastWord;
#pragma warning restore CS0169, IDE0051

    /// <exception cref="ArgumentException">The capacity is not a power of two of at least 64.</exception>
    public ByteRing(int capacity)
    {
        if (capacity < 64 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A byte ring's capacity is a power of two of at least 64, not {capacity}.", nameof(capacity));
        _capacity = capacity;
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)(capacity + Slack), 64);
        NativeMemory.Clear(_bytes, (nuint)(capacity + Slack));
    }

    /// <summary>Whether <see cref="TryClaim"/> would succeed.</summary>
    public bool CanClaim(int length) => Fits(Start(length), length);

    /// <summary>Claims <paramref name="length"/> contiguous bytes.</summary>
    /// <param name="length">0 to the capacity.</param>
    /// <param name="position">Where they start.</param>
    /// <returns>False when there is no room; <paramref name="position"/> means nothing then.</returns>
    public bool TryClaim(int length, out long position)
    {
        Debug.Assert(length >= 0, "a claim has a length");
        position = Start(length);
        if (!Fits(position, length))
            return false;
        if (_released == _claimed)
            _released = position;
        _claimed = position + length;
        return true;
    }

    /// <summary>Frees every byte before <paramref name="position"/>.</summary>
    /// <param name="position">The end of a claim that every consumer has passed; an earlier one than before changes nothing.</param>
    public void Release(long position)
    {
        Debug.Assert(position <= _claimed, "only what was claimed can be released");
        if (position > _released)
            _released = position;
    }

    /// <summary>The bytes at a claimed position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They would end behind the ring's memory, so nobody claimed them.</exception>
    public Span<byte> this[long position, int length]
    {
        get
        {
            int offset = (int)(position & (_capacity - 1));

            // Always on: the length comes from a column, and a wrong one would reach past native memory, where no runtime catches it.
            if ((uint)length > (uint)(_capacity - offset))
                ThrowStraddles(position, length);

            // SAFETY: offset plus length lies within the capacity.
            return new Span<byte>(_bytes + offset, length);
        }
    }

    /// <summary>The bytes at a claimed position and <see cref="Slack"/> bytes more, which may be another event's and change while they are read.</summary>
    /// <inheritdoc cref="this" path="/exception"/>
    public ReadOnlySpan<byte> WithSlack(long position, int length)
    {
        ref byte first = ref MemoryMarshal.GetReference(this[position, length]);

        // SAFETY: the bytes lie within the capacity, and Slack bytes are allocated behind it.
        return MemoryMarshal.CreateReadOnlySpan(ref first, length + Slack);
    }

    /// <summary>Frees the memory. No worker may use the ring any more.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }

    // Where a claim would start: at once, or at the memory's start when the end is too near.
    private long Start(int length)
    {
        int offset = (int)(_claimed & (_capacity - 1));
        return offset + length > _capacity ? _claimed + (_capacity - offset) : _claimed;
    }

    private bool Fits(long start, int length)
    {
        long oldest = _released == _claimed ? start : _released;
        return start + length - oldest <= _capacity;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowStraddles(long position, int length) =>
        throw new ArgumentOutOfRangeException(nameof(length), length, $"{length} bytes at position {position} do not lie within a ring of {_capacity}; no claim gives that.");
}
