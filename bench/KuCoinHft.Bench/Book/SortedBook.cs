using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Bench.Book;

/// <summary>The natural book of the platform: a sorted dictionary a side, best first; the baseline.</summary>
internal sealed class SortedBook(int depthMax)
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((x, y) => y.CompareTo(x)));
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly Level[] _bestBids = new Level[depthMax];
    private readonly Level[] _bestAsks = new Level[depthMax];
    private long _sequence;

    /// <summary>Takes the changes that are newer than the book; a change of price 0 moves the sequence only.</summary>
    public void Apply(in Update update, ReadOnlySpan<BookLevelChange> changes)
    {
        foreach (ref readonly BookLevelChange change in changes)
        {
            if (change.PriceTicks == 0 || (change.Sequence != 0 && change.Sequence <= _sequence))
                continue;
            SortedDictionary<long, long> side = change.Side == Side.Buy ? _bids : _asks;
            if (change.SizeLots == 0)
                side.Remove(change.PriceTicks);
            else
                side[change.PriceTicks] = change.SizeLots;
        }

        _sequence = update.SequenceEnd;
    }

    /// <summary>The best bids, best first, valid until the next call.</summary>
    public ReadOnlySpan<Level> BestBids(int levelsMax) => Best(_bids, _bestBids.AsSpan(0, levelsMax));

    /// <inheritdoc cref="BestBids"/>
    public ReadOnlySpan<Level> BestAsks(int levelsMax) => Best(_asks, _bestAsks.AsSpan(0, levelsMax));

    private static ReadOnlySpan<Level> Best(SortedDictionary<long, long> side, Span<Level> best)
    {
        int count = 0;
        foreach ((long priceTicks, long sizeLots) in side)
        {
            if (count == best.Length)
                break;
            best[count++] = new Level { PriceTicks = priceTicks, SizeLots = sizeLots };
        }

        return best[..count];
    }
}
