using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Books;

/// <summary>What a recorded WebSocket message means to the exchange.</summary>
internal enum MarketFrameKind
{
    /// <summary>Welcome, ack, pong, or a private push of the recorder's account: not passed on.</summary>
    Control,

    /// <summary>A public push that changes nothing here.</summary>
    Other,

    /// <summary><c>trade.l2update</c>.</summary>
    Level2,

    /// <summary><c>trade.l3match</c>.</summary>
    Match,

    /// <summary><c>trade.ticker</c> of one symbol.</summary>
    Ticker,
}

/// <summary>A row of <c>changes</c>.</summary>
internal readonly record struct LevelChange(bool IsBid, long PriceTicks, long SizeLots, long Sequence);

/// <summary>Reads recorded WebSocket messages.</summary>
/// <remarks>
/// Shape: one object, overwritten by each <see cref="Read"/>. Keys may stand in any order; the recordings of 2021 have data first.
/// Errors: a message that is no JSON of KuCoin's form gives false.
/// Source: api.md 3.3 and 3.4.
/// </remarks>
internal sealed class MarketFrame
{
    private readonly List<LevelChange> _changes = [];

    public MarketFrameKind Kind { get; private set; }

    public string Topic { get; private set; } = "";

    public IReadOnlyList<LevelChange> Changes => _changes;

    public long SequenceEnd { get; private set; }

    /// <summary>Match: side of the taker.</summary>
    public Side TakerSide { get; private set; }

    public long PriceTicks { get; private set; }

    public long SizeLots { get; private set; }

    /// <summary>Match: KuCoin's number of the trade, 0 where the recording has none.</summary>
    public long TradeSequence { get; private set; }

    /// <summary>Match: when the exchange made it, nanoseconds; 0 where the recording does not say.</summary>
    public long TradeNs { get; private set; }

    /// <summary>The instrument that the topic names, or null when the session does not list it.</summary>
    public Instrument? Instrument { get; private set; }

    public bool Read(ReadOnlySpan<byte> json, IReadOnlyDictionary<string, Instrument> instruments)
    {
        try
        {
            return ReadEnvelope(json, instruments);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Utf8JsonReader reports bad input by these three; a recording is read off the hot path.
            return false;
        }
    }

    private bool ReadEnvelope(ReadOnlySpan<byte> json, IReadOnlyDictionary<string, Instrument> instruments)
    {
        Kind = MarketFrameKind.Control;
        (Topic, Instrument) = ("", null);
        string type = "";
        int dataAt = -1;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8), isTopic = reader.ValueTextEquals("topic"u8), isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isType)
                type = reader.GetString() ?? "";
            else if (isTopic)
                Topic = reader.GetString() ?? "";
            else if (isData)
                dataAt = (int)reader.TokenStartIndex;
            reader.Skip();
        }

        bool isPublic = Topic.StartsWith("/market/", StringComparison.Ordinal) || Topic.StartsWith("/spotMarket/level", StringComparison.Ordinal)
            || Topic.StartsWith("/indicator/", StringComparison.Ordinal);
        if (type != "message" || !isPublic)
            return true;
        Kind = MarketFrameKind.Other;
        int colon = Topic.IndexOf(':', StringComparison.Ordinal);
        if (dataAt < 0 || colon < 0 || !instruments.TryGetValue(Topic[(colon + 1)..], out Instrument? instrument))
            return true;
        Instrument = instrument;
        return Topic.AsSpan(0, colon) switch
        {
            "/market/level2" => ReadLevel2(json[dataAt..], instrument),
            "/market/match" => ReadMatch(json[dataAt..], instrument),
            "/market/ticker" => SetTicker(),
            _ => true,
        };
    }

    private bool SetTicker()
    {
        Kind = MarketFrameKind.Ticker;
        return true;
    }

    private bool ReadLevel2(ReadOnlySpan<byte> data, Instrument instrument)
    {
        _changes.Clear();
        SequenceEnd = -1;
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isChanges = reader.ValueTextEquals("changes"u8), isEnd = reader.ValueTextEquals("sequenceEnd"u8);
            reader.Read();
            if (isEnd)
                SequenceEnd = reader.GetInt64();
            else if (isChanges && !ReadChanges(ref reader, instrument))
                return false;
            else
                reader.Skip();
        }

        Kind = MarketFrameKind.Level2;
        return SequenceEnd >= 0;
    }

    private bool ReadChanges(ref Utf8JsonReader reader, Instrument instrument)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isBid = reader.ValueTextEquals("bids"u8), isAsk = reader.ValueTextEquals("asks"u8);
            reader.Read();
            if (!isBid && !isAsk)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                if (!LevelReader.Read(ref reader, instrument, out long priceTicks, out long sizeLots, out long sequence))
                    return false;
                _changes.Add(new LevelChange(isBid, priceTicks, sizeLots, sequence));
            }
        }

        return true;
    }

    private bool ReadMatch(ReadOnlySpan<byte> data, Instrument instrument)
    {
        (TakerSide, PriceTicks, SizeLots, TradeSequence, TradeNs) = (Side.None, -1, -1, 0, 0);
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSide = reader.ValueTextEquals("side"u8), isPrice = reader.ValueTextEquals("price"u8), isSize = reader.ValueTextEquals("size"u8);
            bool isSequence = reader.ValueTextEquals("sequence"u8), isTime = reader.ValueTextEquals("time"u8);
            reader.Read();
            if (isSide)
                TakerSide = reader.ValueTextEquals("buy"u8) ? Side.Buy : reader.ValueTextEquals("sell"u8) ? Side.Sell : Side.None;
            else if (isPrice && DecimalText.TryParse(reader.ValueSpan, instrument.PriceDecimals, out long priceTicks))
                PriceTicks = priceTicks;
            else if (isSize && DecimalText.TryParse(reader.ValueSpan, instrument.SizeDecimals, out long sizeLots, cutsRest: true))
                SizeLots = sizeLots;
            else if (isSequence && DecimalText.TryParse(reader.ValueSpan, 0, out long sequence))
                TradeSequence = sequence;
            else if (isTime && DecimalText.TryParse(reader.ValueSpan, 0, out long timeNs))
                TradeNs = timeNs;
            reader.Skip();
        }

        Kind = MarketFrameKind.Match;
        return TakerSide != Side.None && PriceTicks > 0 && SizeLots >= 0;
    }
}
