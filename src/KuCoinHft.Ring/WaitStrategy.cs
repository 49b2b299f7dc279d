namespace KuCoinHft.Ring;

/// <summary>What a worker does with its core while it has nothing to do.</summary>
/// <remarks>From <see cref="BusySpin"/> to <see cref="Block"/> the reaction gets later and the idle core cheaper; bench/RESULTS.md has both figures.</remarks>
public enum WaitStrategy
{
    /// <summary>Spins briefly, then offers the core to others at every pass: for cores that are shared.</summary>
    Yield,

    /// <summary>Never gives the core away: the shortest reaction, for a core that nothing else needs.</summary>
    BusySpin,

    /// <summary>Spins, yields, then looks again after short sleeps: late by one sleep, whatever brings the work.</summary>
    /// <remarks>A sleep is <see cref="ShortSleep.Microseconds"/> and the kernel's timer slack, 50 us unless set otherwise, on Linux; 1 ms and more elsewhere.</remarks>
    Sleep,

    /// <summary>Spins briefly, then parks until a worker upstream made progress, and looks by itself once a millisecond.</summary>
    /// <remarks>Work that no worker brings (sockets, timers, room on the ring) waits for that look: <see cref="WakeSignal.ParkMsDefault"/>.</remarks>
    Block,
}
