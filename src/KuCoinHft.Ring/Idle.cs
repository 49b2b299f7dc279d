namespace KuCoinHft.Ring;

/// <summary>One loop's patience: waits as its <see cref="WaitStrategy"/> says.</summary>
/// <remarks>A mutable struct: keep it in a local or a field, never in a copy. Thread: the loop's own.</remarks>
public struct Idle
{
    /// <summary>
    /// Fruitless passes before a yielding loop starts to give its core away. A hundred pauses last about as long as one context switch, so that giving the core away
    /// at once would not be sooner.
    /// </summary>
    public const int SpinsBeforeYield = 100;

    private readonly WaitStrategy _strategy;
    private int _spins;

    public Idle(WaitStrategy strategy)
    {
        _strategy = strategy;
        _spins = 0;
    }

    /// <summary>There was work: patience starts anew.</summary>
    public void Reset() => _spins = 0;

    /// <summary>There was no work: waits a moment.</summary>
    /// <returns>Whether the core was offered to other threads.</returns>
    public bool Wait()
    {
        if (_strategy == WaitStrategy.Yield && _spins == SpinsBeforeYield)
        {
            Thread.Yield();
            return true;
        }

        if (_spins < SpinsBeforeYield)
            _spins++;
        Thread.SpinWait(1);
        return false;
    }
}
