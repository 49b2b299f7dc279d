namespace KuCoinHft.Ring;

/// <summary>Moves one handler along the ring, batch by batch, on whichever worker calls it.</summary>
/// <remarks>
/// Thread: one worker at a time. Errors: when the handler throws, the sequence stays where it was; the batch is neither passed on nor repeated, since the worker stops.
/// </remarks>
public sealed class EventProcessor : IPollable
{
    private readonly IEventHandler _handler;
    private readonly SequenceBarrier _barrier;
    private readonly int _batchMax;
    private readonly Action<long>? _prefetch;

    /// <param name="batchMax">The most sequences that the handler gets at once.</param>
    /// <param name="prefetch">
    /// Called with the next sequence whenever it is not there yet: <see cref="RingColumn{T}.Prefetch"/> of a column that another worker writes. On one worker it buys nothing.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="batchMax"/> is below 1.</exception>
    public EventProcessor(string name, IEventHandler handler, SequenceBarrier barrier, int batchMax = int.MaxValue, Action<long>? prefetch = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(barrier);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchMax, 1);
        Name = name;
        _handler = handler;
        _barrier = barrier;
        _batchMax = batchMax;
        _prefetch = prefetch;
    }

    /// <summary>The stage's name in placements and reports.</summary>
    public string Name { get; }

    /// <summary>The last sequence handled.</summary>
    /// <remarks>Stages behind this one and, where it is a last stage, the ring's gating stand on it.</remarks>
    public Sequence Sequence { get; } = new();

    /// <summary>Handles what is available, at most one batch.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public bool RunOnce()
    {
        long first = Sequence.Value + 1;
        long last = Math.Min(_barrier.Available, first + _batchMax - 1);
        if (last < first)
        {
            _prefetch?.Invoke(first);
            return false;
        }

        _handler.OnBatch(first, last);
        Sequence.Set(last);
        return true;
    }
}
