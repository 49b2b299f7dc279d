using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server;

/// <summary>Which topics there are.</summary>
/// <remarks>Source: api.md 3.3 and 3.5. An unknown symbol of a known topic is accepted and stays silent, as on the live exchange.</remarks>
internal static class Topics
{
    /// <summary>The older order topic: the same without <c>received</c>. Several clients still subscribe to it.</summary>
    public const string OrdersV1 = "/spotMarket/tradeOrders";

    private static readonly HashSet<string> Public =
    [
        "/market/level2", "/market/match", "/market/ticker", "/market/snapshot", "/market/candles", "/spotMarket/level1",
        "/spotMarket/level2Depth5", "/spotMarket/level2Depth50", "/indicator/markPrice", "/indicator/index",
    ];

    private static readonly HashSet<string> Private =
        [PushWriter.OrdersTopic, OrdersV1, PushWriter.BalanceTopic, PushWriter.PositionTopic, "/spotMarket/advancedOrders", "/margin/isolatedPosition"];

    public static bool IsPrivate(string topic) => Private.Contains(Name(topic));

    public static bool IsPublic(string topic) => topic.Contains(':', StringComparison.Ordinal) && Public.Contains(Name(topic));

    /// <summary>The single topics of <c>/market/level2:A,B</c>.</summary>
    public static string[] Split(string topic)
    {
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? [topic] : [.. topic[(colon + 1)..].Split(',').Select(x => topic[..(colon + 1)] + x)];
    }

    private static string Name(string topic) => topic.Split(':', 2)[0];
}
