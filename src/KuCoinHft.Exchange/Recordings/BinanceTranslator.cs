using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>Makes KuCoin events of one symbol out of Binance messages.</summary>
/// <remarks>
/// The sequence is ours: it begins with the first book's lastUpdateId and grows by one for each row, without a hole.
/// A bookTicker does not say when it was made; it is taken to be as old as the recording's typical message. Times of level 2 messages never go back,
/// because a depth event that was made before a bookTicker, but came after it, is published after it here.
/// A ticker follows at the first event at which the top differs from the last ticker's and 100 ms have passed since then.
/// </remarks>
internal sealed class BinanceTranslator
{
    /// <summary>KuCoin sends at most one ticker of a symbol in this time.</summary>
    private const long TickerPauseNs = 100 * Nanos.PerMillisecond;

    /// <summary>Rows of one message where a repetition leads from the last book to the first.</summary>
    private const int SeamRowsMax = 500;

    private readonly BinanceSymbol _scanned;
    private readonly BinanceScan _scan;
    private readonly KuCoinFrameWriter _writer;
    private readonly BookChanges _changes = new();
    private readonly List<BinanceMessage> _early = [];
    private BinanceBook? _book;
    private BinanceBook? _bookBefore;
    private long _sequence;
    private long _shiftNs;
    private long _tradeIdShift;
    private long _lastTimeMs;
    private long _lastTickerNs = long.MinValue / 2;
    private (PricedSize Bid, PricedSize Ask) _lastTop;
    private PricedSize _lastTrade;
    private long _lastTradeMs;
    private long _nowNs;

    public BinanceTranslator(BinanceSymbol scanned, BinanceScan scan, EventMemory memory)
    {
        _scanned = scanned;
        _scan = scan;
        _writer = new KuCoinFrameWriter(scanned.KuCoinSymbol, memory);
        _sequence = scanned.BookUpdate;
    }

    /// <summary>Starts the recording over, its times later by <paramref name="shiftNs"/>; the sequence and the trade ids go on.</summary>
    /// <param name="pass">0 for the first time.</param>
    public void Begin(int pass, long shiftNs)
    {
        _shiftNs = shiftNs;
        _tradeIdShift = pass * (_scanned.LastTradeId - _scanned.FirstTradeId + 1);
        (_bookBefore, _book) = (_book, null);
    }

    /// <summary>Translates one message of this symbol.</summary>
    /// <param name="nowNs">When it was received, corrected and shifted.</param>
    public void Translate(BinanceMessage message, long nowNs, List<RecordedEvent> events)
    {
        _nowNs = nowNs;
        if (message.Kind == BinanceKind.Trade)
            AddMatch(message, events);
        else if (_book is null)
            Prepare(message, events);
        else
            Apply(message, events);
        if (_book is not null)
            AddTicker(_book, events);
    }

    private void Apply(BinanceMessage message, List<RecordedEvent> events)
    {
        _changes.Clear();
        if (message.Kind == BinanceKind.Depth)
            _book!.ApplyDepth(message, _changes);
        else if (message.Kind == BinanceKind.BookTicker)
            _book!.ApplyTicker(message, _changes);
        AddLevel2(events, TimeMs(message));
    }

    // Binance's calibration: what came before the book and is newer than it is applied to it; what is older is in it.
    private void Prepare(BinanceMessage message, List<RecordedEvent> events)
    {
        if (message.Kind != BinanceKind.Book)
        {
            if (message.LastUpdate > _scanned.BookUpdate)
                _early.Add(message.Copy());
            return;
        }

        _book = new BinanceBook();
        _book.Load(message);
        long timeMs = _nowNs / Nanos.PerMillisecond;
        foreach (BinanceMessage early in _early)
        {
            if (early.Kind == BinanceKind.Depth)
                _book.ApplyDepth(early, _changes);
            else
                _book.ApplyTicker(early, _changes);
        }

        _early.Clear();
        if (_bookBefore is null)
            AddSnapshot(_book, timeMs, events);
        else
            AddSeam(_bookBefore, _book, timeMs, events);
        _bookBefore = null;
    }

    private void AddSnapshot(BinanceBook book, long timeMs, List<RecordedEvent> events)
    {
        _lastTimeMs = timeMs;
        events.Add(new RecordedEvent(_nowNs, RecordedKind.Snapshot, _scanned.KuCoinSymbol, _writer.Snapshot(book.Bids.Shown, book.Asks.Shown, _sequence, timeMs)));
    }

    // Messages that lead from the book of the pass before to this one's.
    private void AddSeam(BinanceBook from, BinanceBook to, long timeMs, List<RecordedEvent> events)
    {
        bool removing = false;
        _changes.Clear();
        foreach ((bool isBid, PricedSize row) in BookSeam.Rows(from, to))
        {
            // A message numbers its removals first, whatever their place here; so it holds only removals, or none.
            if (_changes.Count == SeamRowsMax || (_changes.Count > 0 && removing != (row.Size == 0)))
            {
                AddLevel2(events, timeMs);
                _changes.Clear();
            }

            removing = row.Size == 0;
            _changes.Add(isBid, row);
        }

        AddLevel2(events, timeMs);
    }

    // A depth event says when it was made; a bookTicker of the spot market does not.
    private long TimeMs(BinanceMessage message) =>
        message.EventMs != 0 ? message.EventMs + (_shiftNs / Nanos.PerMillisecond) : (_nowNs - _scan.TypicalLagNs) / Nanos.PerMillisecond;

    private void AddLevel2(List<RecordedEvent> events, long timeMs)
    {
        if (_changes.Count == 0)
            return;
        _lastTimeMs = Math.Max(_lastTimeMs, timeMs);
        events.Add(new RecordedEvent(_nowNs, RecordedKind.Frame, null, _writer.Level2(_changes, _sequence + 1, _lastTimeMs)));
        _sequence += _changes.Count;
    }

    private void AddMatch(BinanceMessage trade, List<RecordedEvent> events)
    {
        _lastTrade = trade.Trade;
        _lastTradeMs = trade.TradeMs + (_shiftNs / Nanos.PerMillisecond);
        ReadOnlyMemory<byte> json = _writer.Match(trade.TradeId + _tradeIdShift, trade.Trade, trade.TakerSold, _lastTradeMs);
        events.Add(new RecordedEvent(_nowNs, RecordedKind.Frame, null, json));
    }

    private void AddTicker(BinanceBook book, List<RecordedEvent> events)
    {
        if (_nowNs - _lastTickerNs < TickerPauseNs || _lastTrade == default)
            return;
        (PricedSize Bid, PricedSize Ask) top = (book.Bids.Best, book.Asks.Best);
        if (top == _lastTop || top.Bid.Size == 0 || top.Ask.Size == 0)
            return;
        (_lastTop, _lastTickerNs) = (top, _nowNs);
        events.Add(new RecordedEvent(_nowNs, RecordedKind.Frame, null, _writer.Ticker(_sequence, top.Bid, top.Ask, _lastTrade, _lastTradeMs)));
    }
}
