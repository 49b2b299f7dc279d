namespace KuCoinHft.Exchange.Matching;

/// <summary>How a resting order moves up when the level it waits at shrinks without a trade.</summary>
public enum QueueKind
{
    /// <summary>Only trades move it up; but no more can stand before it than the level holds.</summary>
    RiskAverse,

    /// <summary>A share of what was cancelled stood before it, by <see cref="MatchingOptions.QueuePower"/>.</summary>
    Probabilistic,
}

/// <summary>What the recorded market does not say by itself: places in queues, and what taking costs beyond the book.</summary>
/// <remarks>The defaults are the cautious ones: risk-averse, no impact.</remarks>
public sealed record MatchingOptions
{
    /// <summary>The greatest <see cref="QueuePower"/>.</summary>
    public const int QueuePowerMax = 4;

    public QueueKind Queue { get; init; } = QueueKind.RiskAverse;

    /// <summary>
    /// n of the probabilistic model, 1..<see cref="QueuePowerMax"/>: of c cancelled lots, c x a^n / (a^n + b^n) stood before an order that had a lots
    /// before it and b behind it. 1: everyone cancels alike; more: those at the longer end do.
    /// </summary>
    public int QueuePower { get; init; } = 1;

    /// <summary>Probabilistic: null = the expected share of each cancellation; a seed = all of it before us or all of it behind us, drawn with that probability.</summary>
    public ulong? QueueSeed { get; init; }

    /// <summary>How long a trade and the change of the book that it made may lie apart in the recording: within this time they are taken for one.</summary>
    public TimeSpan PrintDelayMax { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Impact of takers, 0 = off: each price is worse by rate x sqrt(ours / (ours + recorded)), of the lots of <see cref="ImpactWindow"/>.</summary>
    public decimal ImpactRate { get; init; }

    /// <summary>The time over which impact compares our taken lots with the recorded trades.</summary>
    public TimeSpan ImpactWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What a taker pays beyond the level it takes, as a part of its price; for books that are made from candles.</summary>
    public decimal TakerSpreadRate { get; init; }

    /// <summary>
    /// True for a market made from candles, whose book is invented: a resting order fills only when a trade goes through its price. A recording that
    /// says <see cref="Recordings.Recording.FillsOnTradeThroughOnly"/> sets it.
    /// </summary>
    public bool FillsOnlyThrough { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal MatchingOptions Checked()
    {
        if (QueuePower is < 1 or > QueuePowerMax)
            throw new ArgumentException($"{nameof(QueuePower)} must be in 1..{QueuePowerMax}, not {QueuePower}.");
        if (PrintDelayMax < TimeSpan.Zero || ImpactWindow <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(PrintDelayMax)} must not be negative and {nameof(ImpactWindow)} must be positive, not {PrintDelayMax} and {ImpactWindow}.");
        if (ImpactRate is < 0 or > 1 || TakerSpreadRate is < 0 or > 1)
            throw new ArgumentException($"{nameof(ImpactRate)} and {nameof(TakerSpreadRate)} must be in 0..1, not {ImpactRate} and {TakerSpreadRate}.");
        return this;
    }
}
