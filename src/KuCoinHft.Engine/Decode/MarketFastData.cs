using KuCoinHft.Engine.Market;
using static KuCoinHft.Engine.Decode.PlainText;

namespace KuCoinHft.Engine.Decode;

/// <summary>The <c>data</c> of level2, ticker and match frames, for <see cref="MarketFastPath"/>; it may come before the topic that says whose it is.</summary>
/// <remarks>Positions: a reader takes the place where it begins and returns the one behind what it read, or -1.</remarks>
internal sealed class MarketFastData
{
    /// <summary>No place.</summary>
    public const int No = -1;

    private const int Changes = 1;
    private const int SequenceStart = 2;
    private const int SequenceEnd = 4;
    private const int Symbol = 8;
    private const int Time = 0x10;
    private const int Sequence = 0x20;

    // Price and size of the last trade, the ask and the bid: each its place in the values and a bit from here on.
    private const int FirstValue = 0x40;
    private const int Values = 6;
    private const int TradeSide = 0x1000;
    private const int TradeType = 0x2000;
    private const int TakerOrderId = 0x4000;
    private const int MakerOrderId = 0x8000;
    private const int TradeId = 0x10000;
    private const int Level2 = Changes | SequenceStart | SequenceEnd | Symbol;
    private const int Ticker = Sequence | (FirstValue * ((1 << Values) - 1));
    private const int Match = Symbol | Sequence | TradeSide | FirstValue | (FirstValue << 1);
    private const int MatchExtras = Time | TradeType | TakerOrderId | MakerOrderId | TradeId;
    private static readonly ulong ChangesKey = Word("changes\""u8);
    private static readonly ulong SequenceKey = Word("sequence"u8);
    private static readonly ulong StartKey = Word("Start\":"u8);
    private static readonly ulong EndKey = Word("End\":"u8);
    private static readonly ulong TextBegin = Word("\":\""u8);
    private static readonly ulong SymbolKey = Word("symbol\":"u8);
    private static readonly ulong TimeKey = Word("time\":"u8);
    private static readonly ulong PriceKey = Word("price\":\""u8);
    private static readonly ulong SizeKey = Word("size\":\""u8);
    private static readonly ulong BestAskKey = Word("bestAsk\""u8);
    private static readonly ulong BestAskSizeKey = Word("bestAskS"u8);
    private static readonly ulong BestBidKey = Word("bestBid\""u8);
    private static readonly ulong BestBidSizeKey = Word("bestBidS"u8);
    private static readonly ulong ValueBegin = Word(":\""u8);
    private static readonly ulong SizeEnd = Word("ize\":\""u8);

    private static readonly ulong BuyText = Word("side\":\"b"u8);
    private static readonly ulong BuyEnd = Word("uy\""u8);
    private static readonly ulong SellText = Word("side\":\"s"u8);
    private static readonly ulong SellEnd = Word("ell\""u8);
    private static readonly ulong TypeText = Word("type\":\"m"u8);
    private static readonly ulong TypeEnd = Word("atch\""u8);
    private static readonly ulong TakerKey = Word("takerOrd"u8);
    private static readonly ulong MakerKey = Word("makerOrd"u8);
    private static readonly ulong OrderIdEnd = Word("erId\":\""u8);
    private static readonly ulong TradeIdKey = Word("tradeId\""u8);

    private readonly MarketFastRows _rows;
    private readonly InstrumentTable _instruments;
    private readonly PlainNumber[] _values = new PlainNumber[Values];
    private int _seen;
    private int _symbolAt;
    private int _symbolLength;
    private long _sequenceStart;
    private long _sequenceEnd;
    private long _time;
    private Side _side;

    public MarketFastData(InstrumentTable instruments, FrameChanges changes)
    {
        _instruments = instruments;
        _rows = new MarketFastRows(changes);
    }

    /// <summary>Reads the object that begins at <paramref name="at"/>.</summary>
    public int Read(PlainText text, int at)
    {
        int seen = 0;
        _rows.Count = 0;
        _time = 0;
        do
        {
            if (at >= text.Length || text[at + 1] != '"')
                return No;
            at += 2;
            ulong key = text.WordAt(at);
            int field;
            if (key == SequenceKey)
            {
                at = ReadSequence(text, at + 8, out field);
            }
            else if (key == ChangesKey)
            {
                field = Changes;
                at = _rows.Read(text, at + 8);
            }
            else if (key == SymbolKey && text[at + 8] == '"')
            {
                field = Symbol;
                _symbolAt = at + 9;
                _symbolLength = text.ToQuote(_symbolAt);
                at = _symbolLength < 32 ? _symbolAt + _symbolLength + 1 : No;
            }
            else if (text.WordAt(at, 6) == TimeKey)
            {
                field = Time;
                at = ReadTime(text, at + 6);
            }
            else
            {
                int behind = ReadValue(text, at, key, out field);
                at = behind < 0 ? ReadTrade(text, at, key, out field) : behind;
            }

            if ((uint)at >= (uint)text.Length || (seen & field) != 0)
                return No;
            seen |= field;
        }
        while (text[at] == ',');
        _seen = seen;
        return text[at] == '}' ? at + 1 : No;
    }

    /// <summary>The object that was read as a level2 frame's.</summary>
    public bool TryLevel2(PlainText text, ReadOnlySpan<byte> topicSymbol, ref Update update)
    {
        bool isWhole = (_seen & ~Time) == Level2 && _time <= Words.MillisMax && _sequenceStart <= _sequenceEnd;
        if (!isWhole || !topicSymbol.SequenceEqual(text.Slice(_symbolAt, _symbolLength)))
            return false;
        if (!_rows.TryConvert(_instruments[update.SymbolId], _sequenceStart, _sequenceEnd))
            return false;
        update.Kind = UpdateKind.Level2;
        update.ChangeCount = _rows.Count;
        update.SequenceStart = _sequenceStart;
        update.SequenceEnd = _sequenceEnd;
        update.ExchangeNs = _time * Nanos.PerMillisecond;
        return true;
    }

    /// <summary>The object that was read as a ticker's.</summary>
    public bool TryTicker(ref Update update)
    {
        if ((_seen & ~Time) != Ticker || _time > Words.MillisMax)
            return false;
        Instrument instrument = _instruments[update.SymbolId];
        int priceDecimals = instrument.PriceDecimals;
        int sizeDecimals = instrument.SizeDecimals;
        bool isTicker = _values[0].TryExact(priceDecimals, out update.PriceTicks) & _values[1].TryCut(sizeDecimals, out update.SizeLots)
            & _values[2].TryExact(priceDecimals, out update.AskTicks) & _values[3].TryCut(sizeDecimals, out update.AskLots)
            & _values[4].TryExact(priceDecimals, out update.BidTicks) & _values[5].TryCut(sizeDecimals, out update.BidLots);
        update.Kind = UpdateKind.Ticker;
        update.SequenceStart = _sequenceStart;
        update.SequenceEnd = _sequenceStart;
        update.ExchangeNs = _time * Nanos.PerMillisecond;
        return isTicker;
    }

    /// <summary>The object that was read as a match's.</summary>
    public bool TryMatch(PlainText text, ReadOnlySpan<byte> topicSymbol, ref Update update)
    {
        if ((_seen & ~MatchExtras) != Match || !topicSymbol.SequenceEqual(text.Slice(_symbolAt, _symbolLength)))
            return false;
        Instrument instrument = _instruments[update.SymbolId];
        update.Kind = UpdateKind.Match;
        update.Side = _side;
        update.SequenceStart = _sequenceStart;
        update.SequenceEnd = _sequenceStart;
        // KuCoin gives the time of a match in nanoseconds.
        update.ExchangeNs = _time;
        return _values[0].TryExact(instrument.PriceDecimals, out update.PriceTicks) & _values[1].TryCut(instrument.SizeDecimals, out update.SizeLots);
    }

    // Behind "sequence: the level2 frame's first or last number, or the ticker's only one, which is a text.
    private int ReadSequence(PlainText text, int at, out int field)
    {
        if (text.WordAt(at, 7) == StartKey)
        {
            field = SequenceStart;
            return ReadInteger(text, at + 7, out _sequenceStart);
        }

        if (text.WordAt(at, 5) == EndKey)
        {
            field = SequenceEnd;
            return ReadInteger(text, at + 5, out _sequenceEnd);
        }

        field = Sequence;
        return text.WordAt(at, 3) == TextBegin ? ReadQuotedInteger(text, at + 3, out _sequenceStart) : No;
    }

    private static int ReadInteger(PlainText text, int at, out long value)
    {
        var number = default(PlainNumber);
        bool isNumber = number.TryReadDigits(text.BlockAt(at));
        value = number.Mantissa;
        return isNumber ? at + number.Length : No;
    }

    // A match's is a text of 19 digits, the other's a number.
    private int ReadTime(PlainText text, int at) => text[at] == '"' ? ReadQuotedInteger(text, at + 1, out _time) : ReadInteger(text, at, out _time);

    private static int ReadQuotedInteger(PlainText text, int at, out long value)
    {
        int length = text.ToQuote(at);
        var number = default(PlainNumber);
        bool isNumber = length switch
        {
            < 16 => number.TryReadQuoted(text.BlockAt(at)) && number.Decimals == 0,
            < 20 => number.TryReadLong(text.BlockAt(at), text.WordAt(at + length - 8), length),
            _ => false,
        };
        value = number.Mantissa;
        return isNumber ? at + length + 1 : No;
    }

    // What only a match has; ids are passed over.
    private int ReadTrade(PlainText text, int at, ulong key, out int field)
    {
        field = TradeSide;
        if (key == BuyText)
        {
            _side = Side.Buy;
            return text.WordAt(at + 8, 3) == BuyEnd ? at + 11 : No;
        }

        if (key == SellText)
        {
            _side = Side.Sell;
            return text.WordAt(at + 8, 4) == SellEnd ? at + 12 : No;
        }

        field = TradeType;
        if (key == TypeText)
            return text.WordAt(at + 8, 5) == TypeEnd ? at + 13 : No;
        field = key == TakerKey ? TakerOrderId : MakerOrderId;
        if (key == TakerKey || key == MakerKey)
            return text.WordAt(at + 8, 7) == OrderIdEnd ? ReadId(text, at + 15) : No;
        field = TradeId;
        return key == TradeIdKey && text.WordAt(at + 8, 2) == ValueBegin ? ReadId(text, at + 10) : No;
    }

    private static int ReadId(PlainText text, int at)
    {
        int length = text.ToQuote(at);
        return length < 32 ? at + length + 1 : No;
    }

    // One of the ticker's prices and sizes, whose key begins at the place.
    private int ReadValue(PlainText text, int at, ulong key, out int field)
    {
        int value;
        if (key == PriceKey)
            (value, at) = (0, at + 8);
        else if (text.WordAt(at, 7) == SizeKey)
            (value, at) = (1, at + 7);
        else if (key == BestAskKey && text.WordAt(at + 8, 2) == ValueBegin)
            (value, at) = (2, at + 10);
        else if (key == BestAskSizeKey && text.WordAt(at + 8, 6) == SizeEnd)
            (value, at) = (3, at + 14);
        else if (key == BestBidKey && text.WordAt(at + 8, 2) == ValueBegin)
            (value, at) = (4, at + 10);
        else if (key == BestBidSizeKey && text.WordAt(at + 8, 6) == SizeEnd)
            (value, at) = (5, at + 14);
        else
            (value, at) = (0, No);
        field = FirstValue << value;
        return at >= 0 && _values[value].TryReadQuoted(text.BlockAt(at)) ? at + _values[value].Length + 1 : No;
    }
}
