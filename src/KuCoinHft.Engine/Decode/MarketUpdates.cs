using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>Turns what KuCoin says of the market into the session's integers.</summary>
/// <remarks>
/// What the engine trades on must be of a listed symbol. The rest may be of any, for one topic can speak of a whole market: it then has no ticks.
/// </remarks>
internal sealed class MarketUpdates
{
    private readonly SymbolUnits _units;
    private readonly CurrencyTable _currencies;

    public MarketUpdates(SymbolUnits units, CurrencyTable currencies)
    {
        _units = units;
        _currencies = currencies;
    }

    /// <summary>Fills what the kind has, except the levels; of other kinds nothing.</summary>
    public BadReason Fill(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        switch (frame.Kind)
        {
            case UpdateKind.Level2 or UpdateKind.SnapshotPart:
                return Book(json, frame, ref update);
            case UpdateKind.Ticker:
                return Ticker(json, frame, ref update);
            case UpdateKind.Match:
                return Match(json, frame, ref update);
            case UpdateKind.Depth:
                update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
                return SymbolUnits.Millis(frame, Field.Time, ref update);
            case UpdateKind.Level1:
                return Level1(json, frame, ref update);
            case UpdateKind.Candle:
                return Candle(json, frame, ref update);
            case UpdateKind.MarketSnapshot:
                return Snapshot(json, frame, ref update);
            case UpdateKind.MarkPrice or UpdateKind.IndexPrice:
                return Mark(json, frame, ref update);
            default:
                return BadReason.None;
        }
    }

    private BadReason Book(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        bool isPart = frame.Kind == UpdateKind.SnapshotPart;
        update.SequenceStart = frame[isPart ? Field.Sequence : Field.SequenceStart].Number;
        update.SequenceEnd = frame[isPart ? Field.Sequence : Field.SequenceEnd].Number;
        if (isPart)
        {
            update.Part = (short)frame[Field.Part].Number;
            update.Parts = (short)frame[Field.Parts].Number;
        }

        BadReason bad = Symbol(json, frame, ref update);
        return bad == BadReason.None ? SymbolUnits.Millis(frame, Field.Time, ref update) : bad;
    }

    private BadReason Ticker(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SequenceStart = update.SequenceEnd = frame[Field.Sequence].Number;
        BadReason bad = Symbol(json, frame, ref update);
        if (bad == BadReason.None)
            bad = SymbolUnits.Millis(frame, frame[Field.Time].Length > 0 ? Field.Time : Field.CapitalTime, ref update);
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.Price, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.BestBid, Field.BestBidSize, update.SymbolId, out update.BidTicks, out update.BidLots);
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.BestAsk, Field.BestAskSize, update.SymbolId, out update.AskTicks, out update.AskLots);
        return bad;
    }

    private BadReason Match(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        // KuCoin gives the time of a match in nanoseconds, as a string.
        update.ExchangeNs = frame[Field.Time].Number;
        update.SequenceStart = update.SequenceEnd = frame[Field.Sequence].Number;
        update.Side = (Side)frame[Field.Side].Number;
        BadReason bad = Symbol(json, frame, ref update);
        return bad == BadReason.None ? _units.MarketPair(frame, Field.Price, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots) : bad;
    }

    private BadReason Level1(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        BadReason bad = SymbolUnits.Millis(frame, Field.Time, ref update);
        if (update.SymbolId < 0)
            return bad;
        if (bad == BadReason.None)
            bad = Side(frame, Field.Bids, Field.BestBid, Field.BestBidSize, update.SymbolId, out update.BidTicks, out update.BidLots);
        if (bad == BadReason.None)
            bad = Side(frame, Field.Asks, Field.BestAsk, Field.BestAskSize, update.SymbolId, out update.AskTicks, out update.AskLots);
        return bad;
    }

    // An empty side of the book is an empty row.
    private BadReason Side(DecodedFrame frame, Field side, Field price, Field size, int symbolId, out long ticks, out long lots)
    {
        ticks = 0;
        lots = 0;
        ulong places = (ulong)frame[side].Number;
        if (places == 0)
            return BadReason.None;
        return places == MarketShapes.BestBid.All ? _units.MarketPair(frame, price, size, symbolId, out ticks, out lots) : BadReason.MissingField;
    }

    private BadReason Candle(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        if ((ulong)frame[Field.Candles].Number != MarketShapes.Bar.All)
            return BadReason.MissingField;
        update.Code = (int)frame[Field.BarSeconds].Number;
        long seconds = frame[Field.BarStart].Number;
        if (seconds > Words.MillisMax / 1000)
            return BadReason.UnknownValue;
        update.ExchangeNs = seconds * Nanos.PerSecond;
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        if (update.SymbolId < 0)
            return BadReason.None;
        BadReason bad = _units.MarketPair(frame, Field.Close, Field.Volume, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = _units.Ticks(frame, Field.Open, update.SymbolId, out update.OpenTicks);
        if (bad == BadReason.None)
            bad = _units.Ticks(frame, Field.High, update.SymbolId, out update.AskTicks);
        if (bad == BadReason.None)
            bad = _units.Ticks(frame, Field.Low, update.SymbolId, out update.BidTicks);
        return bad;
    }

    private BadReason Snapshot(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SequenceStart = update.SequenceEnd = frame[Field.Sequence].Number;
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        BadReason bad = SymbolUnits.Millis(frame, Field.Time, ref update);
        if (update.SymbolId < 0)
            return bad;
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.Price, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.BestBid, Field.BestBidSize, update.SymbolId, out update.BidTicks, out update.BidLots);
        if (bad == BadReason.None)
            bad = _units.MarketPair(frame, Field.BestAsk, Field.BestAskSize, update.SymbolId, out update.AskTicks, out update.AskLots);
        return bad;
    }

    // "USDT-BTC" is no market: it says what a USDT is worth.
    private BadReason Mark(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        ReadOnlySpan<byte> symbol = frame.Text(json, Field.Symbol);
        int dash = symbol.IndexOf((byte)'-');
        update.SymbolId = _units.Find(symbol);
        update.CurrencyId = _currencies.Find(dash < 0 ? symbol : symbol[..dash]);
        update.Mark = frame[Field.Value].Decimal;
        return SymbolUnits.Millis(frame, Field.Time, ref update);
    }

    private BadReason Symbol(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        return update.SymbolId < 0 ? BadReason.UnknownSymbol : BadReason.None;
    }
}
