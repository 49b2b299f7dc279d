using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Reads what a request says about which orders it wants.</summary>
/// <remarks>Source: api.md 6.2 to 6.4.</remarks>
internal static class OrderQuery
{
    private const string Margin = "MARGIN_TRADE";

    /// <summary>The orders of a query, of one kind.</summary>
    public static OrderFilter Filter(this RestRequest request, bool? isMargin) => new()
    {
        Symbol = request["symbol"],
        IsMargin = isMargin,
        Side = request["side"] switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => Side.None },
        Type = request["type"],
        OrderId = request["orderId"] ?? request["orderIds"],
        StartMs = request.Number("startAt", 0),
        EndMs = request.Number("endAt", 0),
        LastId = request.Number("lastId", 0),
        Limit = (int)request.Number("limit", 20, 1, OrderFilter.LimitMax),
    };

    /// <summary>Whether tradeType names cross margin; spot where it is absent.</summary>
    public static bool IsMarginTrade(this RestRequest request) => (request["tradeType"] ?? request.Field("tradeType")) == Margin;

    /// <summary>Null where tradeType is absent: both kinds.</summary>
    public static bool? TradeKind(this RestRequest request) => request["tradeType"] is { } type ? type == Margin : null;

    /// <summary>Why a margin list is refused: it must name a tradeType, and isolated margin has no orders here.</summary>
    public static Refusal? RefuseTradeType(this RestRequest request) => request["tradeType"] switch
    {
        Margin or "MARGIN_ISOLATED_TRADE" => null,
        _ => new Refusal("400100", "tradeType must be MARGIN_TRADE or MARGIN_ISOLATED_TRADE."),
    };

    /// <summary>True where the list is of isolated margin.</summary>
    public static bool IsIsolated(this RestRequest request) => request["tradeType"] == "MARGIN_ISOLATED_TRADE";
}
