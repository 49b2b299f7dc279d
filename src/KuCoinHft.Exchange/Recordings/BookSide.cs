namespace KuCoinHft.Exchange.Recordings;

/// <summary>One side of a translated book: at each price the size that the depth stream knows and the size that we show.</summary>
/// <remarks>
/// An array sorted towards the best, so that changes at the top move little. Asks are kept under negated prices; the code below knows one order only.
/// Units: 10^-8. A level that is absent on both counts is not in the array.
/// </remarks>
internal sealed class BookSide(bool isBid)
{
    private Level[] _levels = new Level[4096];
    private int _count;

    /// <summary>The best price shown and its size; default where the side is empty.</summary>
    public PricedSize Best
    {
        get
        {
            for (int i = _count - 1; i >= 0; i--)
            {
                if (_levels[i].Shown != 0)
                    return new PricedSize(Price(_levels[i].Key), _levels[i].Shown);
            }

            return default;
        }
    }

    /// <summary>Levels shown, best first.</summary>
    public IEnumerable<PricedSize> Shown
    {
        get
        {
            for (int i = _count - 1; i >= 0; i--)
            {
                if (_levels[i].Shown != 0)
                    yield return new PricedSize(Price(_levels[i].Key), _levels[i].Shown);
            }
        }
    }

    public bool IsBid { get; } = isBid;

    /// <summary>Whether <paramref name="price"/> is better than <paramref name="other"/> on this side.</summary>
    public bool IsBetter(long price, long other) => IsBid ? price > other : price < other;

    /// <summary>The size at a price that the depth stream knows.</summary>
    public long DepthAt(long price)
    {
        int i = Find(Key(price));
        return i >= 0 ? _levels[i].Depth : 0;
    }

    /// <summary>The size at a price that we show.</summary>
    public long ShownAt(long price)
    {
        int i = Find(Key(price));
        return i >= 0 ? _levels[i].Shown : 0;
    }

    /// <summary>Sets both sizes of a price.</summary>
    /// <returns>Whether the size shown changed.</returns>
    public bool Set(long price, long depth, long shown)
    {
        long key = Key(price);
        int i = Find(key);
        if (i >= 0)
        {
            bool changed = _levels[i].Shown != shown;
            if (depth == 0 && shown == 0)
                Array.Copy(_levels, i + 1, _levels, i, --_count - i);
            else
                _levels[i] = new Level(key, depth, shown);
            return changed;
        }

        if (depth == 0 && shown == 0)
            return false;
        if (_count == _levels.Length)
            Array.Resize(ref _levels, _count * 2);
        i = ~i;
        Array.Copy(_levels, i, _levels, i + 1, _count++ - i);
        _levels[i] = new Level(key, depth, shown);
        return shown != 0;
    }

    /// <summary>Appends the prices better than <paramref name="price"/>, shown or not.</summary>
    public void AddBetter(long price, List<long> prices)
    {
        for (int i = _count - 1; i >= 0 && _levels[i].Key > Key(price); i--)
            prices.Add(Price(_levels[i].Key));
    }

    private long Key(long price) => IsBid ? price : -price;

    private long Price(long key) => IsBid ? key : -key;

    private int Find(long key)
    {
        int first = 0;
        int last = _count - 1;
        while (first <= last)
        {
            int middle = (first + last) >> 1;
            long found = _levels[middle].Key;
            if (found == key)
                return middle;
            if (found < key)
                first = middle + 1;
            else
                last = middle - 1;
        }

        return ~first;
    }

    private readonly record struct Level(long Key, long Depth, long Shown);
}
