using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Book;

/// <summary>One side of a book: price levels in order, the best first.</summary>
/// <remarks>
/// Units: ticks, lots. The levels stand together somewhere in an array with room on both sides, so that a change moves those between it and the nearer end: few, since most changes
/// are near the best. Where the room of one side is used up, all levels move to the middle. A price is looked for in blocks from the best on, each compared at once: where in the book
/// the next change is, nothing foretells, and a branch foretold wrongly costs more than comparing a block.
/// Thread: the engine's worker. What if full: the level furthest from the best is dropped and counted, so the top stays right.
/// </remarks>
public sealed class Ladder
{
    // Free places, of both sides together: how many levels may come at one end before all move.
    private const int Room = 4096;

    // Levels compared at once; of 16, 32 and 64 the best on both recordings.
    private const int Block = 32;

    // Levels searched block by block before the search goes by halves: nine changes of ten and more are nearer.
    private const int NearMax = 16 * Block;

    private readonly Level[] _levels;
    private readonly int _levelsMax;

    // Turns a price into its key by exclusive or: the better level has the greater key.
    private readonly long _flip;

    // Where the best stands.
    private int _first;

    public Ladder(Side side, int levelsMax)
    {
        _levelsMax = levelsMax;
        _levels = new Level[levelsMax + Room];
        _flip = side == Side.Buy ? 0 : -1;

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

    /// <summary>The best levels, best first: <paramref name="levelsMax"/>, or as many as there are.</summary>
    /// <returns>A view of the ladder itself, valid until its next change.</returns>
    public ReadOnlySpan<Level> Best(int levelsMax) => _levels.AsSpan(_first, Math.Min(levelsMax, Count));

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
            Move(_first, _first + 1, depth);
            _first++;
        }
        else
        {
            Move(_first + depth + 1, _first + depth, behind);
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
            Move(_first, _first - 1, depth);
            _first--;
        }
        else
        {
            Move(_first + depth, _first + depth + 1, behind);
        }

        _levels[_first + depth] = new Level { PriceTicks = priceTicks, SizeLots = sizeLots };
        Count++;
        return depth;
    }

    private void MoveToMiddle()
    {
        int first = (_levels.Length - Count) / 2;
        Move(_first, first, Count);
        _first = first;
    }

    private void Move(int from, int to, int count) => _levels.AsSpan(from, count).CopyTo(_levels.AsSpan(to));

    // The depth of the price, or the complement of where it belongs.
    private int Find(long priceTicks)
    {
        ReadOnlySpan<Level> levels = _levels.AsSpan(_first, Count);
        long key = priceTicks ^ _flip;
        int last = levels.Length - Block;
        if (last < 0)
            return FindByHalves(levels, 0, key);

        // No other level changes as often; it is spared the block.
        if (levels[0].PriceTicks == priceTicks)
            return 0;
        int start = 0;
        while (start < last && (levels[start + Block - 1].PriceTicks ^ _flip) > key)
        {
            start += Block;
            if (start == NearMax)
                return FindByHalves(levels, start, key);
        }

        // The last block ends with the last level; it may begin with levels known to be better.
        start = Math.Min(start, last);
        int depth = start + BetterCount(levels.Slice(start, Block), key);
        return depth < levels.Length && levels[depth].PriceTicks == priceTicks ? depth : ~depth;
    }

    // Levels of the block that are better than the key, without a branch: two levels are one vector, in which no size is ever greater than the largest.
    private int BetterCount(ReadOnlySpan<Level> block, long key)
    {
        Vector256<long> keys = Vector256.Create(key, long.MaxValue, key, long.MaxValue);
        Vector256<long> flips = Vector256.Create(_flip, 0, _flip, 0);
        Vector256<long> better = Vector256<long>.Zero;
        foreach (Vector256<long> pair in MemoryMarshal.Cast<Level, Vector256<long>>(block))
            better -= Vector256.GreaterThan(pair ^ flips, keys);
        return (int)Vector256.Sum(better);
    }

    // Which half is a number, not a branch.
    private int FindByHalves(ReadOnlySpan<Level> levels, int low, long key)
    {
        for (int count = levels.Length - low; count > 0;)
        {
            int half = (count + 1) >> 1;
            // All ones where the level is better than the key; two prices of one sign differ by less than a long holds.
            int isBetter = (int)((key - (levels[low + half - 1].PriceTicks ^ _flip)) >> 63);
            low += half & isBetter;
            count = half - 1 + (isBetter & ~count & 1);
        }

        return low < levels.Length && (levels[low].PriceTicks ^ _flip) == key ? low : ~low;
    }
}
