namespace KuCoinHft.Ring;

/// <summary>The sequences that a stage stands behind.</summary>
public sealed class SequenceBarrier
{
    private readonly Sequence[] _sequences;

    /// <exception cref="ArgumentException">No sequence is given.</exception>
    public SequenceBarrier(params Sequence[] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Length == 0)
            throw new ArgumentException("A barrier stands behind at least one sequence.", nameof(sequences));
        _sequences = [.. sequences];
    }

    /// <summary>The last sequence that all of them have passed.</summary>
    public long Available
    {
        get
        {
            long available = long.MaxValue;
            foreach (Sequence sequence in _sequences)
                available = Math.Min(available, sequence.Value);
            return available;
        }
    }
}
