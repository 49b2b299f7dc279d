using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>The public topics that a recording does not carry, made of its book and trades as they play.</summary>
/// <remarks>
/// A topic is made while somebody is subscribed: <see cref="Subscribe"/> counts. Market time alone decides when it is pushed: at once, if the last push is as long
/// ago as KuCoin pauses, otherwise when it is. <see cref="NextNs"/> says when; the core asks for it as for its other timers.
/// <code>
/// /spotMarket/level1:SYM                    10 ms   on change of the best prices
/// /spotMarket/level2Depth5:SYM, Depth50    100 ms   on change of what it shows
/// /market/ticker:SYM                       100 ms   on change of the best prices; only until the recording brings one of its own
/// /market/ticker:all                       100 ms   the same, of every symbol
/// /market/snapshot:SYM|USDS|BTC|…            2 s    always
/// /market/candles:SYM_TYPE                          every trade; add for a span's first
/// /indicator/markPrice:A-B, index:A-B        1 s    always
/// </code>
/// A recorded push of a topic made here is not passed on: two sources of one topic would contradict each other.
/// Source: api.md 3.3. Thread: as the core's.
/// </remarks>
internal sealed class MarketFeed
{
    private const long MillisecondNs = Nanos.PerMillisecond;

    private readonly IReadOnlyDictionary<string, Instrument> _instruments;
    private readonly SymbolMarket[] _markets;
    private readonly CandleBook _candles;
    private readonly IndicatorPrices _indicators;
    private readonly Queue<Push> _queue;
    private readonly Dictionary<string, (int Count, FeedTopic[] Parts)> _wanted = [];
    private readonly List<FeedTopic>[] _ofBook;
    private readonly List<FeedTopic>[] _ofTrades;
    private readonly bool[] _hasRecordedTicker;
    private readonly PriorityQueue<FeedTopic, (long DueNs, long Order)> _planned = new();
    private long _order;

    public MarketFeed(IReadOnlyDictionary<string, Instrument> instruments, SymbolMarket[] markets, CandleBook candles, IndicatorPrices indicators, Queue<Push> queue)
    {
        (_instruments, _markets, _candles, _indicators, _queue) = (instruments, markets, candles, indicators, queue);
        _ofBook = [.. markets.Select(_ => new List<FeedTopic>())];
        _ofTrades = [.. markets.Select(_ => new List<FeedTopic>())];
        _hasRecordedTicker = new bool[markets.Length];
    }

    /// <summary>When <see cref="AdvanceTo"/> has something to push next; <see cref="long.MaxValue"/> while nothing is planned.</summary>
    public long NextNs => _planned.TryPeek(out _, out (long DueNs, long Order) first) ? first.DueNs : long.MaxValue;

    /// <summary>Somebody wants a topic, given in full with one symbol.</summary>
    /// <returns>False where it is none of those made here, or its symbol is not listed; then there is nothing to take back.</returns>
    public bool Subscribe(string topic, long nowNs)
    {
        if (_wanted.TryGetValue(topic, out (int Count, FeedTopic[] Parts) wanted))
        {
            _wanted[topic] = (wanted.Count + 1, wanted.Parts);
            return true;
        }

        FeedTopic[] parts = Parts(topic);
        if (parts.Length == 0)
            return false;
        _wanted.Add(topic, (1, parts));
        foreach (FeedTopic part in parts)
            Begin(part, nowNs);
        return true;
    }

    /// <summary>Takes one <see cref="Subscribe"/> back; nothing where there was none.</summary>
    public void Unsubscribe(string topic)
    {
        if (!_wanted.TryGetValue(topic, out (int Count, FeedTopic[] Parts) wanted))
            return;
        if (wanted.Count > 1)
        {
            _wanted[topic] = (wanted.Count - 1, wanted.Parts);
            return;
        }

        _wanted.Remove(topic);
        foreach (FeedTopic part in wanted.Parts)
        {
            part.IsWanted = false;
            if (part.Market is not null)
                (part.Kind == FeedKind.Candles ? _ofTrades : _ofBook)[part.Market.Instrument.Id].Remove(part);
        }
    }

    /// <summary>Whether a recorded push of this topic is to be withheld.</summary>
    public bool Replaces(string topic) => _wanted.TryGetValue(topic, out (int Count, FeedTopic[] Parts) wanted) && wanted.Parts[0].Kind != FeedKind.Ticker;

    /// <summary>The recording has tickers of this symbol.</summary>
    public void OnRecordedTicker(int instrumentId) => _hasRecordedTicker[instrumentId] = true;

    /// <summary>The book changed.</summary>
    public void OnBook(int instrumentId, long nowNs)
    {
        if (_ofBook[instrumentId].Count == 0)
            return;
        BestPrices best = BestPrices.Of(_markets[instrumentId].Book);
        foreach (FeedTopic topic in _ofBook[instrumentId])
        {
            bool isNews = topic.Kind is FeedKind.Depth5 or FeedKind.Depth50 || topic.LastBest != best;
            if (isNews && !topic.IsPlanned)
                Plan(topic, nowNs);
        }
    }

    /// <summary>A trade; the candles hold it already.</summary>
    public void OnTrade(int instrumentId, long nowNs)
    {
        foreach (FeedTopic topic in _ofTrades[instrumentId])
        {
            long startBefore = topic.Candle.StartSeconds;
            PublicTrade trade = _markets[instrumentId].LastTrade;
            long start = CandleBook.StartOf(nowNs / Nanos.PerSecond, CandleBook.Seconds(topic.Detail));
            Candle candle = Candle.Of(start, trade.PriceTicks, trade.SizeLots);
            topic.Candle = startBefore == start ? topic.Candle.With(in candle) : candle;
            Push(topic, nowNs, FeedWriter.Candles(topic, nowNs, isNew: startBefore != start));
        }
    }

    /// <summary>Pushes what is due up to a time, in order of it.</summary>
    /// <param name="nowNs">Its own <see cref="NextNs"/> or later; everything due is pushed as of this time.</param>
    public void AdvanceTo(long nowNs)
    {
        while (_planned.TryPeek(out FeedTopic? topic, out (long DueNs, long Order) first) && first.DueNs <= nowNs)
        {
            _planned.Dequeue();
            topic.IsPlanned = false;
            if (!topic.IsWanted)
                continue;
            PushNow(topic, nowNs);
            if (topic.IsPeriodic)
                PlanAt(topic, first.DueNs + topic.PauseNs);
        }
    }

    private void Begin(FeedTopic topic, long nowNs)
    {
        if (topic.Kind == FeedKind.Candles)
        {
            topic.Candle = _candles.At(topic.Market!.Instrument.Id, CandleBook.Seconds(topic.Detail), nowNs / Nanos.PerSecond);
            _ofTrades[topic.Market.Instrument.Id].Add(topic);
            return;
        }

        if (!topic.IsPeriodic)
            _ofBook[topic.Market!.Instrument.Id].Add(topic);
        PlanAt(topic, nowNs);
    }

    private void Plan(FeedTopic topic, long nowNs) => PlanAt(topic, Math.Max(nowNs, topic.LastNs + topic.PauseNs));

    private void PlanAt(FeedTopic topic, long dueNs)
    {
        topic.IsPlanned = true;
        _planned.Enqueue(topic, (dueNs, _order++));
    }

    private void PushNow(FeedTopic topic, long nowNs)
    {
        switch (topic.Kind)
        {
            case FeedKind.Ticker or FeedKind.TickerAll or FeedKind.Level1:
                PushBest(topic, nowNs);
                break;
            case FeedKind.Depth5 or FeedKind.Depth50:
                PushDepth(topic, nowNs);
                break;
            case FeedKind.Snapshot when topic.Market!.Book.IsReady:
                Push(topic, nowNs, FeedWriter.Snapshot(topic, nowNs));
                break;
            case FeedKind.MarkPrice or FeedKind.IndexPrice when _indicators.TryValue(topic.Detail, out decimal value):
                Push(topic, nowNs, FeedWriter.Indicator(topic, value, nowNs));
                break;
            default:
                break;
        }
    }

    private void PushBest(FeedTopic topic, long nowNs)
    {
        SymbolMarket market = topic.Market!;
        BestPrices best = BestPrices.Of(market.Book);
        if (!market.Book.IsReady || topic.LastBest == best)
            return;
        if (topic.Kind == FeedKind.Level1)
            Push(topic, nowNs, FeedWriter.Level1(topic, best, nowNs));
        else if (best.IsWhole && market.LastTrade != default && (topic.Kind == FeedKind.TickerAll || !_hasRecordedTicker[market.Instrument.Id]))
            Push(topic, nowNs, FeedWriter.Ticker(topic, best));
        else
            return;
        topic.LastBest = best;
    }

    private void PushDepth(FeedTopic topic, long nowNs)
    {
        if (!topic.Market!.Book.IsReady)
            return;
        byte[] rows = FeedWriter.DepthRows(topic);
        if (rows.AsSpan().SequenceEqual(topic.LastContent))
            return;
        topic.LastContent = rows;
        Push(topic, nowNs, FeedWriter.Depth(topic, rows, nowNs));
    }

    private void Push(FeedTopic topic, long nowNs, byte[] json)
    {
        topic.LastNs = nowNs;
        _queue.Enqueue(new Push(nowNs, topic.Name, Account: null, json));
    }

    private FeedTopic[] Parts(string topic)
    {
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return [];
        string symbol = topic[(colon + 1)..];
        return topic[..colon] switch
        {
            "/market/ticker" when symbol == "all" => [.. _markets.Select(market => Part(FeedKind.TickerAll, topic, market, 100 * MillisecondNs))],
            "/market/ticker" => OfSymbol(FeedKind.Ticker, topic, symbol, 100 * MillisecondNs),
            "/spotMarket/level1" => OfSymbol(FeedKind.Level1, topic, symbol, 10 * MillisecondNs),
            "/spotMarket/level2Depth5" => OfSymbol(FeedKind.Depth5, topic, symbol, 100 * MillisecondNs),
            "/spotMarket/level2Depth50" => OfSymbol(FeedKind.Depth50, topic, symbol, 100 * MillisecondNs),
            "/market/snapshot" =>
                [.. _markets.Where(market => market.Instrument.Symbol == symbol || market.MarketName == symbol).Select(market => Part(FeedKind.Snapshot, topic, market, 2 * Nanos.PerSecond))],
            "/market/candles" => OfCandles(topic, symbol),
            "/indicator/markPrice" => [Part(FeedKind.MarkPrice, topic, null, Nanos.PerSecond, symbol)],
            "/indicator/index" => [Part(FeedKind.IndexPrice, topic, null, Nanos.PerSecond, symbol)],
            _ => [],
        };
    }

    private FeedTopic[] OfSymbol(FeedKind kind, string topic, string symbol, long pauseNs) =>
        _instruments.TryGetValue(symbol, out Instrument? instrument) ? [Part(kind, topic, _markets[instrument.Id], pauseNs)] : [];

    private FeedTopic[] OfCandles(string topic, string symbolAndType)
    {
        int at = symbolAndType.IndexOf('_', StringComparison.Ordinal);
        bool isListed = at > 0 && CandleBook.Seconds(symbolAndType[(at + 1)..]) > 0 && _instruments.ContainsKey(symbolAndType[..at]);
        return isListed ? [Part(FeedKind.Candles, topic, _markets[_instruments[symbolAndType[..at]].Id], 0, symbolAndType[(at + 1)..])] : [];
    }

    private static FeedTopic Part(FeedKind kind, string topic, SymbolMarket? market, long pauseNs, string detail = "") =>
        new() { Kind = kind, Name = topic, Market = market, PauseNs = pauseNs, Detail = detail };
}
