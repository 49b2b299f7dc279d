namespace KuCoinHft.Engine.Decode;

/// <summary>A topic of KuCoin's feeds, or an operation of its trading API, and what its messages are.</summary>
/// <param name="Topic">The topic or operation, or its beginning when it ends in ':', '/' or '.'.</param>
/// <param name="Subject">Null: any, the subject being data.</param>
/// <param name="Data">Null: the data is checked to be JSON, not looked at; of an operation alone.</param>
internal sealed record Route(byte[] Topic, byte[]? Subject, UpdateKind Kind, ObjectShape? Data)
{
    public bool Fits(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject) =>
        (Topic[^1] is (byte)':' or (byte)'/' or (byte)'.' ? topic.StartsWith(Topic) : topic.SequenceEqual(Topic))
        && (Subject is null || subject.SequenceEqual(Subject));
}

/// <summary>Every topic and operation that KuCoin documents, the busiest first.</summary>
internal static class Routes
{
    private static readonly Route[] Feeds =
    [
        new([.. "/market/level2:"u8], [.. "trade.l2update"u8], UpdateKind.Level2, MessageShapes.Level2),
        new([.. "/market/ticker:"u8], [.. "trade.ticker"u8], UpdateKind.Ticker, MessageShapes.Ticker),
        new([.. "/market/match:"u8], [.. "trade.l3match"u8], UpdateKind.Match, MessageShapes.Match),
        new([.. "/spotMarket/tradeOrdersV2"u8], [.. "orderChange"u8], UpdateKind.Order, MessageShapes.Order),
        new([.. "/account/balance"u8], [.. "account.balance"u8], UpdateKind.Balance, MessageShapes.Balance),
        // Both subjects may carry either form: the decoder tells them by the presence of type.
        new([.. "/margin/position"u8], [.. "debt.ratio"u8], UpdateKind.MarginPosition, MessageShapes.MarginPosition),
        new([.. "/margin/position"u8], [.. "position.status"u8], UpdateKind.MarginPosition, MessageShapes.MarginPosition),
        new([.. TickerAll], null, UpdateKind.Ticker, MessageShapes.Ticker),
        new([.. "/spotMarket/level1:"u8], [.. "level1"u8], UpdateKind.Level1, MarketShapes.Level1),
        new([.. "/spotMarket/level2Depth5:"u8], [.. "level2"u8], UpdateKind.Depth, MarketShapes.Depth),
        new([.. "/spotMarket/level2Depth50:"u8], [.. "level2"u8], UpdateKind.Depth, MarketShapes.Depth),
        new([.. "/market/candles:"u8], [.. "trade.candles.update"u8], UpdateKind.Candle, MarketShapes.Candle),
        new([.. "/market/candles:"u8], [.. "trade.candles.add"u8], UpdateKind.Candle, MarketShapes.Candle),
        new([.. "/market/snapshot:"u8], [.. "trade.snapshot"u8], UpdateKind.MarketSnapshot, MarketShapes.Snapshot),
        new([.. "/indicator/markPrice:"u8], [.. "tick"u8], UpdateKind.MarkPrice, MarketShapes.Tick),
        new([.. "/indicator/index:"u8], [.. "tick"u8], UpdateKind.IndexPrice, MarketShapes.Tick),
        // The form before tradeOrdersV2: the same orders without received.
        new([.. "/spotMarket/tradeOrders"u8], [.. "orderChange"u8], UpdateKind.Order, MessageShapes.Order),
        new([.. "/spotMarket/advancedOrders"u8], [.. "stopOrder"u8], UpdateKind.StopOrder, MessageShapes.StopOrder),
        new([.. "/margin/isolatedPosition:"u8], [.. "positionChange"u8], UpdateKind.IsolatedPosition, MessageShapes.IsolatedPosition),
        // Read, for people, and then ignored: auctions come before a listing, and the engine does not lend.
        new([.. "/callauction/level2Depth50:"u8], null, UpdateKind.Ignored, MarketShapes.Depth),
        new([.. "/callauction/"u8], null, UpdateKind.Ignored, MarketShapes.CallAuction),
        new([.. "/margin/loan:"u8], null, UpdateKind.Ignored, MessageShapes.Loan),
        new([.. "/margin/fundingBook:"u8], [.. "funding.update"u8], UpdateKind.Ignored, MarketShapes.FundingBook),
    ];

    // What RestRows makes; none has a subject.
    private static readonly Route[] RestRows =
    [
        new([.. "/market/candles:"u8], null, UpdateKind.Candle, MarketShapes.Candle),
        new([.. "/api/v3/hf/margin/orders"u8], null, UpdateKind.OrderState, RestShapes.OrderState),
        new([.. "/api/v3/hf/margin/fills"u8], null, UpdateKind.Fill, RestShapes.Fill),
        new([.. "/api/v3/margin/accounts:"u8], null, UpdateKind.Balance, RestShapes.MarginAccount),
        new([.. "/api/v3/margin/accounts"u8], null, UpdateKind.MarginPosition, RestShapes.MarginTotals),
    ];

    private static readonly Route[] Operations =
    [
        new([.. "margin.order"u8], null, UpdateKind.OrderAnswer, MessageShapes.OrderAnswer),
        new([.. "margin.cancel"u8], null, UpdateKind.CancelAnswer, MessageShapes.OrderAnswer),
        new([.. "pong"u8], null, UpdateKind.Pong, null),
        new([.. "spot.order"u8], null, UpdateKind.Ignored, MessageShapes.SpotAnswer),
        new([.. "spot.sync_order"u8], null, UpdateKind.Ignored, MessageShapes.SpotAnswer),
        new([.. "spot.modify"u8], null, UpdateKind.Ignored, MessageShapes.SpotAnswer),
        new([.. "spot.cancel"u8], null, UpdateKind.Ignored, MessageShapes.SpotAnswer),
        new([.. "spot.sync_cancel"u8], null, UpdateKind.Ignored, MessageShapes.SpotAnswer),
        new([.. "futures."u8], null, UpdateKind.Ignored, null),
        new([.. "uta.order"u8], null, UpdateKind.Ignored, null),
        new([.. "uta.cancel"u8], null, UpdateKind.Ignored, null),
    ];

    /// <summary>The topic whose subject is the symbol.</summary>
    public static ReadOnlySpan<byte> TickerAll => "/market/ticker:all"u8;

    /// <summary>The route of a push, or null when KuCoin documents no such topic and subject.</summary>
    public static Route? Find(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject) => Find(Feeds, topic, subject);

    /// <summary>The route of a row of a REST answer, or null when we make no such row.</summary>
    public static Route? FindRestRow(ReadOnlySpan<byte> topic) => Find(RestRows, topic, default);

    /// <summary>The route of an answer of the WebSocket trading API, or null when KuCoin documents no such operation.</summary>
    public static Route? FindOperation(ReadOnlySpan<byte> operation) => Find(Operations, operation, default);

    private static Route? Find(Route[] routes, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject)
    {
        foreach (Route route in routes)
        {
            if (route.Fits(topic, subject))
                return route;
        }

        return null;
    }
}
