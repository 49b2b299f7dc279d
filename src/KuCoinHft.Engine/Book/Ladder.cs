using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Book;

/// <summary>One side of a book: price levels in order, the best at the end.</summary>
/// <remarks>
/// Units: ticks, lots. The best is one read; a change near it moves few levels, and that is where changes are.
/// Thread: the engine's worker. What if full: the level furthest from the best is dropped and counted, so the top stays right.
/// </remarks>
public sealed class Ladder
{
    private readonly Level[] _levels;
    private readonly long _sign;

    public Ladder(Side side, int levelsMax)
    {
        _levels = new Level[levelsMax];
        _sign = side == Side.Buy ? 1 : -1;
    }

    /// <summary>Levels held.</summary>
    public int Count { get; private set; }

    /// <summary>Levels lost because the ladder was full.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>The best price, or 0 when empty.</summary>
    public long BestTicks => Count == 0 ? 0 : _levels[Count - 1].PriceTicks;

    /// <summary>The level at <paramref name="depth"/>, 0 = best; a zero level where there is none.</summary>
    public Level this[int depth] => depth < Count ? _levels[Count - 1 - depth] : default;

    /// <summary>Removes all levels.</summary>
    public void Clear() => Count = 0;

    /// <summary>Sets the level at <paramref name="priceTicks"/> to <paramref name="sizeLots"/>; 0 removes it.</summary>
    /// <returns>Distance of the changed level from the best (0 = best), or -1 when nothing changed.</returns>
    public int Set(long priceTicks, long sizeLots)
    {
        int at = Find(priceTicks);
        if (at >= 0)
            return sizeLots == 0 ? Remove(at) : Replace(at, sizeLots);
        return sizeLots == 0 ? -1 : Insert(~at, priceTicks, sizeLots);
    }

    private int Replace(int at, long sizeLots)
    {
        if (_levels[at].SizeLots == sizeLots)
            return -1;
        _levels[at].SizeLots = sizeLots;
        return Count - 1 - at;
    }

    private int Remove(int at)
    {
        int depth = Count - 1 - at;
        Array.Copy(_levels, at + 1, _levels, at, depth);
        Count--;
        return depth;
    }

    private int Insert(int at, long priceTicks, long sizeLots)
    {
        if (Count == _levels.Length)
        {
            DroppedCount++;
            if (at == 0)
                return -1;
            Remove(0);
            at--;
        }

        Array.Copy(_levels, at, _levels, at + 1, Count - at);
        _levels[at] = new Level { PriceTicks = priceTicks, SizeLots = sizeLots };
        Count++;
        return Count - 1 - at;
    }

    // The index of the price, or the complement of where it belongs; ascending by sign * price. From the best downwards for a few
    // levels, then by halves: most changes are near the best.
    private int Find(long priceTicks)
    {
        long key = _sign * priceTicks;
        int high = Count - 1;
        for (int probes = 0; probes < 8 && high >= 0; probes++, high--)
        {
            long at = _sign * _levels[high].PriceTicks;
            if (at == key)
                return high;
            if (at < key)
                return ~(high + 1);
        }

        int low = 0;
        while (low <= high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            long at = _sign * _levels[middle].PriceTicks;
            if (at == key)
                return middle;
            if (at < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
