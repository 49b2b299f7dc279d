namespace KuCoinHft.Exchange.Faults;

/// <summary>One row of a <see cref="FaultTable"/>.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Chance that it strikes a message that it can strike, in millionths; 0 where <see cref="AtNs"/> says when.</summary>
    public long ChanceE6 { get; init; }

    /// <summary>Market time since the exchange opened; null where chance decides.</summary>
    public long? AtNs { get; init; }

    /// <summary>How long it lasts, market time.</summary>
    public long ForNs { get; init; }

    /// <summary>Messages that it strikes at most.</summary>
    public long Times { get; init; } = long.MaxValue;

    /// <summary>What it makes late, market time; between the parts of a slow drip, wall time.</summary>
    public long DelayNs { get; init; }

    /// <summary>The code of a false answer.</summary>
    public string Code { get; init; } = "";

    /// <summary>How much the exchange's clock is ahead.</summary>
    public long SkewMs { get; init; }

    /// <summary>Bytes of a part.</summary>
    public int Bytes { get; init; }

    public FaultSockets Sockets { get; init; }
}
