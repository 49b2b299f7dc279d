namespace KuCoinHft.Engine.Decode;

/// <summary>A topic of KuCoin's feeds and what its pushes are.</summary>
/// <param name="Topic">The topic, or its beginning when it ends in ':' or '/'.</param>
/// <param name="Subject">Null: any, the subject being data.</param>
/// <param name="Data">Null: the data is checked to be JSON, not looked at.</param>
internal sealed record Route(byte[] Topic, byte[]? Subject, UpdateKind Kind, ObjectShape? Data)
{
    public bool Fits(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject) =>
        (Topic[^1] is (byte)':' or (byte)'/' ? topic.StartsWith(Topic) : topic.SequenceEqual(Topic))
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
        Unused("/market/snapshot:"u8, "trade.snapshot"u8),
        Unused("/spotMarket/level1:"u8, "level1"u8),
        Unused("/spotMarket/level2Depth5:"u8, "level2"u8),
        Unused("/spotMarket/level2Depth50:"u8, "level2"u8),
        new([.. "/market/candles:"u8], [.. "trade.candles.update"u8], UpdateKind.Candle, MessageShapes.Candle),
        new([.. "/market/candles:"u8], [.. "trade.candles.add"u8], UpdateKind.Candle, MessageShapes.Candle),
        Unused("/indicator/markPrice:"u8, "tick"u8),
        Unused("/indicator/index:"u8, "tick"u8),
        Unused("/callauction/"u8),
        // The form before tradeOrdersV2: the same orders without received. Whoever wants orders subscribes to V2.
        Unused("/spotMarket/tradeOrders"u8, "orderChange"u8),
        Unused("/spotMarket/advancedOrders"u8, "stopOrder"u8),
        Unused("/margin/isolatedPosition:"u8, "positionChange"u8),
        Unused("/margin/loan:"u8),
        Unused("/margin/fundingBook:"u8, "funding.update"u8),
    ];

    // What RestRows makes; none has a subject.
    private static readonly Route[] RestRows =
    [
        new([.. "/market/candles:"u8], null, UpdateKind.Candle, MessageShapes.Candle),
        new([.. "/api/v3/hf/margin/orders"u8], null, UpdateKind.OrderState, RestShapes.OrderState),
        new([.. "/api/v3/hf/margin/fills"u8], null, UpdateKind.Fill, RestShapes.Fill),
        new([.. "/api/v3/margin/accounts:"u8], null, UpdateKind.Balance, RestShapes.MarginAccount),
        new([.. "/api/v3/margin/accounts"u8], null, UpdateKind.MarginPosition, RestShapes.MarginTotals),
    ];

    private static readonly (byte[] Op, UpdateKind Kind)[] Operations =
    [
        ([.. "margin.order"u8], UpdateKind.OrderAnswer),
        ([.. "margin.cancel"u8], UpdateKind.CancelAnswer),
        ([.. "pong"u8], UpdateKind.Pong),
        ([.. "spot.order"u8], UpdateKind.Ignored),
        ([.. "spot.sync_order"u8], UpdateKind.Ignored),
        ([.. "spot.modify"u8], UpdateKind.Ignored),
        ([.. "spot.cancel"u8], UpdateKind.Ignored),
        ([.. "spot.sync_cancel"u8], UpdateKind.Ignored),
        ([.. "futures."u8], UpdateKind.Ignored),
        ([.. "uta.order"u8], UpdateKind.Ignored),
        ([.. "uta.cancel"u8], UpdateKind.Ignored),
    ];

    /// <summary>The topic whose subject is the symbol.</summary>
    public static ReadOnlySpan<byte> TickerAll => "/market/ticker:all"u8;

    /// <summary>The route of a push, or null when KuCoin documents no such topic and subject.</summary>
    public static Route? Find(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject) => Find(Feeds, topic, subject);

    /// <summary>The route of a row of a REST answer, or null when we make no such row.</summary>
    public static Route? FindRestRow(ReadOnlySpan<byte> topic) => Find(RestRows, topic, default);

    /// <summary>What an answer of the WebSocket trading API is, or Bad when KuCoin documents no such operation.</summary>
    public static UpdateKind Find(ReadOnlySpan<byte> operation)
    {
        foreach ((byte[] op, UpdateKind kind) in Operations)
        {
            if (op[^1] == '.' ? operation.StartsWith(op) : operation.SequenceEqual(op))
                return kind;
        }

        return UpdateKind.Bad;
    }

    private static Route? Find(Route[] routes, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject)
    {
        foreach (Route route in routes)
        {
            if (route.Fits(topic, subject))
                return route;
        }

        return null;
    }

    private static Route Unused(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject = default) =>
        new([.. topic], subject.IsEmpty ? null : [.. subject], UpdateKind.Ignored, null);
}
