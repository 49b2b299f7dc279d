using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>Turns what a frame says in KuCoin's terms into the session's integers.</summary>
/// <remarks>Exact for prices, and for the sizes of our own orders: what the instrument's decimals cannot hold is refused. Sizes of the market are cut.</remarks>
internal sealed class UpdateMaker
{
    private const int FractionDecimals = 8;

    // Before 2021 KuCoin sent orderTime in nanoseconds; no millisecond count reaches this.
    private const long NanosMin = 1_000_000_000_000_000;
    private readonly InstrumentTable _instruments;
    private readonly CurrencyTable _currencies;
    private readonly OrderKeys _keys;
    private readonly int[] _priceDecimals;
    private readonly int[] _sizeDecimals;

    public UpdateMaker(InstrumentTable instruments, CurrencyTable currencies, OrderKeys keys)
    {
        _instruments = instruments;
        _currencies = currencies;
        _keys = keys;
        _priceDecimals = new int[instruments.Count];
        _sizeDecimals = new int[instruments.Count];
        for (int i = 0; i < instruments.Count; i++)
        {
            _priceDecimals[i] = instruments[i].PriceDecimals;
            _sizeDecimals[i] = instruments[i].SizeDecimals;
        }
    }

    /// <summary>Fills what the kind has, except the levels.</summary>
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
            case UpdateKind.Candle:
                return Candle(json, frame, ref update);
            case UpdateKind.Order:
                return Order(json, frame, ref update);
            case UpdateKind.OrderState:
                return OrderState(json, frame, ref update);
            case UpdateKind.Fill:
                return OwnFill(json, frame, ref update);
            case UpdateKind.Balance:
                return Balance(json, frame, ref update);
            case UpdateKind.MarginPosition:
                // A warning of liquidation is not to be lost over its time, which KuCoin's own example has wrong; it then counts as absent.
                Millis(frame, Field.Time, ref update);
                return frame[Field.DebtRatio].Decimal.Truncate(FractionDecimals, out update.DebtRatioE8);
            case UpdateKind.MarginStatus:
                Millis(frame, Field.Time, ref update);
                update.MarginEvent = (MarginEvent)frame[Field.Event].Number;
                return BadReason.None;
            case UpdateKind.OrderAnswer or UpdateKind.CancelAnswer:
                return Answer(json, frame, ref update);
            case UpdateKind.Error:
                update.Code = (int)frame[Field.Code].Number;
                // The refusal of a question about an order bears its clientOid as its id.
                update.OrderKey = _keys.Parse(frame.Text(json, Field.Id));
                return BadReason.None;
            default:
                return BadReason.None;
        }
    }

    /// <summary>Converts levels of the symbol.</summary>
    public BadReason Convert(ReadOnlySpan<LevelRow> levels, int symbolId, Span<BookLevelChange> changes)
    {
        int priceDecimals = _priceDecimals[symbolId];
        int sizeDecimals = _sizeDecimals[symbolId];
        for (int i = 0; i < changes.Length; i++)
        {
            ref readonly LevelRow level = ref levels[i];
            ref BookLevelChange change = ref changes[i];
            BadReason bad = level.Price.ToUnits(priceDecimals, out change.PriceTicks);
            if (bad == BadReason.None)
                bad = Cut(level.Size, sizeDecimals, out change.SizeLots);
            if (bad != BadReason.None)
                return bad;
            change.Sequence = level.Sequence;
            change.Side = level.Side;
        }

        return BadReason.None;
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
        return bad == BadReason.None ? Millis(frame, Field.Time, ref update) : bad;
    }

    private BadReason Ticker(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SequenceStart = update.SequenceEnd = frame[Field.Sequence].Number;
        BadReason bad = Symbol(json, frame, ref update);
        if (bad == BadReason.None)
            bad = Millis(frame, Field.Time, ref update);
        if (bad == BadReason.None)
            bad = MarketPair(frame, Field.Price, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = MarketPair(frame, Field.BestBid, Field.BestBidSize, update.SymbolId, out update.BidTicks, out update.BidLots);
        if (bad == BadReason.None)
            bad = MarketPair(frame, Field.BestAsk, Field.BestAskSize, update.SymbolId, out update.AskTicks, out update.AskLots);
        return bad;
    }

    private BadReason Match(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        // KuCoin gives the time of a match in nanoseconds, as a string.
        update.ExchangeNs = frame[Field.Time].Number;
        update.SequenceStart = update.SequenceEnd = frame[Field.Sequence].Number;
        update.Side = (Side)frame[Field.Side].Number;
        BadReason bad = Symbol(json, frame, ref update);
        return bad == BadReason.None ? MarketPair(frame, Field.Price, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots) : bad;
    }

    // Bars may be of symbols that the session does not trade; those have no ticks here.
    private BadReason Candle(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        if ((ulong)frame[Field.Candles].Number != MessageShapes.Bar.All)
            return BadReason.MissingField;
        update.Code = (int)frame[Field.BarSeconds].Number;
        long seconds = frame[Field.BarStart].Number;
        if (seconds > Words.MillisMax / 1000)
            return BadReason.UnknownValue;
        update.ExchangeNs = seconds * Nanos.PerSecond;
        if (Symbol(json, frame, ref update) != BadReason.None)
            return BadReason.None;
        BadReason bad = MarketPair(frame, Field.Close, Field.Volume, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = Ticks(frame, Field.Open, update.SymbolId, out update.OpenTicks);
        if (bad == BadReason.None)
            bad = Ticks(frame, Field.High, update.SymbolId, out update.AskTicks);
        if (bad == BadReason.None)
            bad = Ticks(frame, Field.Low, update.SymbolId, out update.BidTicks);
        return bad;
    }

    private BadReason Order(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.OrderEvent = (OrderEvent)frame[Field.Event].Number;
        update.Side = (Side)frame[Field.Side].Number;
        update.IsMaker = frame[Field.Liquidity].Number == 2 ? (byte)1 : (byte)0;
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        BadReason bad = Symbol(json, frame, ref update);
        if (bad == BadReason.None)
            bad = Pair(frame, Field.Price, Field.OriginSize, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = Pair(frame, Field.MatchPrice, Field.MatchSize, update.SymbolId, out update.MatchTicks, out update.MatchLots);
        if (bad == BadReason.None)
            bad = frame[Field.FilledSize].Decimal.ToUnits(_sizeDecimals[update.SymbolId], out update.FilledLots);
        if (bad == BadReason.None)
            bad = frame[Field.RemainSize].Decimal.ToUnits(_sizeDecimals[update.SymbolId], out update.RemainLots);
        if (bad != BadReason.None)
            return bad;
        update.ExchangeNs = Math.Max(frame[Field.EngineTime].Number, frame[Field.OrderTime].Number >= NanosMin ? frame[Field.OrderTime].Number : 0);
        return update.ExchangeNs > 0 ? BadReason.None : Millis(frame, Field.OrderTime, ref update);
    }

    // The words of the pushes: an order that is not active any more is filled or cancelled, and one that does not rest yet was merely received.
    private BadReason OrderState(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Side = (Side)frame[Field.Side].Number;
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        BadReason bad = Symbol(json, frame, ref update);
        if (bad == BadReason.None)
            bad = Pair(frame, Field.Price, Field.OriginSize, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = frame[Field.FilledSize].Decimal.ToUnits(_sizeDecimals[update.SymbolId], out update.FilledLots);
        if (bad == BadReason.None)
            bad = frame[Field.RemainSize].Decimal.ToUnits(_sizeDecimals[update.SymbolId], out update.RemainLots);
        if (bad != BadReason.None)
            return bad;
        if (frame[Field.IsActive].Number != 0)
            update.OrderEvent = frame[Field.IsInBook].Number != 0 ? OrderEvent.Open : OrderEvent.Received;
        else
            update.OrderEvent = update.FilledLots >= update.SizeLots ? OrderEvent.Filled : OrderEvent.Canceled;
        return Millis(frame, Field.UpdatedTime, ref update);
    }

    private BadReason OwnFill(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Side = (Side)frame[Field.Side].Number;
        update.IsMaker = frame[Field.Liquidity].Number == 2 ? (byte)1 : (byte)0;
        BadReason bad = Symbol(json, frame, ref update);
        if (bad == BadReason.None)
            bad = Pair(frame, Field.MatchPrice, Field.MatchSize, update.SymbolId, out update.MatchTicks, out update.MatchLots);
        return bad == BadReason.None ? Millis(frame, Field.CreatedTime, ref update) : bad;
    }

    private BadReason Balance(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.CurrencyId = _currencies.Find(frame.Text(json, Field.Currency));
        BadReason bad = Millis(frame, Field.Time, ref update);
        if (bad == BadReason.None)
            bad = frame[Field.Total].Decimal.Truncate(FractionDecimals, out update.TotalE8);
        if (bad == BadReason.None)
            bad = frame[Field.Available].Decimal.Truncate(FractionDecimals, out update.AvailableE8);
        return bad == BadReason.None ? frame[Field.Hold].Decimal.Truncate(FractionDecimals, out update.HoldE8) : bad;
    }

    private BadReason Answer(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Code = (int)frame[Field.Code].Number;
        // A refusal carries no data, so our requests bear the clientOid as their id as well.
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        if (update.OrderKey == 0)
            update.OrderKey = _keys.Parse(frame.Text(json, Field.Id));
        return Millis(frame, Field.OutTime, ref update);
    }

    private BadReason Symbol(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.SymbolId = (short)_instruments.Find(frame.Text(json, Field.Symbol));
        return update.SymbolId < 0 ? BadReason.UnknownSymbol : BadReason.None;
    }

    private BadReason Ticks(DecodedFrame frame, Field price, int symbolId, out long ticks) =>
        frame[price].Decimal.ToUnits(_priceDecimals[symbolId], out ticks);

    private BadReason MarketPair(DecodedFrame frame, Field price, Field size, int symbolId, out long ticks, out long lots)
    {
        lots = 0;
        BadReason bad = frame[price].Decimal.ToUnits(_priceDecimals[symbolId], out ticks);
        return bad == BadReason.None ? Cut(frame[size].Decimal, _sizeDecimals[symbolId], out lots) : bad;
    }

    // KuCoin's books and trades hold sizes finer than the listed increment (0.00019434546 BSV where it is 10^-8). Refusing the frame would cost the
    // whole book for dust, so such a size is cut; it stays at least one lot, since 0 would remove the level. A size beyond any account ends at the
    // largest that two of still add.
    private static BadReason Cut(Dec size, int decimals, out long lots)
    {
        if (size.Truncate(decimals, out lots) == BadReason.NumberTooLong || lots > Instrument.QuantityMax)
            lots = Instrument.QuantityMax;
        if (lots == 0 && size.Mantissa > 0)
            lots = 1;
        return BadReason.None;
    }

    private BadReason Pair(DecodedFrame frame, Field price, Field size, int symbolId, out long ticks, out long lots)
    {
        lots = 0;
        BadReason bad = frame[price].Decimal.ToUnits(_priceDecimals[symbolId], out ticks);
        return bad == BadReason.None ? frame[size].Decimal.ToUnits(_sizeDecimals[symbolId], out lots) : bad;
    }

    private static BadReason Millis(DecodedFrame frame, Field field, ref Update update)
    {
        long milliseconds = frame[field].Number;
        if (milliseconds > Words.MillisMax)
            return BadReason.UnknownValue;
        update.ExchangeNs = milliseconds * Nanos.PerMillisecond;
        return BadReason.None;
    }
}
