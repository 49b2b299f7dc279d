using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Book;

/// <summary>Stage 3: books from updates, and the best levels of the frame's symbol for every frame.</summary>
public sealed class BookHandler : IStage
{
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly FrameChanges _changes;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly BookBuilder[] _books;

    public BookHandler(RingColumn<Frame> frames, RingColumn<Update> updates, FrameChanges changes, RingColumn<TopOfBook> tops, InstrumentTable instruments)
    {
        _frames = frames;
        _updates = updates;
        _changes = changes;
        _tops = tops;
        _books = new BookBuilder[instruments.Count];
        for (int i = 0; i < _books.Length; i++)
            _books[i] = new BookBuilder();
    }

    /// <summary>Books, one per symbol.</summary>
    public int Count => _books.Length;

    /// <summary>The book of a symbol, for reports; read it only when the worker has stopped.</summary>
    public BookBuilder this[int symbolId] => _books[symbolId];

    public void OnFrame(long n) => Handle(in _updates[n], _frames[n].ReceiveNs, ref _tops[n]);

    private void Handle(in Update update, long nowNs, ref TopOfBook top)
    {
        top.Flags = BookFlags.None;
        top.SymbolId = update.SymbolId;
        if (update.SymbolId < 0)
            return;
        BookBuilder book = _books[update.SymbolId];
        BookFlags flags = update.Kind switch
        {
            UpdateKind.Level2 => book.OnLevel2(in update, _changes[update.ChangeCount], nowNs),
            UpdateKind.SnapshotPart => book.OnSnapshotPart(in update, _changes[update.ChangeCount], nowNs),
            UpdateKind.Timer => book.OnTimer(nowNs),
            _ => BookFlags.None,
        };
        top.Flags = flags | BookFlags.Present | (book.IsLive ? BookFlags.Live : BookFlags.None);
        top.Sequence = book.Sequence;
        top.ExchangeNs = book.ExchangeNs;
        Copy(book.Bids.Best(Limits.TopLevels), top.Bids);
        Copy(book.Asks.Best(Limits.TopLevels), top.Asks);
    }

    private static void Copy(ReadOnlySpan<Level> levels, Span<Level> best)
    {
        levels.CopyTo(best);
        best[levels.Length..].Clear();
    }
}
