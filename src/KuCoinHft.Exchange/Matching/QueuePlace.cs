namespace KuCoinHft.Exchange.Matching;

/// <summary>Where an order of ours stands in the queue of its price.</summary>
/// <remarks>
/// Units: lots. A trade comes twice in a recording: as a print, and as a level that shrinks. Either may be first (in KuCoin's of 2021 the level mostly
/// is), so what one has told is kept for <see cref="QueueModel.PrintDelayNs"/> and not counted again when the other tells it.
/// </remarks>
internal struct QueuePlace
{
    // What the level held when we last looked, less what our takers took.
    private long _levelLots;

    // Printed, and not yet gone from the level.
    private long _printedLots;

    // Gone from the level, and not yet printed; and how much of that stood before us.
    private long _goneLots;
    private long _goneAheadLots;
    private long _toldNs;

    /// <summary>Public lots before us.</summary>
    public long AheadLots { get; private set; }

    /// <summary>Stands at the end of a level that holds <paramref name="levelLots"/>.</summary>
    /// <param name="goneLots">What went from the level before we came, and may still be printed.</param>
    public void Join(long levelLots, long goneLots, long nowNs) =>
        this = new QueuePlace { AheadLots = levelLots, _levelLots = levelLots, _goneLots = goneLots, _goneAheadLots = goneLots, _toldNs = nowNs };

    /// <summary>The recording changed the level.</summary>
    public void OnLevel(QueueModel model, long levelLots, long nowNs)
    {
        long shrunkLots = _levelLots - levelLots, beforeLots = _levelLots;
        _levelLots = levelLots;
        if (shrunkLots <= 0)
            return;
        Forget(model, nowNs);
        long explainedLots = Math.Min(shrunkLots, _printedLots);
        _printedLots -= explainedLots;
        long goneLots = shrunkLots - explainedLots;
        if (goneLots == 0)
            return;
        long behindLots = Math.Max(0, beforeLots - explainedLots - AheadLots);
        long aheadLots = AheadLots - model.Ahead(AheadLots, behindLots, goneLots);
        aheadLots = Math.Min(aheadLots, levelLots);
        _goneLots += goneLots;
        _goneAheadLots += AheadLots - aheadLots;
        (AheadLots, _toldNs) = (aheadLots, nowNs);
    }

    /// <summary>A recorded trade at our price.</summary>
    /// <param name="oursLots">What of it went to orders of ours that stand before this one.</param>
    /// <returns>What of it reaches this order; never more than the trade.</returns>
    public long OnPrint(QueueModel model, long sizeLots, long oursLots, long nowNs)
    {
        Forget(model, nowNs);
        long knownLots = Math.Min(_goneLots, sizeLots), knownAheadLots = Math.Min(_goneAheadLots, sizeLots);
        _goneLots -= knownLots;
        _goneAheadLots -= knownAheadLots;
        _printedLots += sizeLots - knownLots;
        _toldNs = nowNs;
        long comesLots = Math.Max(0, sizeLots - knownAheadLots - oursLots);
        long reachLots = Math.Max(0, comesLots - AheadLots);
        AheadLots = Math.Max(0, AheadLots - comesLots);
        return reachLots;
    }

    /// <summary>A taker of ours took public lots of this level, which go from the front.</summary>
    public void OnTaken(long lots)
    {
        _levelLots -= lots;
        AheadLots = Math.Max(0, AheadLots - lots);
    }

    private void Forget(QueueModel model, long nowNs)
    {
        if (nowNs - _toldNs > model.PrintDelayNs)
            (_printedLots, _goneLots, _goneAheadLots) = (0, 0, 0);
    }
}
