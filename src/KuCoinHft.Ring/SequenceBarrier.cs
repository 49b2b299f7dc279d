namespace KuCoinHft.Ring;

/// <summary>The sequences that a processor stands behind: the cursor, or every processor that must have handled an event before it.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class SequenceBarrier
{
    private readonly Sequence[] _sequences;

    /// <exception cref="ArgumentException">No sequence is given.</exception>
    public SequenceBarrier(params Sequence[] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Length == 0)
            throw new ArgumentException("A barrier stands behind at least one sequence.", nameof(sequences));
        foreach (Sequence sequence in sequences)
            ArgumentNullException.ThrowIfNull(sequence, nameof(sequences));
        _sequences = [.. sequences];
    }

    /// <summary>The last sequence that all of them have passed.</summary>
    /// <remarks>Acquire loads: everything that any of them wrote up to this sequence is visible to the caller.</remarks>
    public long Available
    {
        get
        {
            // Mostly there is one; this spares it the comparison.
            Sequence[] sequences = _sequences;
            long available = sequences[0].Value;
            for (int i = 1; i < sequences.Length; i++)
                available = Math.Min(available, sequences[i].Value);
            return available;
        }
    }
}
