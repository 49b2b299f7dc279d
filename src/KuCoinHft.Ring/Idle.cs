using System.Runtime.Intrinsics.X86;

namespace KuCoinHft.Ring;

/// <summary>One loop's patience: waits as its <see cref="WaitStrategy"/> says.</summary>
/// <remarks>A mutable struct: keep it in a local or a field, never in a copy. Thread: the loop's own.</remarks>
public struct Idle
{
    /// <summary>
    /// Fruitless passes, of one pause each, before a loop starts to give its core away: work that comes within them meets a loop that needs no scheduler. It is a number and no time,
    /// since a pause differs by processor.
    /// </summary>
    public const int SpinsBeforeYield = 100;

    /// <summary>Passes on which a sleeping loop only yields before it sleeps: work that comes in bursts meets a loop that is awake.</summary>
    public const int YieldsBeforeSleep = 100;

    private readonly WaitStrategy _strategy;
    private readonly WakeSignal? _signal;
    private int _passes;
    private bool _isAnnounced;

    /// <param name="signal">Where a blocking loop parks; the others need none.</param>
    /// <exception cref="ArgumentException">The loop blocks, and nothing could wake it.</exception>
    public Idle(WaitStrategy strategy, WakeSignal? signal = null)
    {
        if (strategy == WaitStrategy.Block && signal is null)
            throw new ArgumentException("A loop that blocks needs the signal that wakes it.", nameof(signal));
        _strategy = strategy;
        _signal = signal;
        _passes = 0;
        _isAnnounced = false;
    }

    /// <summary>There was work: patience starts anew.</summary>
    public void Reset()
    {
        _passes = 0;
        if (!_isAnnounced)
            return;
        _isAnnounced = false;
        _signal!.Withdraw();
    }

    /// <summary>There was no work: waits a moment.</summary>
    /// <returns>Whether the core was offered to other threads.</returns>
    public bool Wait()
    {
        if (_strategy == WaitStrategy.BusySpin || _passes < SpinsBeforeYield)
        {
            if (_passes < SpinsBeforeYield)
                _passes++;
            Pause();
            return false;
        }

        if (_strategy == WaitStrategy.Block)
            return AnnounceOrPark();
        if (_strategy == WaitStrategy.Sleep && _passes == SpinsBeforeYield + YieldsBeforeSleep)
        {
            ShortSleep.Wait();
            return true;
        }

        if (_strategy == WaitStrategy.Sleep)
            _passes++;
        Thread.Yield();
        return true;
    }

    // One instruction, 28 ns on the machine of bench/RESULTS.md and another time on another processor. Thread.SpinWait(1) is as many of them as the runtime once measured to be right: 39 or 154 ns there,
    // as the process was lucky, and that much later the work is seen.
    private static void Pause()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else
            Thread.SpinWait(1);
    }

    // Two calls for a park: the loop's pass between them is the last look, without which a wake-up could be lost.
    private bool AnnounceOrPark()
    {
        bool parks = _isAnnounced;
        _isAnnounced = !parks;
        if (parks)
            _signal!.Park();
        else
            _signal!.Announce();
        return parks;
    }
}
