namespace KuCoinHft.Exchange.Books;

/// <summary>One side of a recorded book, and how much of each level our own orders have taken.</summary>
/// <remarks>
/// Shape: sorted with the best level last, since most changes happen there and then move few entries.
/// Units: ticks, lots. Prices are kept as keys that grow towards the best: the price of a bid, minus the price of an ask.
/// Not the engine's ladder on purpose: this book is the oracle that the engine's is compared with, and it drops no level.
/// </remarks>
internal sealed class BookSide
{
    private readonly int _sign;
    private readonly long _sizeIncrementLots;
    private readonly SortedList<long, (long Lots, long Taken)> _levels = new(256);

    /// <param name="sizeIncrementLots">What an order's size is a multiple of; a level may hold finer sizes, but we can take whole increments only.</param>
    public BookSide(bool isBid, long sizeIncrementLots)
    {
        _sign = isBid ? 1 : -1;
        _sizeIncrementLots = sizeIncrementLots;
    }

    public int Count => _levels.Count;

    /// <summary>Price of the best level; call only when <see cref="Count"/> is not 0.</summary>
    public long BestTicks => PriceAt(0);

    /// <summary>Price of the level <paramref name="depth"/> places behind the best.</summary>
    public long PriceAt(int depth) => _levels.GetKeyAtIndex(Count - 1 - depth) * _sign;

    /// <summary>Recorded size of that level.</summary>
    public long SizeAt(int depth) => _levels.GetValueAtIndex(Count - 1 - depth).Lots;

    /// <summary>What of that level our orders have not taken, in whole increments.</summary>
    public long FreeAt(int depth)
    {
        (long lots, long taken) = _levels.GetValueAtIndex(Count - 1 - depth);
        return lots - taken - ((lots - taken) % _sizeIncrementLots);
    }

    /// <summary>Marks <paramref name="lots"/> of that level as taken by us, until the recording changes the level.</summary>
    public void Take(int depth, long lots)
    {
        int at = Count - 1 - depth;
        (long held, long taken) = _levels.GetValueAtIndex(at);
        _levels.SetValueAtIndex(at, (held, taken + lots));
    }

    /// <summary>What is displayed at <paramref name="priceTicks"/> less what we took.</summary>
    public long FreeAtPrice(long priceTicks)
    {
        (long lots, long taken) = _levels.GetValueOrDefault(priceTicks * _sign);
        return lots - taken;
    }

    /// <summary>True when <paramref name="priceTicks"/> is at least as good for the owner of this side as <paramref name="limitTicks"/>.</summary>
    public bool IsAtLeastAsGood(long priceTicks, long limitTicks) => priceTicks * _sign >= limitTicks * _sign;

    /// <summary>Sets a level to its recorded size; 0 removes it.</summary>
    /// <returns>By how much the level shrank; negative where it grew.</returns>
    public long Set(long priceTicks, long sizeLots)
    {
        long key = priceTicks * _sign, before = _levels.GetValueOrDefault(key).Lots;
        if (sizeLots == 0)
            _levels.Remove(key);
        else if (before != sizeLots)
            _levels[key] = (sizeLots, 0);
        return before - sizeLots;
    }

    public void Clear() => _levels.Clear();
}
