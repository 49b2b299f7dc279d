using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Bench.Book;

/// <summary>An increment: where its changes stand, and what its update says.</summary>
internal readonly record struct Increment(int FirstChange, int ChangeCount, long SequenceStart, long SequenceEnd, int SymbolId);

/// <summary>The increments of a recording's first frames, decoded and packed so that reading them costs little beside the books, and the snapshots before them.</summary>
internal sealed class BookTape
{
    private readonly List<(Update Update, BookLevelChange[] Changes)> _snapshots = [];
    private readonly BookLevelChange[] _changes;
    private readonly int _symbols;
    private readonly int _depth;
    private long _sum;

    // Increments that the snapshot holds already, or that follow it with a gap, are no work for either book.
    public BookTape(string recording, int depth)
    {
        _depth = depth;
        using var recorded = new RecordedMarketFrames(recording);
        _symbols = recorded.Instruments.Count;
        for (long n = 0; n <= recorded.Last; n++)
        {
            if (recorded.Updates[n].Kind == UpdateKind.SnapshotPart)
                _snapshots.Add((recorded.Updates[n], recorded.Rows(n).ToArray()));
        }

        BookBuilder[] books = Builders();
        var increments = new List<Increment>();
        var changes = new List<BookLevelChange>();
        for (long n = 0; n <= recorded.Last; n++)
        {
            ref readonly Update update = ref recorded.Updates[n];
            if (update.Kind != UpdateKind.Level2 || update.SequenceEnd <= books[update.SymbolId].Sequence)
                continue;
            increments.Add(new Increment(changes.Count, update.ChangeCount, update.SequenceStart, update.SequenceEnd, update.SymbolId));
            changes.AddRange(recorded.Rows(n));
            books[update.SymbolId].OnLevel2(in update, recorded.Rows(n), 1);
            if (!books[update.SymbolId].IsLive)
                throw new InvalidDataException($"The book {update.SymbolId} of {recording} is lost at {update.SequenceEnd}.");
        }

        (Increments, _changes) = ([.. increments], [.. changes]);
    }

    public Increment[] Increments { get; }

    /// <summary>New books of ours at the snapshots.</summary>
    public BookBuilder[] Builders()
    {
        BookBuilder[] books = [.. Enumerable.Range(0, _symbols).Select(_ => new BookBuilder())];
        foreach ((Update part, BookLevelChange[] changes) in _snapshots)
            books[part.SymbolId].OnSnapshotPart(in part, changes, 1);
        return books;
    }

    /// <summary>New sorted dictionaries at the snapshots.</summary>
    public SortedBook[] SortedBooks()
    {
        SortedBook[] books = [.. Enumerable.Range(0, _symbols).Select(_ => new SortedBook(_depth))];
        foreach ((Update part, BookLevelChange[] changes) in _snapshots)
            books[part.SymbolId].Apply(in part, changes);
        return books;
    }

    /// <summary>Every increment into its book, and the best levels of both sides after each.</summary>
    public void TakeAll(BookBuilder[] books)
    {
        Update update = default;
        foreach (ref readonly Increment increment in Increments.AsSpan())
        {
            BookBuilder book = books[increment.SymbolId];
            book.OnLevel2(in Next(in increment, ref update), Changes(in increment), 1);
            Read(book.Bids.Best(_depth), book.Asks.Best(_depth));
        }
    }

    /// <inheritdoc cref="TakeAll(BookBuilder[])"/>
    public void TakeAll(SortedBook[] books)
    {
        Update update = default;
        foreach (ref readonly Increment increment in Increments.AsSpan())
        {
            SortedBook book = books[increment.SymbolId];
            book.Apply(in Next(in increment, ref update), Changes(in increment));
            Read(book.BestBids(_depth), book.BestAsks(_depth));
        }
    }

    /// <summary>Compares the best levels of both kinds of book after every increment.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public void RequireEqual()
    {
        BookBuilder[] builders = Builders();
        SortedBook[] sorted = SortedBooks();
        Update update = default;
        foreach (ref readonly Increment increment in Increments.AsSpan())
        {
            BookBuilder builder = builders[increment.SymbolId];
            SortedBook other = sorted[increment.SymbolId];
            builder.OnLevel2(in Next(in increment, ref update), Changes(in increment), 1);
            other.Apply(in update, Changes(in increment));
            bool isSame = IsSame(builder.Bids.Best(_depth), other.BestBids(_depth)) && IsSame(builder.Asks.Best(_depth), other.BestAsks(_depth));
            if (!isSame)
                throw new InvalidDataException($"The two books of symbol {increment.SymbolId} differ at {increment.SequenceEnd}.");
        }
    }

    private static bool IsSame(ReadOnlySpan<Level> ours, ReadOnlySpan<Level> theirs) => MemoryMarshal.AsBytes(ours).SequenceEqual(MemoryMarshal.AsBytes(theirs));

    // The reader of the best levels: it gets a span from either kind of book and looks at every level of it. Not inlined, so that the spans must be there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Read(ReadOnlySpan<Level> bids, ReadOnlySpan<Level> asks) => _sum += Sum(bids) + Sum(asks);

    private static long Sum(ReadOnlySpan<Level> levels)
    {
        long sum = 0;
        foreach (ref readonly Level level in levels)
            sum += level.PriceTicks + level.SizeLots;
        return sum;
    }

    private static ref Update Next(in Increment increment, ref Update update)
    {
        update.SequenceStart = increment.SequenceStart;
        update.SequenceEnd = increment.SequenceEnd;
        return ref update;
    }

    private ReadOnlySpan<BookLevelChange> Changes(in Increment increment) => _changes.AsSpan(increment.FirstChange, increment.ChangeCount);
}
