using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>The order of events: capacity, cursor and the sequences that hold slots back.</summary>
/// <remarks>
/// A ring holds no events itself; <see cref="RingColumn{T}"/>s hang on it, one value a slot each.
/// Shape: what everybody reads stands 128 bytes away from what the producer writes at every claim, and both from the neighbours on the heap. Without it a consumer that asks
/// for the cursor loses its cache line at every claim.
/// Thread: one producer claims and publishes. What if full: <see cref="TryClaim(int, out long)"/> answers false and nothing is claimed; it never waits,
/// because a producer fused with its consumers would wait for itself.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
public sealed class RingBuffer
{
    [FieldOffset(128)]
    private readonly Sequence _cursor = new();

    [FieldOffset(136)]
    private Sequence[] _gating = [];

    [FieldOffset(144)]
    private readonly int _capacity;

    [FieldOffset(256)]
    private long _claimed = Sequence.Initial;

    // The last sequence that may be claimed without another look at the gating sequences.
    [FieldOffset(264)]
    private long _claimableSeen;

#pragma warning disable CS0169, IDE0051 // It holds room, not a value.
    [FieldOffset(376)]
    private readonly long _lastWord;
#pragma warning restore CS0169, IDE0051

    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public RingBuffer(int capacity)
    {
        if (capacity < 2 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A ring's capacity is a power of two of at least 2, not {capacity}.", nameof(capacity));
        _capacity = capacity;
        _claimableSeen = Sequence.Initial + capacity;
    }

    /// <summary>Slots; a power of two.</summary>
    public int Capacity => _capacity;

    /// <summary>The last published sequence.</summary>
    /// <remarks>The only state that consumers of this ring read; what the producer writes at every claim lies elsewhere.</remarks>
    public Sequence Cursor => _cursor;

    /// <summary>Adds a sequence that must pass a slot before the producer may reuse it. Before start only.</summary>
    /// <remarks>Every last stage gates. A ring that nothing gates overwrites what nobody has read.</remarks>
    public void AddGating(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        _gating = [.. _gating, sequence];
    }

    /// <summary>Claims the next slot.</summary>
    /// <returns>False when the ring is full.</returns>
    public bool TryClaim(out long sequence) => TryClaim(1, out sequence);

    /// <summary>Claims the next <paramref name="count"/> slots.</summary>
    /// <param name="count">1 to <see cref="Capacity"/>.</param>
    /// <param name="last">The last of the claimed sequences.</param>
    /// <returns>False when the ring has no room for all of them; <paramref name="last"/> means nothing then.</returns>
    public bool TryClaim(int count, out long last)
    {
        Debug.Assert(count >= 1 && count <= _capacity, "a claim takes at least one slot and at most the ring");
        last = _claimed + count;
        if (last > _claimableSeen && !IsClaimable(last))
            return false;
        _claimed = last;
        return true;
    }

    /// <summary>Makes every slot up to <paramref name="sequence"/> visible to the consumers.</summary>
    public void Publish(long sequence)
    {
        Debug.Assert(sequence > _cursor.Value && sequence <= _claimed, "what is published was claimed, and is published once");
        _cursor.Set(sequence);
    }

    /// <summary>The slowest gating sequence, or the cursor where nothing gates: slots up to it are free.</summary>
    public long GatingMinimum()
    {
        long minimum = _cursor.Value;
        foreach (Sequence sequence in _gating)
            minimum = Math.Min(minimum, sequence.Value);
        return minimum;
    }

    // Only when the last look no longer suffices: each look fetches the lines that the consumers are writing. Their sequences are read with acquire, so
    // what they read from a slot happened before the producer writes it anew.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsClaimable(long last)
    {
        _claimableSeen = GatingMinimum() + _capacity;
        return last <= _claimableSeen;
    }
}
