namespace KuCoinHft.Exchange.Matching;

/// <summary>Says how much of what was cancelled at a level stood before an order of ours.</summary>
/// <remarks>
/// The public book does not tell who cancelled. Formula: <see cref="MatchingOptions.QueuePower"/>; powers of doubles by multiplication alone, so that
/// every machine gets the same bits.
/// Source: the shape is that of the power probability model of hftbacktest (its documentation, "Order Fill"); rounding and seed are ours.
/// </remarks>
internal sealed class QueueModel
{
    private readonly MatchingOptions _options;
    private ulong _state;

    public QueueModel(MatchingOptions options)
    {
        _options = options;
        _state = options.QueueSeed ?? 0;
        PrintDelayNs = (long)options.PrintDelayMax.TotalMicroseconds * 1000;
    }

    /// <summary>See <see cref="MatchingOptions.PrintDelayMax"/>.</summary>
    public long PrintDelayNs { get; }

    /// <summary>Of <paramref name="goneLots"/> cancelled lots, those that stood before an order.</summary>
    /// <param name="aheadLots">What stood before it.</param>
    /// <param name="behindLots">What stood behind it.</param>
    public long Ahead(long aheadLots, long behindLots, long goneLots)
    {
        // More cannot have gone from one side than stood there.
        long most = Math.Min(goneLots, aheadLots), least = Math.Min(most, Math.Max(0, goneLots - behindLots));
        if (_options.Queue == QueueKind.RiskAverse || most == 0)
            return least;
        double ahead = Power(aheadLots), behind = Power(behindLots), share = ahead / (ahead + behind);
        if (_options.QueueSeed is null)
            return Math.Clamp((long)(goneLots * share), least, most);
        return NextUnit() < share ? most : least;
    }

    private double Power(long lots)
    {
        double power = 1;
        for (int i = 0; i < _options.QueuePower; i++)
            power *= lots;
        return power;
    }

    // SplitMix64 (Steele, Lea, Flood 2014): written out because System.Random's stream is not promised to stay.
    private double NextUnit()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
