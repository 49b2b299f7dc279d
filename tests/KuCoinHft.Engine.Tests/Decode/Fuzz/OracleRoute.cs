using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>A topic or an operation and what its messages are, written down once more for the tests.</summary>
/// <param name="Topic">Whole, or a beginning when it ends in ':', '/' or '.'.</param>
/// <param name="Subject">Empty: any.</param>
/// <param name="Shape">Null: the data is not looked at.</param>
internal sealed record OracleRoute(byte[] Topic, byte[] Subject, UpdateKind Kind, OracleShape? Shape)
{
    public static readonly OracleRoute[] Pushes = Parse(
        """
        /market/level2: trade.l2update Level2 level2
        /market/ticker: trade.ticker Ticker ticker
        /market/match: trade.l3match Match match
        /spotMarket/tradeOrdersV2 orderChange Order order
        /account/balance account.balance Balance balance
        /margin/position debt.ratio MarginPosition margin
        /margin/position position.status MarginPosition margin
        /market/ticker:all * Ticker ticker
        /spotMarket/level1: level1 Level1 level1
        /spotMarket/level2Depth5: level2 Depth depth
        /spotMarket/level2Depth50: level2 Depth depth
        /market/candles: trade.candles.update Candle candle
        /market/candles: trade.candles.add Candle candle
        /market/snapshot: trade.snapshot MarketSnapshot snapshot
        /indicator/markPrice: tick MarkPrice tick
        /indicator/index: tick IndexPrice tick
        /spotMarket/tradeOrders orderChange Order order
        /spotMarket/advancedOrders stopOrder StopOrder stop
        /margin/isolatedPosition: positionChange IsolatedPosition isolated
        /callauction/level2Depth50: * Ignored depth
        /callauction/ * Ignored auction
        /margin/loan: * Ignored loan
        /margin/fundingBook: funding.update Ignored funding
        """);

    public static readonly OracleRoute[] RestRows = Parse(
        """
        /market/candles: * Candle candle
        /api/v3/hf/margin/orders * OrderState orderstate
        /api/v3/hf/margin/fills * Fill fill
        /api/v3/margin/accounts: * Balance account
        /api/v3/margin/accounts * MarginPosition totals
        """);

    public static readonly OracleRoute[] Operations = Parse(
        """
        margin.order * OrderAnswer orderanswer
        margin.cancel * CancelAnswer orderanswer
        pong * Pong -
        spot.order * Ignored spotanswer
        spot.sync_order * Ignored spotanswer
        spot.modify * Ignored spotanswer
        spot.cancel * Ignored spotanswer
        spot.sync_cancel * Ignored spotanswer
        futures. * Ignored -
        uta.order * Ignored -
        uta.cancel * Ignored -
        """);

    /// <summary>The lengths of bars in seconds; a month counts 30 days.</summary>
    public static readonly (byte[] Name, int Seconds)[] Bars =
    [
        .. new[] { 1, 3, 5, 15, 30 }.Select(n => (Encoding.UTF8.GetBytes($"{n}min"), n * 60)),
        .. new[] { 1, 2, 4, 6, 8, 12 }.Select(n => (Encoding.UTF8.GetBytes($"{n}hour"), n * 3_600)),
        ("1day"u8.ToArray(), 86_400),
        ("1week"u8.ToArray(), 604_800),
        ("1month"u8.ToArray(), 2_592_000),
    ];

    /// <summary>The first of the routes that the topic and the subject fit, or null.</summary>
    public static OracleRoute? Find(OracleRoute[] routes, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> subject)
    {
        foreach (OracleRoute route in routes)
        {
            bool isBeginning = route.Topic[^1] is (byte)':' or (byte)'/' or (byte)'.';
            bool isTopic = isBeginning ? topic.StartsWith(route.Topic) : topic.SequenceEqual(route.Topic);
            if (isTopic && (route.Subject.Length == 0 || subject.SequenceEqual(route.Subject)))
                return route;
        }

        return null;
    }

    private static OracleRoute[] Parse(string lines) => [.. lines.Split('\n').Select(line =>
    {
        string[] words = line.Split(' ');
        byte[] subject = words[1] == "*" ? [] : Encoding.UTF8.GetBytes(words[1]);
        return new OracleRoute(Encoding.UTF8.GetBytes(words[0]), subject, Enum.Parse<UpdateKind>(words[2]), words[3] == "-" ? null : OracleShape.Of(words[3]));
    })];
}
