using System.Numerics;

namespace KuCoinHft.Engine.Decode;

/// <summary>The level changes of the frames in flight, each frame's contiguous.</summary>
/// <remarks>
/// Positions only grow; a claim that would straddle the end skips to the start.
/// Thread: Decode claims and writes; stages behind it read until they pass the frame.
/// What if full: it cannot be. Every change in flight was decoded from at least <see cref="Limits.ChangeBytesMin"/> bytes of a frame whose bytes are still in the
/// byte ring (Intake releases them only when every gating stage has passed), so at most ringBytes / ChangeBytesMin changes are in flight. Between the oldest of
/// them and the newest lies at most one skip, shorter than one frame's changes: two skips would be a whole capacity apart, which is more than
/// changes in flight and one skip together. The capacity is no less than both, so a claim never reaches a change in flight.
/// </remarks>
public sealed class ChangeRing
{
    private readonly BookLevelChange[] _changes;
    private long _claimed;

    /// <param name="ringBytes">Capacity of the byte ring that the frames stand in.</param>
    public ChangeRing(int ringBytes = Limits.RingBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ringBytes, Limits.ChangeBytesMin);
        // Twice the skip: the second one pays for the claim that is being made while the first lies inside the window.
        int needed = (ringBytes / Limits.ChangeBytesMin) + (2 * Limits.ChangesPerFrameMax);
        _changes = GC.AllocateUninitializedArray<BookLevelChange>((int)BitOperations.RoundUpToPowerOf2((uint)needed));
        // Writes every page now, so that no page fault comes later.
        Array.Fill(_changes, default);
    }

    /// <summary>Changes it holds; a power of two.</summary>
    public int Capacity => _changes.Length;

    /// <summary>The changes at a claimed position.</summary>
    public Span<BookLevelChange> this[long position, int count] => _changes.AsSpan((int)(position & (_changes.Length - 1)), count);

    /// <summary>Claims <paramref name="count"/> contiguous changes.</summary>
    /// <param name="count">0 to <see cref="Limits.ChangesPerFrameMax"/>.</param>
    /// <returns>Where they start.</returns>
    public long Claim(int count)
    {
        int offset = (int)(_claimed & (_changes.Length - 1));
        long position = offset + count > _changes.Length ? _claimed + (_changes.Length - offset) : _claimed;
        _claimed = position + count;
        return position;
    }
}
