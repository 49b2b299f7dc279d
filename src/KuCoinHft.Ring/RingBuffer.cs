using System.Diagnostics;
using System.Numerics;

namespace KuCoinHft.Ring;

/// <summary>The order of events: capacity, cursor and the sequences that hold slots back.</summary>
/// <remarks>
/// A ring holds no events itself; <see cref="RingColumn{T}"/>s hang on it, one value a slot each.
/// Thread: one producer claims and publishes. What if full: <see cref="TryClaim(int, out long)"/> answers false and nothing is claimed; it never waits,
/// because a producer fused with its consumers would wait for itself.
/// </remarks>
public sealed class RingBuffer
{
    private Sequence[] _gating = [];
    private long _claimed = Sequence.Initial;
    private long _gatingSeen = Sequence.Initial;

    /// <exception cref="ArgumentException">The capacity is not a power of two.</exception>
    public RingBuffer(int capacity)
    {
        if (capacity < 2 || !BitOperations.IsPow2(capacity))
            throw new ArgumentException($"A ring's capacity is a power of two of at least 2, not {capacity}.", nameof(capacity));
        Capacity = capacity;
    }

    /// <summary>Slots; a power of two.</summary>
    public int Capacity { get; }

    /// <summary>The last published sequence.</summary>
    /// <remarks>The only state that consumers of this ring read; what the producer writes at every claim lies elsewhere.</remarks>
    public Sequence Cursor { get; } = new();

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
        Debug.Assert(count >= 1 && count <= Capacity, "a claim takes at least one slot and at most the ring");
        last = _claimed + count;
        if (last - Capacity > _gatingSeen)
        {
            // Only when the last look no longer suffices: each look fetches the lines that the consumers are writing. Their sequences are read with acquire, so
            // what they read from a slot happened before the producer writes it anew.
            _gatingSeen = GatingMinimum();
            if (last - Capacity > _gatingSeen)
                return false;
        }

        _claimed = last;
        return true;
    }

    /// <summary>Makes every slot up to <paramref name="sequence"/> visible to the consumers.</summary>
    public void Publish(long sequence)
    {
        Debug.Assert(sequence > Cursor.Value && sequence <= _claimed, "what is published was claimed, and is published once");
        Cursor.Set(sequence);
    }

    /// <summary>The slowest gating sequence, or the cursor where nothing gates: slots up to it are free.</summary>
    public long GatingMinimum()
    {
        long minimum = Cursor.Value;
        foreach (Sequence sequence in _gating)
            minimum = Math.Min(minimum, sequence.Value);
        return minimum;
    }
}
