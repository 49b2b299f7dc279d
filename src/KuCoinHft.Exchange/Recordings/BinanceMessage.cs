using System.Text.Json;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>One message of a combined stream, or a REST book, taken apart. One object is read into again and again.</summary>
/// <remarks>Fields that the kind does not have keep what was there before. Source: Binance spot and USD-M WebSocket market streams.</remarks>
internal sealed class BinanceMessage
{
    /// <summary>Decimal places of <see cref="PricedSize"/>.</summary>
    public const int DecimalsMax = 8;

    private readonly byte[] _symbol = new byte[32];
    private int _symbolLength;
    private Seen _seen;

    [Flags]
    private enum Seen
    {
        None = 0,
        Time = 1,
        TradeTime = 2,
        First = 4,
        Last = 8,
        Trade = 16,
        Rows = 32,
        Best = 64,
        Price = 128,
        BookId = 256,
    }

    public BinanceKind Kind { get; private set; }

    /// <summary>Empty for a REST book.</summary>
    public ReadOnlySpan<byte> Symbol => _symbol.AsSpan(0, _symbolLength);

    /// <summary>E: when the message was made, ms; 0 for a spot bookTicker, which does not say.</summary>
    public long EventMs { get; private set; }

    /// <summary>T of a trade, ms.</summary>
    public long TradeMs { get; private set; }

    /// <summary>U: first update of a depth event.</summary>
    public long FirstUpdate { get; private set; }

    /// <summary>u, or lastUpdateId of a book: the update after which this is true.</summary>
    public long LastUpdate { get; private set; }

    /// <summary>pu: futures only, last update of the depth event before; else U-1.</summary>
    public long PreviousUpdate { get; private set; }

    public long TradeId { get; private set; }

    public PricedSize Trade { get; private set; }

    /// <summary>m: the buyer was the maker, so the taker sold.</summary>
    public bool TakerSold { get; private set; }

    public PricedSize BestBid { get; private set; }

    public PricedSize BestAsk { get; private set; }

    public List<PricedSize> Bids { get; } = [];

    public List<PricedSize> Asks { get; } = [];

    /// <exception cref="JsonException">Not JSON, or a field that the kind needs is absent or is no number.</exception>
    public void Parse(ReadOnlySpan<byte> json)
    {
        Kind = BinanceKind.Other;
        EventMs = TradeMs = PreviousUpdate = 0;
        _symbolLength = 0;
        _seen = Seen.None;
        Bids.Clear();
        Asks.Clear();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        bool hasStream = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("stream"u8))
            {
                hasStream = true;
                reader.Read();
                Kind = KindOf(reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                ParseFields(ref reader);
            }
            else
            {
                ParseField(ref reader);
            }
        }

        while (reader.Read())
        {
            // Trailing bytes after the object are no JSON: the reader throws here.
        }

        if (!hasStream && (_seen & Seen.BookId) != 0)
            Kind = BinanceKind.Book;
        else if (!hasStream)
            throw new JsonException("neither \"stream\" nor \"lastUpdateId\" is there");
        RequireFields();
    }

    /// <summary>A message with the same content that a later <see cref="Parse"/> of this one leaves alone.</summary>
    public BinanceMessage Copy()
    {
        var copy = new BinanceMessage
        {
            _symbolLength = _symbolLength,
            Kind = Kind,
            EventMs = EventMs,
            TradeMs = TradeMs,
            FirstUpdate = FirstUpdate,
            LastUpdate = LastUpdate,
            PreviousUpdate = PreviousUpdate,
            TradeId = TradeId,
            Trade = Trade,
            TakerSold = TakerSold,
            BestBid = BestBid,
            BestAsk = BestAsk,
        };
        Symbol.CopyTo(copy._symbol);
        copy.Bids.AddRange(Bids);
        copy.Asks.AddRange(Asks);
        return copy;
    }

    private static BinanceKind KindOf(ReadOnlySpan<byte> stream)
    {
        ReadOnlySpan<byte> topic = stream[(stream.IndexOf((byte)'@') + 1)..];
        if (topic.SequenceEqual("bookTicker"u8))
            return BinanceKind.BookTicker;
        if (topic.SequenceEqual("trade"u8))
            return BinanceKind.Trade;
        // depth and depth@100ms are increments; depth5, depth10 and depth20 are not.
        return topic.SequenceEqual("depth"u8) || topic.StartsWith("depth@"u8) ? BinanceKind.Depth : BinanceKind.Other;
    }

    private void ParseFields(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("\"data\" is no object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ParseField(ref reader);
    }

    private void ParseField(ref Utf8JsonReader reader)
    {
        // One letter, or a word of a REST book; the letters of Binance mean different things by case and by type.
        ReadOnlySpan<byte> name = reader.ValueSpan;
        byte letter = name.Length == 1 ? name[0] : (byte)0;
        bool bids = letter == 'b' || name.SequenceEqual("bids"u8);
        bool asks = letter == 'a' || name.SequenceEqual("asks"u8);
        bool bookId = name.SequenceEqual("lastUpdateId"u8);
        bool previous = name.SequenceEqual("pu"u8);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when bookId:
                LastUpdate = Long(ref reader, Seen.BookId);
                break;
            case JsonTokenType.Number when previous:
                PreviousUpdate = Long(ref reader, Seen.None);
                break;
            case JsonTokenType.Number:
                ParseNumber(letter, ref reader);
                break;
            case JsonTokenType.StartArray when bids || asks:
                ParseRows(ref reader, bids ? Bids : Asks);
                break;
            case JsonTokenType.String:
                ParseText(letter, ref reader);
                break;
            case JsonTokenType.True or JsonTokenType.False when letter == 'm':
                TakerSold = reader.TokenType == JsonTokenType.True;
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ParseNumber(byte letter, ref Utf8JsonReader reader)
    {
        switch (letter)
        {
            case (byte)'E':
                EventMs = Long(ref reader, Seen.Time);
                break;
            case (byte)'T':
                TradeMs = Long(ref reader, Seen.TradeTime);
                break;
            case (byte)'U':
                FirstUpdate = Long(ref reader, Seen.First);
                break;
            case (byte)'u':
                LastUpdate = Long(ref reader, Seen.Last);
                break;
            case (byte)'t':
                TradeId = Long(ref reader, Seen.Trade);
                break;
            default:
                break;
        }
    }

    private void ParseText(byte letter, ref Utf8JsonReader reader)
    {
        switch (letter)
        {
            case (byte)'s' when reader.ValueSpan.Length <= _symbol.Length:
                reader.ValueSpan.CopyTo(_symbol);
                _symbolLength = reader.ValueSpan.Length;
                break;
            case (byte)'p':
                Trade = Trade with { Price = Value(ref reader) };
                _seen |= Seen.Price;
                break;
            case (byte)'q':
                Trade = Trade with { Size = Value(ref reader) };
                break;
            case (byte)'b':
                BestBid = BestBid with { Price = Value(ref reader) };
                _seen |= Seen.Best;
                break;
            case (byte)'B':
                BestBid = BestBid with { Size = Value(ref reader) };
                break;
            case (byte)'a':
                BestAsk = BestAsk with { Price = Value(ref reader) };
                break;
            case (byte)'A':
                BestAsk = BestAsk with { Size = Value(ref reader) };
                break;
            default:
                break;
        }
    }

    private void ParseRows(ref Utf8JsonReader reader, List<PricedSize> rows)
    {
        _seen |= Seen.Rows;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            long price = Value(ref reader);
            reader.Read();
            rows.Add(new PricedSize(price, Value(ref reader)));
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                reader.Skip();
        }
    }

    private void RequireFields()
    {
        Seen needed = Kind switch
        {
            BinanceKind.Depth => Seen.Time | Seen.First | Seen.Last | Seen.Rows,
            BinanceKind.BookTicker => Seen.Last | Seen.Best,
            BinanceKind.Trade => Seen.TradeTime | Seen.Trade | Seen.Price,
            BinanceKind.Book => Seen.Rows,
            _ => Seen.None,
        };
        if ((_seen & needed) != needed)
            throw new JsonException($"a {Kind} message lacks {needed & ~_seen}");
        if (Kind is BinanceKind.Depth or BinanceKind.BookTicker or BinanceKind.Trade && _symbolLength == 0)
            throw new JsonException($"a {Kind} message lacks its symbol");
        if (PreviousUpdate == 0)
            PreviousUpdate = FirstUpdate - 1;
    }

    private long Long(ref Utf8JsonReader reader, Seen what)
    {
        _seen |= what;
        return reader.TryGetInt64(out long value) ? value : throw new JsonException("a number is no integer");
    }

    private static long Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && DecimalText.TryParse(reader.ValueSpan, DecimalsMax, out long value))
            return value;
        throw new JsonException("a price or size is not decimal text of at most eight places that fits 64 bits");
    }
}
