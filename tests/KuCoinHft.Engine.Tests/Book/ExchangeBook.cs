using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>The exchange's side of a book, plain and slow: every sequence's whole book is kept, so that any snapshot and any range of increments can be had.</summary>
internal sealed class ExchangeBook
{
    private const long Middle = 1_000_000;
    private readonly Random _random;
    private readonly List<BookLevelChange> _changes = [];
    private readonly List<(SortedDictionary<long, long> Bids, SortedDictionary<long, long> Asks)> _states = [];

    public ExchangeBook(Random random, int levels)
    {
        _random = random;
        FirstSequence = random.NextInt64(1, 1_000_000_000_000);
        var bids = new SortedDictionary<long, long>();
        var asks = new SortedDictionary<long, long>();
        for (int i = 0; i < levels; i++)
        {
            bids[Middle - random.Next(1, 60)] = random.Next(1, 1000);
            asks[Middle + random.Next(1, 60)] = random.Next(1, 1000);
        }

        _states.Add((bids, asks));
    }

    /// <summary>The sequence of the book as it began; changes follow it.</summary>
    public long FirstSequence { get; }

    public long LastSequence => FirstSequence + _changes.Count;

    /// <summary>Makes changes, one a sequence.</summary>
    public void Change(int count)
    {
        for (int i = 0; i < count; i++)
            _states.Add(Next());
    }

    /// <summary>One side at a sequence, best first.</summary>
    public List<(long Price, long Size)> Levels(Side side, long sequence)
    {
        (SortedDictionary<long, long> bids, SortedDictionary<long, long> asks) = _states[(int)(sequence - FirstSequence)];
        return side == Side.Buy ? [.. bids.Reverse().Select(level => (level.Key, level.Value))] : [.. asks.Select(level => (level.Key, level.Value))];
    }

    /// <summary>One message of the changes first..last: of several to a price the last, in any order, as KuCoin folds them.</summary>
    public BookMessage Increment(long first, long last)
    {
        var rows = new Dictionary<(Side, long), BookLevelChange>();
        for (long sequence = first; sequence <= last; sequence++)
        {
            BookLevelChange change = _changes[(int)(sequence - FirstSequence - 1)];
            rows[(change.Side, change.PriceTicks)] = change;
        }

        BookLevelChange[] shuffled = [.. rows.Values];
        _random.Shuffle(shuffled);
        return BookRig.Increment(first, last, shuffled);
    }

    /// <summary>The book at a sequence, cut into parts.</summary>
    public List<BookMessage> Snapshot(long sequence, int levelsPerPart)
    {
        BookLevelChange[] levels =
        [
            .. Levels(Side.Buy, sequence).Select(level => BookRig.Bid(level.Price, level.Size)),
            .. Levels(Side.Sell, sequence).Select(level => BookRig.Ask(level.Price, level.Size)),
        ];
        BookLevelChange[][] parts = levels.Length == 0 ? [[]] : [.. levels.Chunk(levelsPerPart)];
        return [.. parts.Select((part, index) => BookRig.Part(sequence, index + 1, parts.Length, part))];
    }

    // Sets, removes, removals of what is not there, and sequences that change nothing visible. Sides never cross.
    private (SortedDictionary<long, long> Bids, SortedDictionary<long, long> Asks) Next()
    {
        var (bids, asks) = _states[^1];
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        long price = side == Side.Buy ? Middle - _random.Next(1, 60) : Middle + _random.Next(1, 60);
        long size = _random.Next(3) == 0 ? 0 : _random.Next(1, 1000);
        if (_random.Next(12) == 0)
            (price, size) = (0, 0);
        _changes.Add(new BookLevelChange { Side = side, PriceTicks = price, SizeLots = size, Sequence = LastSequence + 1 });
        if (price == 0)
            return (bids, asks);
        SortedDictionary<long, long> changed = new(side == Side.Buy ? bids : asks);
        if (size == 0)
            changed.Remove(price);
        else
            changed[price] = size;
        return side == Side.Buy ? (changed, asks) : (bids, changed);
    }
}
