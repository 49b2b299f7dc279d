using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Book;

/// <summary>One side of a book: price levels in order, the best first.</summary>
/// <remarks>
/// Units: ticks, lots. The levels stand together somewhere in an array with room on both sides, so that a change moves those between it and the nearer end: few, since most changes
/// are near the best. Where the room of one side is used up, all levels move to the middle.
/// Thread: the engine's worker. What if full: the level furthest from the best is dropped and counted, so the top stays right.
/// </remarks>
public sealed class Ladder
{
    // Free places, of both sides together: how many levels may come at one end before all move.
    private const int Room = 4096;

    // Levels looked at one by one before the search goes by halves: most changes are that near.
    private const int NearMax = 8;

    private readonly Level[] _levels;
    private readonly int _levelsMax;
    private readonly long _sign;

    // Where the best stands.
    private int _first;

    public Ladder(Side side, int levelsMax)
    {
        _levelsMax = levelsMax;
        _levels = new Level[levelsMax + Room];
        _sign = side == Side.Buy ? 1 : -1;

        // Writes every page now, so that no page fault comes later.
        Array.Fill(_levels, default);
        Clear();
    }

    /// <summary>Levels held.</summary>
    public int Count { get; private set; }

    /// <summary>Levels lost because the ladder was full.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>The best price, or 0 when empty.</summary>
    public long BestTicks => Count == 0 ? 0 : _levels[_first].PriceTicks;

    /// <summary>The level at <paramref name="depth"/>, 0 = best; a zero level where there is none.</summary>
    public Level this[int depth] => depth < Count ? _levels[_first + depth] : default;

    /// <summary>Copies the best levels, best first, into <paramref name="best"/>, as many as there are and it has room for.</summary>
    /// <returns>Levels copied; what lies behind them in <paramref name="best"/> is left as it was.</returns>
    public int CopyBest(Span<Level> best)
    {
        int count = Math.Min(best.Length, Count);
        _levels.AsSpan(_first, count).CopyTo(best);
        return count;
    }

    /// <summary>Removes all levels.</summary>
    public void Clear()
    {
        Count = 0;
        _first = _levels.Length / 2;
    }

    /// <summary>Sets the level at <paramref name="priceTicks"/> to <paramref name="sizeLots"/>; 0 removes it.</summary>
    /// <returns>Distance of the changed level from the best (0 = best), or -1 when nothing changed.</returns>
    public int Set(long priceTicks, long sizeLots)
    {
        int depth = Find(priceTicks);
        if (depth >= 0)
            return sizeLots == 0 ? Remove(depth) : Replace(depth, sizeLots);
        return sizeLots == 0 ? -1 : Insert(~depth, priceTicks, sizeLots);
    }

    private int Replace(int depth, long sizeLots)
    {
        ref Level level = ref _levels[_first + depth];
        if (level.SizeLots == sizeLots)
            return -1;
        level.SizeLots = sizeLots;
        return depth;
    }

    private int Remove(int depth)
    {
        int behind = Count - 1 - depth;
        if (depth <= behind)
        {
            Array.Copy(_levels, _first, _levels, _first + 1, depth);
            _first++;
        }
        else
        {
            Array.Copy(_levels, _first + depth + 1, _levels, _first + depth, behind);
        }

        Count--;
        return depth;
    }

    private int Insert(int depth, long priceTicks, long sizeLots)
    {
        if (Count == _levelsMax)
        {
            DroppedCount++;
            if (depth == Count)
                return -1;
            Count--;
        }

        int behind = Count - depth;
        bool isFrontMoved = depth <= behind;
        if (isFrontMoved ? _first == 0 : _first + Count == _levels.Length)
            MoveToMiddle();
        if (isFrontMoved)
        {
            Array.Copy(_levels, _first, _levels, _first - 1, depth);
            _first--;
        }
        else
        {
            Array.Copy(_levels, _first + depth, _levels, _first + depth + 1, behind);
        }

        _levels[_first + depth] = new Level { PriceTicks = priceTicks, SizeLots = sizeLots };
        Count++;
        return depth;
    }

    private void MoveToMiddle()
    {
        int first = (_levels.Length - Count) / 2;
        Array.Copy(_levels, _first, _levels, first, Count);
        _first = first;
    }

    // The depth of the price, or the complement of where it belongs; levels descend by sign * price.
    private int Find(long priceTicks)
    {
        ReadOnlySpan<Level> levels = _levels.AsSpan(_first, Count);
        long key = _sign * priceTicks;
        for (int depth = 0; depth < levels.Length; depth++)
        {
            if (depth == NearMax)
                return FindFar(levels, key);
            long at = _sign * levels[depth].PriceTicks;
            if (at <= key)
                return at == key ? depth : ~depth;
        }

        return ~levels.Length;
    }

    // Which half is a number, not a branch: where in the book a far change is, nothing foretells.
    private int FindFar(ReadOnlySpan<Level> levels, long key)
    {
        int low = NearMax;
        for (int count = levels.Length - low; count > 0;)
        {
            int half = (count + 1) >> 1;
            // All ones where the level is better than the key; two prices of one sign differ by less than a long holds.
            int isBetter = (int)((key - (_sign * levels[low + half - 1].PriceTicks)) >> 63);
            low += half & isBetter;
            count = half - 1 + (isBetter & ~count & 1);
        }

        return low < levels.Length && _sign * levels[low].PriceTicks == key ? low : ~low;
    }
}
