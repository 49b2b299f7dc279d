namespace KuCoinHft.Ring;

/// <summary>What a worker does with its core while it has nothing to do.</summary>
public enum WaitStrategy
{
    /// <summary>Spins briefly, then offers the core to others at every pass: for cores that are shared.</summary>
    Yield,

    /// <summary>Never gives the core away: the shortest reaction, for a core that nothing else needs.</summary>
    BusySpin,
}
