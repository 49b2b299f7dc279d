using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>What a derived topic shows.</summary>
internal enum FeedKind
{
    /// <summary>Best prices with the last trade: <c>/market/ticker:SYM</c> where the recording has none.</summary>
    Ticker,

    /// <summary>The same of every symbol under <c>/market/ticker:all</c>.</summary>
    TickerAll,

    Level1,

    Depth5,

    Depth50,

    /// <summary><c>/market/snapshot</c> of a symbol, or of a market's symbols.</summary>
    Snapshot,

    Candles,

    MarkPrice,

    IndexPrice,
}

/// <summary>One symbol's share of a derived topic: what was pushed last, and when.</summary>
internal sealed class FeedTopic
{
    public required FeedKind Kind { get; init; }

    /// <summary>The full topic under which it is pushed.</summary>
    public required string Name { get; init; }

    /// <summary>Null for mark and index prices, whose symbols are pairs of currencies.</summary>
    public SymbolMarket? Market { get; init; }

    /// <summary>Mark and index price: the pair of currencies. Candles: the type, such as 1min.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Market time between two pushes, nanoseconds; 0 pushes at once.</summary>
    public required long PauseNs { get; init; }

    /// <summary>Whether it is pushed every pause, news or not.</summary>
    public bool IsPeriodic => Kind is FeedKind.Snapshot or FeedKind.MarkPrice or FeedKind.IndexPrice;

    /// <summary>False once nobody is subscribed any more.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Whether a push is planned already.</summary>
    public bool IsPlanned { get; set; }

    /// <summary>Market time of the last push.</summary>
    public long LastNs { get; set; } = long.MinValue / 2;

    /// <summary>What the last push said, without its time.</summary>
    public byte[] LastContent { get; set; } = [];

    /// <summary>Ticker, level 1: the best prices and sizes of the last push.</summary>
    public BestPrices LastBest { get; set; }

    /// <summary>Candles: the span now open.</summary>
    public Candle Candle { get; set; }
}
