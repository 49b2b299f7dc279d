using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>Writes the derived public pushes in KuCoin's form.</summary>
/// <remarks>Source: api.md 3.3 and the live frames of the universal SDK, whose order of keys it keeps.</remarks>
internal static class FeedWriter
{
    public static byte[] Ticker(FeedTopic topic, BestPrices best)
    {
        SymbolMarket market = topic.Market!;
        string subject = topic.Kind == FeedKind.TickerAll ? market.Instrument.Symbol : "trade.ticker";
        return Message(topic.Name, subject, (market, best), static (json, x) =>
        {
            Instrument instrument = x.market.Instrument;
            json.WriteStartObject();
            json.WriteString("bestAsk", Price(x.best.AskTicks, instrument));
            json.WriteString("bestAskSize", Size(x.best.AskLots, instrument));
            json.WriteString("bestBid", Price(x.best.BidTicks, instrument));
            json.WriteString("bestBidSize", Size(x.best.BidLots, instrument));
            json.WriteString("price", Price(x.market.LastTrade.PriceTicks, instrument));
            json.WriteString("sequence", x.market.Book.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WriteString("size", Size(x.market.LastTrade.SizeLots, instrument));
            json.WriteNumber("time", x.market.LastTrade.TimeNs / Nanos.PerMillisecond);
            json.WriteEndObject();
        });
    }

    public static byte[] Level1(FeedTopic topic, BestPrices best, long nowNs) => Message(topic.Name, "level1", (topic.Market!.Instrument, best, nowNs), static (json, x) =>
    {
        json.WriteStartObject();
        WriteBest(json, "asks", x.best.AskTicks, x.best.AskLots, x.Instrument);
        WriteBest(json, "bids", x.best.BidTicks, x.best.BidLots, x.Instrument);
        json.WriteNumber("timestamp", x.nowNs / Nanos.PerMillisecond);
        json.WriteEndObject();
    });

    /// <summary>What a depth push says besides its time: <c>"asks":[…],"bids":[…]</c> without braces.</summary>
    public static byte[] DepthRows(FeedTopic topic)
    {
        int levels = topic.Kind == FeedKind.Depth5 ? 5 : 50;
        byte[] rows = KuCoinJson.Object((topic.Market!, levels), static (json, x) =>
        {
            WriteSide(json, "asks", x.Item1.Book.Asks, x.levels, x.Item1.Instrument);
            WriteSide(json, "bids", x.Item1.Book.Bids, x.levels, x.Item1.Instrument);
        });
        return rows[1..^1];
    }

    public static byte[] Depth(FeedTopic topic, byte[] rows, long nowNs)
    {
        var bytes = new ArrayBufferWriter<byte>(rows.Length + 256);
        bytes.Write("{\"topic\":\""u8);
        bytes.Write(Encoding.UTF8.GetBytes(topic.Name));
        bytes.Write("\",\"type\":\"message\",\"subject\":\"level2\",\"data\":{"u8);
        bytes.Write(rows);
        bytes.Write(Encoding.UTF8.GetBytes($",\"timestamp\":{nowNs / Nanos.PerMillisecond}}}}}"));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A candle that changed, or the first of a new span.</summary>
    public static byte[] Candles(FeedTopic topic, long nowNs, bool isNew) => Message(topic.Name, isNew ? "trade.candles.add" : "trade.candles.update", (topic, nowNs), static (json, x) =>
    {
        json.WriteStartObject();
        json.WriteString("symbol", x.topic.Market!.Instrument.Symbol);
        json.WritePropertyName("candles");
        x.topic.Candle.Write(json, x.topic.Market.Instrument);
        json.WriteNumber("time", x.nowNs);
        json.WriteEndObject();
    });

    /// <summary>Mark or index price.</summary>
    public static byte[] Indicator(FeedTopic topic, decimal value, long nowNs) => Message(topic.Name, "tick", (topic, value, nowNs), static (json, x) =>
    {
        json.WriteStartObject();
        json.WriteString("symbol", x.topic.Detail);
        json.WriteNumber("granularity", x.topic.PauseNs / Nanos.PerMillisecond);
        json.WriteNumber("timestamp", x.nowNs / Nanos.PerMillisecond);
        json.WritePropertyName("value");
        json.WriteRawValue(Figures.Text(x.value));
        json.WriteEndObject();
    });

    /// <summary>A market snapshot; its numbers are JSON numbers.</summary>
    public static byte[] Snapshot(FeedTopic topic, long nowNs) => Message(topic.Name, "trade.snapshot", (topic, nowNs), static (json, x) =>
    {
        SymbolMarket market = x.topic.Market!;
        bool isOfSymbol = x.topic.Name.EndsWith(market.Instrument.Symbol, StringComparison.Ordinal);
        json.WriteStartObject();

        // A whole market has no book of its own; KuCoin counts its snapshots by milliseconds.
        json.WriteString("sequence", (isOfSymbol ? market.Book.Sequence : x.nowNs / Nanos.PerMillisecond).ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("data");
        WriteSnapshot(json, market, x.nowNs);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteSnapshot(Utf8JsonWriter json, SymbolMarket market, long nowNs)
    {
        Instrument instrument = market.Instrument;
        BestPrices best = BestPrices.Of(market.Book);
        Figures day = market.Figures(FigureSpan.Day, nowNs);
        decimal last = Figures.Price(day.LastTicks, instrument);
        WriteNumber(json, "askSize", Figures.Size(best.AskLots, instrument));
        WriteNumber(json, "averagePrice", day.AveragePrice(instrument));
        json.WriteString("baseCurrency", instrument.BaseCurrency);
        WriteNumber(json, "bidSize", Figures.Size(best.BidLots, instrument));
        json.WriteNumber("board", 1);
        WriteNumber(json, "buy", Figures.Price(best.BidTicks, instrument));
        WriteNumber(json, "changePrice", Figures.Price(day.ChangeTicks, instrument));
        WriteNumber(json, "changeRate", day.ChangeRate);
        WriteNumber(json, "close", last);
        json.WriteNumber("datetime", nowNs / Nanos.PerMillisecond);
        WriteNumber(json, "high", Figures.Price(day.HighTicks, instrument));
        WriteNumber(json, "lastSize", Figures.Size(market.LastTrade.SizeLots, instrument));
        WriteNumber(json, "lastTradedPrice", last);
        WriteNumber(json, "low", Figures.Price(day.LowTicks, instrument));
        json.WriteNumber("makerCoefficient", 1);
        WriteNumber(json, "makerFeeRate", 0.001m);
        json.WriteBoolean("marginTrade", instrument.IsMarginEnabled);
        json.WriteNumber("mark", 0);
        json.WriteString("market", market.MarketName);
        WriteFigures(json, "marketChange1h", market.Figures(FigureSpan.Hour, nowNs), instrument);
        WriteFigures(json, "marketChange24h", day, instrument);
        WriteFigures(json, "marketChange4h", market.Figures(FigureSpan.FourHours, nowNs), instrument);
        json.WriteStartArray("markets");
        json.WriteStringValue(market.MarketName);
        json.WriteEndArray();
        WriteNumber(json, "open", Figures.Price(day.OpenTicks, instrument));
        json.WriteString("quoteCurrency", instrument.QuoteCurrency);
        WriteNumber(json, "sell", Figures.Price(best.AskTicks, instrument));
        json.WriteStartArray("siteTypes");
        json.WriteStringValue("global");
        json.WriteEndArray();
        json.WriteNumber("sort", 100);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("symbolCode", instrument.Symbol);
        json.WriteNumber("takerCoefficient", 1);
        WriteNumber(json, "takerFeeRate", 0.001m);
        json.WriteBoolean("trading", true);
        WriteNumber(json, "vol", day.Volume(instrument));
        WriteNumber(json, "volValue", day.Turnover(instrument));
    }

    private static void WriteFigures(Utf8JsonWriter json, string name, Figures figures, Instrument instrument)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "changePrice", Figures.Price(figures.ChangeTicks, instrument));
        WriteNumber(json, "changeRate", figures.ChangeRate);
        WriteNumber(json, "high", Figures.Price(figures.HighTicks, instrument));
        WriteNumber(json, "low", Figures.Price(figures.LowTicks, instrument));
        WriteNumber(json, "open", Figures.Price(figures.OpenTicks, instrument));
        WriteNumber(json, "vol", figures.Volume(instrument));
        WriteNumber(json, "volValue", figures.Turnover(instrument));
        json.WriteEndObject();
    }

    private static void WriteBest(Utf8JsonWriter json, string name, long ticks, long lots, Instrument instrument)
    {
        json.WriteStartArray(name);
        if (lots > 0)
        {
            json.WriteStringValue(Price(ticks, instrument));
            json.WriteStringValue(Size(lots, instrument));
        }

        json.WriteEndArray();
    }

    private static void WriteSide(Utf8JsonWriter json, string name, BookSide side, int levelsMax, Instrument instrument)
    {
        json.WriteStartArray(name);
        for (int depth = 0; depth < Math.Min(side.Count, levelsMax); depth++)
        {
            json.WriteStartArray();
            json.WriteStringValue(Price(side.PriceAt(depth), instrument));
            json.WriteStringValue(Size(side.SizeAt(depth), instrument));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Figures.Text(value));
    }

    private static string Price(long ticks, Instrument instrument) => DecimalText.Format(ticks, instrument.PriceDecimals);

    private static string Size(long lots, Instrument instrument) => DecimalText.Format(lots, instrument.SizeDecimals);

    private static byte[] Message<T>(string topic, string subject, T state, Action<Utf8JsonWriter, T> data) => KuCoinJson.Object((topic, subject, state, data), static (json, x) =>
    {
        json.WriteString("topic", x.topic);
        json.WriteString("type", "message");
        json.WriteString("subject", x.subject);
        json.WritePropertyName("data");
        x.data(json, x.state);
    });
}
