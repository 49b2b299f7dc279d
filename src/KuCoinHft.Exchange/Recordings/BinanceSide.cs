namespace KuCoinHft.Exchange.Recordings;

/// <summary>One side of a translated book: at each price the size that the depth stream knows and the size that we show.</summary>
/// <remarks>
/// Sorted towards the best, so that changes at the top move little. Asks are kept under negated prices; the code below knows one order only.
/// Units: 10^-8. A level that is absent on both counts is not in the list.
/// </remarks>
internal sealed class BinanceSide(bool isBid)
{
    private readonly SortedList<long, (long Depth, long Shown)> _levels = new(4096);

    /// <summary>The best price shown and its size; default where the side is empty.</summary>
    public PricedSize Best
    {
        get
        {
            for (int i = _levels.Count - 1; i >= 0; i--)
            {
                PricedSize level = At(i);
                if (level.Size != 0)
                    return level;
            }

            return default;
        }
    }

    /// <summary>Levels shown, best first.</summary>
    public IEnumerable<PricedSize> Shown
    {
        get
        {
            for (int i = _levels.Count - 1; i >= 0; i--)
            {
                PricedSize level = At(i);
                if (level.Size != 0)
                    yield return level;
            }
        }
    }

    public bool IsBid { get; } = isBid;

    /// <summary>Whether <paramref name="price"/> is better than <paramref name="other"/> on this side.</summary>
    public bool IsBetter(long price, long other) => IsBid ? price > other : price < other;

    /// <summary>The size at a price that the depth stream knows.</summary>
    public long DepthAt(long price) => _levels.GetValueOrDefault(Key(price)).Depth;

    /// <summary>The size at a price that we show.</summary>
    public long ShownAt(long price) => _levels.GetValueOrDefault(Key(price)).Shown;

    /// <summary>Sets both sizes of a price.</summary>
    /// <returns>Whether the size shown changed.</returns>
    public bool Set(long price, long depth, long shown)
    {
        long before = ShownAt(price);
        if (depth == 0 && shown == 0)
            _levels.Remove(Key(price));
        else
            _levels[Key(price)] = (depth, shown);
        return before != shown;
    }

    /// <summary>Appends the prices better than <paramref name="price"/>, shown or not.</summary>
    public void AddBetter(long price, List<long> prices)
    {
        for (int i = _levels.Count - 1; i >= 0 && _levels.GetKeyAtIndex(i) > Key(price); i--)
            prices.Add(At(i).Price);
    }

    private PricedSize At(int index) => new(Key(_levels.GetKeyAtIndex(index)), _levels.GetValueAtIndex(index).Shown);

    // Its own inverse: a price's key, or a key's price.
    private long Key(long price) => IsBid ? price : -price;
}
