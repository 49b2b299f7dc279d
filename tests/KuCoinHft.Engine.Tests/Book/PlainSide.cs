using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>One side of a book from its definition: prices in order in a list, sizes beside them; the slow and obvious twin of <see cref="Ladder"/>.</summary>
internal sealed class PlainSide(Side side, int levelsMax)
{
    private readonly List<long> _prices = [];
    private readonly List<long> _sizes = [];

    /// <summary>Ascending, whichever side it is.</summary>
    public IReadOnlyList<long> Prices => _prices;

    public long DroppedCount { get; private set; }

    /// <summary>What <see cref="Ladder.Set"/> says.</summary>
    public int Set(long price, long size)
    {
        int at = _prices.BinarySearch(price);
        if (at >= 0 && _sizes[at] == size)
            return -1;
        if (at >= 0)
            return SetAt(at, size);
        return size == 0 ? -1 : Insert(~at, price, size);
    }

    /// <summary>What is wrong with the ladder, or null: every level, the count, the best, what was dropped, and the best levels as a view.</summary>
    public string? Difference(Ladder ladder, int viewed)
    {
        if (ladder.Count != _prices.Count || ladder.DroppedCount != DroppedCount)
            return $"{ladder.Count} levels and {ladder.DroppedCount} dropped instead of {_prices.Count} and {DroppedCount}";
        if (ladder.BestTicks != (_prices.Count == 0 ? 0 : _prices[Place(0)]))
            return $"best {ladder.BestTicks}";
        for (int depth = 0; depth < _prices.Count; depth++)
        {
            if (!IsSame(ladder[depth], depth))
                return $"{ladder[depth].PriceTicks} x {ladder[depth].SizeLots} at depth {depth}";
        }

        ReadOnlySpan<Level> best = ladder.Best(viewed);
        if (best.Length != Math.Min(viewed, _prices.Count))
            return $"{best.Length} best levels instead of {viewed}";
        for (int depth = 0; depth < best.Length; depth++)
        {
            if (!IsSame(best[depth], depth))
                return $"{best[depth].PriceTicks} x {best[depth].SizeLots} shown at depth {depth}";
        }

        return null;
    }

    private bool IsSame(Level level, int depth) => level.PriceTicks == _prices[Place(depth)] && level.SizeLots == _sizes[Place(depth)];

    // Place in the list of a depth, and back.
    private int Place(int depth) => side == Side.Sell ? depth : _prices.Count - 1 - depth;

    private int SetAt(int at, long size)
    {
        int depth = Place(at);
        if (size != 0)
        {
            _sizes[at] = size;
            return depth;
        }

        _prices.RemoveAt(at);
        _sizes.RemoveAt(at);
        return depth;
    }

    private int Insert(int at, long price, long size)
    {
        _prices.Insert(at, price);
        _sizes.Insert(at, size);
        int depth = Place(at);
        if (_prices.Count <= levelsMax)
            return depth;
        DroppedCount++;
        int furthest = Place(levelsMax);
        _prices.RemoveAt(furthest);
        _sizes.RemoveAt(furthest);
        return depth == levelsMax ? -1 : depth;
    }
}
