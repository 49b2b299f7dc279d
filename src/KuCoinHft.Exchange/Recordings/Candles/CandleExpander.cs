using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>Makes KuCoin events of one symbol's candles, minute by minute: the book first, then for every trade the book around it, the trade, and a ticker.</summary>
/// <remarks>One sequence of the book, from <see cref="SequenceFirst"/> on, without a hole; trades count for themselves. The events of a minute lie within it.</remarks>
internal sealed class CandleExpander
{
    public const long SequenceFirst = 1;

    private const long TickerPauseMs = 100;

    private readonly Instrument _instrument;
    private readonly ulong _seed;
    private readonly CandleQuotes _quotes;
    private readonly KuCoinFrameWriter _writer;
    private readonly BookChanges _changes = new();
    private readonly List<Print> _prints = [];
    private long _sequence = SequenceFirst;
    private long _tradeId;
    private long _lastTicks;
    private long _lastTickerMs = long.MinValue / 2;
    private (PricedSize Bid, PricedSize Ask) _lastTop;
    private bool _isOpen;

    /// <param name="seed">The recording's; every symbol makes one of its own from it, so that one more symbol changes no other.</param>
    public CandleExpander(Instrument instrument, long seed, EventMemory memory)
    {
        _instrument = instrument;
        _seed = SeededDraw.SeedOf(seed, instrument.Symbol);
        _quotes = new CandleQuotes(instrument, _seed);
        _writer = new KuCoinFrameWriter(instrument.Symbol, memory, instrument.PriceDecimals, instrument.SizeDecimals);
    }

    /// <summary>Appends the events of a minute, in order.</summary>
    public void Add(in MinuteCandle candle, List<RecordedEvent> events)
    {
        if (!_isOpen && candle.SizeLots == 0)
            return;
        if (!_isOpen)
            Open(candle, events);
        _prints.Clear();
        CandlePath.Add(candle, _seed, _lastTicks, _prints);
        foreach (Print print in _prints)
            Add(print, events);
        _quotes.AddMinute(candle);
    }

    // The volume of its first minute stands for those before it.
    private void Open(in MinuteCandle candle, List<RecordedEvent> events)
    {
        _isOpen = true;
        _lastTicks = candle.OpenTicks;
        _quotes.AddMinute(candle);
        _quotes.MoveTo(new Print(candle.StartMs, Side.Buy, candle.OpenTicks, 0), null);
        events.Add(new RecordedEvent(candle.StartMs * Nanos.PerMillisecond, RecordedKind.Snapshot, _instrument.Symbol, _writer.Snapshot(_quotes.Bids, _quotes.Asks, _sequence, candle.StartMs)));
    }

    private void Add(in Print print, List<RecordedEvent> events)
    {
        _changes.Clear();
        _quotes.MoveTo(print, _changes);
        if (_changes.Count > 0)
        {
            AddFrame(print.TimeMs, _writer.Level2(_changes, _sequence + 1, print.TimeMs), events);
            _sequence += _changes.Count;
        }

        _lastTicks = print.PriceTicks;
        AddFrame(print.TimeMs, _writer.Match(++_tradeId, new PricedSize(print.PriceTicks, print.SizeLots), print.TakerSide == Side.Sell, print.TimeMs), events);
        (PricedSize Bid, PricedSize Ask) top = (_quotes.Bids[0], _quotes.Asks[0]);
        if (top == _lastTop || print.TimeMs - _lastTickerMs < TickerPauseMs)
            return;
        (_lastTop, _lastTickerMs) = (top, print.TimeMs);
        AddFrame(print.TimeMs, _writer.Ticker(_sequence, top.Bid, top.Ask, new PricedSize(print.PriceTicks, print.SizeLots), print.TimeMs), events);
    }

    private static void AddFrame(long timeMs, ReadOnlyMemory<byte> json, List<RecordedEvent> events) =>
        events.Add(new RecordedEvent(timeMs * Nanos.PerMillisecond, RecordedKind.Frame, null, json));
}
