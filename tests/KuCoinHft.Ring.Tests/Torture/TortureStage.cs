namespace KuCoinHft.Ring.Tests.Torture;

/// <summary>A consumer that trusts nothing: every sequence once and in order, its payload whole, the marks of the stages before it there; and that dawdles by chance.</summary>
/// <remarks>Thread: its consumer; the counters are read when that has ended, <see cref="IsStanding"/> and <see cref="GoOn"/> by the test's thread.</remarks>
internal sealed class TortureStage(RingColumn<TortureEvent> events, MarkColumn[] before, MarkColumn? own, long standsAt = -1) : IEventHandler
{
    private ulong _random = (ulong)before.Length * 2 + (own is null ? 3UL : 4UL);
    private bool _isStanding;
    private bool _mayGoOn;

    /// <summary>The sequence that comes next.</summary>
    public long Next { get; private set; }

    /// <summary>Sequences that were lost, doubled or out of order, and events that were not what was published.</summary>
    public long Wrong { get; private set; }

    public long Dawdles { get; private set; }

    /// <summary>Whether it has come to where it stands still until it may go on.</summary>
    public bool IsStanding => Volatile.Read(ref _isStanding);

    public void GoOn() => Volatile.Write(ref _mayGoOn, true);

    public void OnBatch(long first, long last)
    {
        Wrong += first == Next ? 0 : 1;
        Next = last + 1;

        // Before it looks, so that a producer that does not wait for it has time to overwrite.
        Dawdle();
        if (first <= standsAt && standsAt <= last)
            Stand();
        for (long n = first; n <= last; n++)
        {
            Wrong += events[n].IsOf(n) ? 0 : 1;
            foreach (MarkColumn mark in before)
                Wrong += mark.IsOf(n) ? 0 : 1;
            own?.Write(n);
        }
    }

    // One batch in 256, for up to a thousand pauses.
    private void Dawdle()
    {
        _random = _random * 6364136223846793005 + 1442695040888963407;
        ulong chance = _random >> 32;
        if ((chance & 255) != 0)
            return;
        Dawdles++;
        Thread.SpinWait((int)(chance >> 8 & 1023));
    }

    private void Stand()
    {
        Volatile.Write(ref _isStanding, true);
        var idle = new Idle(WaitStrategy.Yield);
        while (!Volatile.Read(ref _mayGoOn))
            idle.Wait();
    }
}
