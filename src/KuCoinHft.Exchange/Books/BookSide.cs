namespace KuCoinHft.Exchange.Books;

/// <summary>One side of a recorded book, and how much of each level our own orders have taken.</summary>
/// <remarks>
/// Shape: sorted arrays with the best level last, since most changes happen there and then move few entries.
/// Units: ticks, lots. Prices are kept as keys that grow towards the best: the price of a bid, minus the price of an ask.
/// </remarks>
internal sealed class BookSide
{
    private readonly int _sign;
    private readonly long _sizeIncrementLots;
    private long[] _keys = new long[256];
    private long[] _sizes = new long[256];
    private long[] _taken = new long[256];

    /// <param name="sizeIncrementLots">What an order's size is a multiple of; a level may hold finer sizes, but we can take whole increments only.</param>
    public BookSide(bool isBid, long sizeIncrementLots)
    {
        _sign = isBid ? 1 : -1;
        _sizeIncrementLots = sizeIncrementLots;
    }

    public int Count { get; private set; }

    /// <summary>Price of the best level; call only when <see cref="Count"/> is not 0.</summary>
    public long BestTicks => PriceAt(0);

    /// <summary>Price of the level <paramref name="depth"/> places behind the best.</summary>
    public long PriceAt(int depth) => _keys[Count - 1 - depth] * _sign;

    /// <summary>Recorded size of that level.</summary>
    public long SizeAt(int depth) => _sizes[Count - 1 - depth];

    /// <summary>What of that level our orders have not taken, in whole increments.</summary>
    public long FreeAt(int depth)
    {
        long lots = _sizes[Count - 1 - depth] - _taken[Count - 1 - depth];
        return lots - (lots % _sizeIncrementLots);
    }

    /// <summary>Marks <paramref name="lots"/> of that level as taken by us, until the recording changes the level.</summary>
    public void Take(int depth, long lots) => _taken[Count - 1 - depth] += lots;

    /// <summary>What is displayed at <paramref name="priceTicks"/> less what we took.</summary>
    public long FreeAtPrice(long priceTicks)
    {
        int at = Array.BinarySearch(_keys, 0, Count, priceTicks * _sign);
        return at < 0 ? 0 : _sizes[at] - _taken[at];
    }

    /// <summary>True when <paramref name="priceTicks"/> is at least as good for the owner of this side as <paramref name="limitTicks"/>.</summary>
    public bool IsAtLeastAsGood(long priceTicks, long limitTicks) => priceTicks * _sign >= limitTicks * _sign;

    /// <summary>Sets a level to its recorded size; 0 removes it.</summary>
    public void Set(long priceTicks, long sizeLots)
    {
        long key = priceTicks * _sign;
        int at = Array.BinarySearch(_keys, 0, Count, key);
        if (at >= 0)
        {
            if (sizeLots == 0)
                RemoveAt(at);
            else if (_sizes[at] != sizeLots)
                (_sizes[at], _taken[at]) = (sizeLots, 0);
            return;
        }

        if (sizeLots > 0)
            InsertAt(~at, key, sizeLots);
    }

    public void Clear() => Count = 0;

    private void InsertAt(int at, long key, long sizeLots)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _sizes, Count * 2);
            Array.Resize(ref _taken, Count * 2);
        }

        int moved = Count - at;
        Array.Copy(_keys, at, _keys, at + 1, moved);
        Array.Copy(_sizes, at, _sizes, at + 1, moved);
        Array.Copy(_taken, at, _taken, at + 1, moved);
        (_keys[at], _sizes[at], _taken[at]) = (key, sizeLots, 0);
        Count++;
    }

    private void RemoveAt(int at)
    {
        int moved = Count - at - 1;
        Array.Copy(_keys, at + 1, _keys, at, moved);
        Array.Copy(_sizes, at + 1, _sizes, at, moved);
        Array.Copy(_taken, at + 1, _taken, at, moved);
        Count--;
    }
}
