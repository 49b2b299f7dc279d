namespace KuCoinHft.Engine.Decode;

/// <summary>The level changes of the present frame.</summary>
/// <remarks>
/// Thread: the engine's worker; Decode writes them, the book room reads them before Decode sees the next frame. What if full: it cannot be, since a change takes at least
/// <see cref="Limits.ChangeBytesMin"/> bytes of a frame.
/// </remarks>
public sealed class FrameChanges
{
    private readonly BookLevelChange[] _changes = new BookLevelChange[Limits.ChangesPerFrameMax];

    // Writes every page now, so that no page fault comes later.
    public FrameChanges() => Array.Fill(_changes, default);

    /// <summary>The first <paramref name="count"/> changes.</summary>
    public Span<BookLevelChange> this[int count] => _changes.AsSpan(0, count);
}
