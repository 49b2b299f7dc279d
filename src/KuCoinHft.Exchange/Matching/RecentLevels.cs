namespace KuCoinHft.Exchange.Matching;

/// <summary>What one symbol's levels lost of late, and what was printed of it.</summary>
/// <remarks>
/// A level that shrinks may be the first sign of a trade whose print is still to come. An order of ours that joins the level in between must not be
/// filled by that print: the lots that it tells of stood before us. Memory: what happened within <see cref="QueueModel.PrintDelayNs"/>.
/// </remarks>
internal sealed class RecentLevels
{
    private readonly Queue<(long AtNs, bool IsBid, long PriceTicks, long Lots)> _told = new();
    private readonly long _windowNs;

    public RecentLevels(long windowNs) => _windowNs = windowNs;

    public void OnShrunk(bool isBid, long priceTicks, long lots, long nowNs) => Add(isBid, priceTicks, lots, nowNs);

    /// <param name="isBid">The side that the trade took from.</param>
    public void OnPrint(bool isBid, long priceTicks, long lots, long nowNs) => Add(isBid, priceTicks, -lots, nowNs);

    /// <summary>Lots that have gone from a level and may still be printed.</summary>
    public long Unprinted(bool isBid, long priceTicks, long nowNs)
    {
        Forget(nowNs);
        long lots = 0;
        foreach ((_, bool wasBid, long wasTicks, long wasLots) in _told)
            lots += wasBid == isBid && wasTicks == priceTicks ? wasLots : 0;
        return Math.Max(0, lots);
    }

    private void Add(bool isBid, long priceTicks, long lots, long nowNs)
    {
        Forget(nowNs);
        _told.Enqueue((nowNs, isBid, priceTicks, lots));
    }

    private void Forget(long nowNs)
    {
        while (_told.TryPeek(out var first) && nowNs - first.AtNs > _windowNs)
            _told.Dequeue();
    }
}
