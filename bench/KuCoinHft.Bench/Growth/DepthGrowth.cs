using System.Diagnostics;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Growth;

/// <summary>Path: stage 3, an increment of one row into a book of 20, 200 or 5,000 levels a side.</summary>
/// <remarks>
/// Input: the rows of binance-2024's first 8,192 frames at their recorded distances from the best price, counted in levels; one that is further away than the book is deep goes to
/// its last level. A row that took a level away takes it away and puts it back, any other changes its size, so the book stays as deep as it was.
/// What grows: the search, in blocks of 32 from the best on and by halves beyond 512 levels, and the levels that move, those between the row and the nearer end; both with the
/// row's distance, which a deep book has room for, as the same rows in a shallow book are all near its top.
/// </remarks>
internal sealed class DepthGrowth
{
    private const long BestBidTicks = 1_000_000;
    private static readonly int[] Sizes = [20, 200, 5000];
    private readonly List<(Side Side, int Depth, bool IsRemoved)> _rows = [];

    public DepthGrowth()
    {
        using var recorded = new RecordedMarketFrames(RecordingCatalog.Binance2024);
        BookBuilder[] books = [.. Enumerable.Range(0, recorded.Instruments.Count).Select(_ => new BookBuilder())];
        for (long n = 0; n <= recorded.Last; n++)
        {
            ref Update update = ref recorded.Updates[n];
            if (update.Kind == UpdateKind.SnapshotPart)
                books[update.SymbolId].OnSnapshotPart(in update, recorded.Rows(n), 1);
            if (update.Kind != UpdateKind.Level2)
                continue;
            BookBuilder book = books[update.SymbolId];
            foreach (ref readonly BookLevelChange change in recorded.Rows(n))
            {
                Ladder side = change.Side == Side.Buy ? book.Bids : book.Asks;
                if (book.IsLive && change.PriceTicks != 0)
                    _rows.Add((change.Side, DepthOf(side, change), change.SizeLots == 0));
            }

            book.OnLevel2(in update, recorded.Rows(n), 1);
        }

        if (_rows.Count < 1000)
            throw new InvalidDataException($"Only {_rows.Count} rows.");
    }

    public GrowthRow[] Measure(int rounds)
    {
        BookBuilder[] books = [.. Sizes.Select(Filled)];
        GrowthRow[] rows = [.. Sizes.Select(size => new GrowthRow($"{size}", rounds))];
        // The first three compile and are thrown away.
        for (int round = -3; round < rounds; round++)
        {
            for (int i = 0; i < Sizes.Length; i++)
            {
                double ns = Round(books[i], Sizes[i], round);
                if (round >= 0)
                    rows[i].Rounds[round] = ns;
                if (books[i].Bids.Count != Sizes[i] || books[i].Asks.Count != Sizes[i] || !books[i].IsLive)
                    throw new InvalidDataException($"The book of {Sizes[i]} levels has {books[i].Bids.Count} and {books[i].Asks.Count}.");
            }
        }

        return rows;
    }

    // Levels that are better than the row's, whether it is there or not.
    private static int DepthOf(Ladder side, BookLevelChange change)
    {
        int low = 0;
        int high = side.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBetter = change.Side == Side.Buy ? side[middle].PriceTicks > change.PriceTicks : side[middle].PriceTicks < change.PriceTicks;
            (low, high) = isBetter ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static BookBuilder Filled(int levels)
    {
        var book = new BookBuilder();
        var changes = new BookLevelChange[2 * levels];
        for (int depth = 0; depth < levels; depth++)
        {
            changes[2 * depth] = new BookLevelChange { Side = Side.Buy, PriceTicks = Price(Side.Buy, depth), SizeLots = 100 };
            changes[(2 * depth) + 1] = new BookLevelChange { Side = Side.Sell, PriceTicks = Price(Side.Sell, depth), SizeLots = 100 };
        }

        book.OnSnapshotPart(new Update { Kind = UpdateKind.SnapshotPart, Part = 1, Parts = 1, SequenceStart = 1, SequenceEnd = 1, ChangeCount = changes.Length }, changes, 1);
        return book;
    }

    private static long Price(Side side, int depth) => side == Side.Buy ? BestBidTicks - depth : BestBidTicks + 1 + depth;

    private double Round(BookBuilder book, int levels, int round)
    {
        var update = new Update { Kind = UpdateKind.Level2, ChangeCount = 1 };
        Span<BookLevelChange> change = [default];
        long operations = 0;
        long startedAt = Stopwatch.GetTimestamp();
        foreach ((Side side, int recordedDepth, bool isRemoved) in _rows)
        {
            change[0].Side = side;
            change[0].PriceTicks = Price(side, Math.Min(recordedDepth, levels - 1));
            change[0].SizeLots = 200 + round + (operations & 1);
            if (isRemoved)
            {
                change[0].SizeLots = 0;
                Apply(book, ref update, change);
                operations++;
                change[0].SizeLots = 100;
            }

            Apply(book, ref update, change);
            operations++;
        }

        return Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds / operations;
    }

    private static void Apply(BookBuilder book, ref Update update, ReadOnlySpan<BookLevelChange> change)
    {
        update.SequenceStart = update.SequenceEnd = book.Sequence + 1;
        book.OnLevel2(in update, change, 1);
    }
}
