using static KuCoinHft.Engine.Decode.FieldNeed;

namespace KuCoinHft.Engine.Decode;

/// <summary>What each kind of message holds: the protocol as tables.</summary>
/// <remarks>Source: KuCoin's classic WebSocket feeds and WebSocket trading API.</remarks>
internal static class MessageShapes
{
    /// <summary>The outermost object of every message, ours of a snapshot part included.</summary>
    public static readonly ObjectShape Envelope = new(
        new("type", Field.Type, FieldType.Name),
        new("topic", Field.Topic, FieldType.Name),
        new("subject", Field.Subject, FieldType.Name),
        new("data", Field.Data, FieldType.Deferred),
        new("id", Field.Id, FieldType.Text),
        new("op", Field.Op, FieldType.Name),
        new("code", Field.Code, FieldType.Integer),
        new("msg", Field.Message, FieldType.Text),
        new("sessionId", Field.SessionId, FieldType.Text),
        new("part", Field.Part, FieldType.Integer),
        new("parts", Field.Parts, FieldType.Integer),
        new("userId", Field.UserId, FieldType.Text),
        new("channelType", Field.ChannelType, FieldType.Text),
        new("timestamp", Field.Timestamp, FieldType.Integer),
        new("pingInterval", Field.PingInterval, FieldType.Integer),
        new("pingTimeout", Field.PingTimeout, FieldType.Integer),
        new("inTime", Field.InTime, FieldType.Integer),
        new("outTime", Field.OutTime, FieldType.Integer),
        new("userRateLimit", Field.UserRateLimit, FieldType.Object, Optional, Rate(Field.UserRateMax, Field.UserRateReset, Field.UserRateLeft)),
        new("rateLimit", Field.RateLimit, FieldType.Object, Optional, Rate(Field.RateMax, Field.RateReset, Field.RateLeft)));

    public static readonly ObjectShape ChangeSides = new(
        new("asks", Field.Asks, FieldType.Changes, Required),
        new("bids", Field.Bids, FieldType.Changes, Required));

    /// <summary>Both forms: that of 2021 has no time.</summary>
    public static readonly ObjectShape Level2 = new(
        new("changes", Field.Changes, FieldType.Object, Required, ChangeSides),
        new("sequenceStart", Field.SequenceStart, FieldType.Integer, Required),
        new("sequenceEnd", Field.SequenceEnd, FieldType.Integer, Required),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("time", Field.Time, FieldType.Integer));

    public static readonly ObjectShape SnapshotPart = new(
        new("time", Field.Time, FieldType.Integer),
        new("sequence", Field.Sequence, FieldType.Integer, Required),
        new("bids", Field.Bids, FieldType.Levels, Required),
        new("asks", Field.Asks, FieldType.Levels, Required));

    /// <summary>The documentation's example writes Time; every recorded frame writes time.</summary>
    public static readonly ObjectShape Ticker = new(
        new("sequence", Field.Sequence, FieldType.Integer, Required),
        new("price", Field.Price, FieldType.Amount, NullAllowed),
        new("size", Field.Size, FieldType.Amount, NullAllowed),
        new("bestAsk", Field.BestAsk, FieldType.Amount, NullAllowed),
        new("bestAskSize", Field.BestAskSize, FieldType.Amount, NullAllowed),
        new("bestBid", Field.BestBid, FieldType.Amount, NullAllowed),
        new("bestBidSize", Field.BestBidSize, FieldType.Amount, NullAllowed),
        new("time", Field.Time, FieldType.Integer),
        new("Time", Field.CapitalTime, FieldType.Integer));

    public static readonly ObjectShape Match = new(
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("sequence", Field.Sequence, FieldType.Integer, Required),
        new("side", Field.Side, FieldType.Side, Required),
        new("size", Field.Size, FieldType.Amount, Required),
        new("price", Field.Price, FieldType.Amount, Required),
        new("takerOrderId", Field.TakerOrderId, FieldType.Text),
        new("time", Field.Time, FieldType.Integer),
        new("type", Field.Event, FieldType.Name),
        new("makerOrderId", Field.MakerOrderId, FieldType.Text),
        new("tradeId", Field.TradeId, FieldType.Text));

    /// <summary>What each event needs beyond this is in <see cref="OrderNeeds"/>.</summary>
    public static readonly ObjectShape Order = new(
        new("canceledSize", Field.CanceledSize, FieldType.Amount),
        new("clientOid", Field.ClientOid, FieldType.Text),
        new("filledSize", Field.FilledSize, FieldType.Amount),
        new("orderId", Field.OrderId, FieldType.Text, Required),
        new("orderTime", Field.OrderTime, FieldType.Integer),
        new("orderType", Field.OrderType, FieldType.Text),
        new("originSize", Field.OriginSize, FieldType.Amount),
        new("price", Field.Price, FieldType.Amount),
        new("remainSize", Field.RemainSize, FieldType.Amount),
        new("side", Field.Side, FieldType.Side, Required),
        new("size", Field.Size, FieldType.Amount),
        new("status", Field.Status, FieldType.OrderStatus, Required),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("ts", Field.EngineTime, FieldType.Integer),
        new("type", Field.Event, FieldType.OrderEvent, Required),
        new("liquidity", Field.Liquidity, FieldType.Liquidity),
        new("feeType", Field.FeeType, FieldType.Text),
        new("matchPrice", Field.MatchPrice, FieldType.Amount),
        new("matchSize", Field.MatchSize, FieldType.Amount),
        new("tradeId", Field.TradeId, FieldType.Text),
        new("oldSize", Field.OldSize, FieldType.Amount),
        new("originFunds", Field.OriginFunds, FieldType.Amount),
        new("remainFunds", Field.RemainFunds, FieldType.Amount),
        new("canceledFunds", Field.CanceledFunds, FieldType.Amount));

    /// <summary>Older pushes also say whether the trigger succeeded, and if not, why.</summary>
    public static readonly ObjectShape StopOrder = new(
        new("orderId", Field.OrderId, FieldType.Text, Required),
        new("orderPrice", Field.OrderPrice, FieldType.Amount),
        new("orderType", Field.OrderType, FieldType.Text),
        new("side", Field.Side, FieldType.Side, Required),
        new("size", Field.Size, FieldType.Amount),
        new("stop", Field.Stop, FieldType.StopTrigger),
        new("stopPrice", Field.StopPrice, FieldType.Amount),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("tradeType", Field.TradeType, FieldType.Text),
        new("type", Field.Event, FieldType.StopEvent, Required),
        new("createdAt", Field.CreatedAt, FieldType.Integer),
        new("ts", Field.EngineTime, FieldType.Integer),
        new("triggerSuccess", Field.TriggerSuccess, FieldType.Flag),
        new("error", Field.Error, FieldType.Text));

    public static readonly ObjectShape Relation = new(
        new("symbol", Field.Symbol, FieldType.Text),
        new("orderId", Field.OrderId, FieldType.Text),
        new("tradeId", Field.TradeId, FieldType.Text));

    /// <summary>Totals may be negative: a position in LIABILITY owes more than it holds.</summary>
    public static readonly ObjectShape Balance = new(
        new("accountId", Field.AccountId, FieldType.Text),
        new("currency", Field.Currency, FieldType.Name, Required),
        new("total", Field.Total, FieldType.Decimal, Required),
        new("available", Field.Available, FieldType.Decimal, Required),
        new("hold", Field.Hold, FieldType.Decimal, Required),
        new("availableChange", Field.AvailableChange, FieldType.Decimal),
        new("holdChange", Field.HoldChange, FieldType.Decimal),
        new("relationContext", Field.RelationContext, FieldType.Object, Optional, Relation),
        new("relationEvent", Field.RelationEvent, FieldType.Text),
        new("relationEventId", Field.RelationEventId, FieldType.Text),
        new("time", Field.Time, FieldType.Integer));

    public static readonly ObjectShape Asset = new(
        new("total", Field.Total, FieldType.Decimal, Required),
        new("available", Field.Available, FieldType.Decimal, Required),
        new("hold", Field.Hold, FieldType.Decimal, Required));

    /// <summary>Older pushes have no assetList; the ratio is what the risk gate needs.</summary>
    public static readonly ObjectShape MarginPosition = new(
        new("debtRatio", Field.DebtRatio, FieldType.Decimal, Required),
        new("totalAsset", Field.TotalAsset, FieldType.Decimal),
        new("marginCoefficientTotalAsset", Field.MarginCoefficientTotalAsset, FieldType.Decimal),
        new("totalDebt", Field.TotalDebt, FieldType.Decimal),
        new("assetList", Field.AssetList, FieldType.Assets),
        new("debtList", Field.DebtList, FieldType.Debts),
        new("timestamp", Field.Time, FieldType.Integer));

    public static readonly ObjectShape MarginStatus = new(
        new("type", Field.Event, FieldType.MarginEvent, Required),
        new("timestamp", Field.Time, FieldType.Integer));

    public static readonly ObjectShape IsolatedAsset = new(
        new("total", Field.Total, FieldType.Decimal, Required),
        new("hold", Field.Hold, FieldType.Decimal, Required),
        new("liabilityPrincipal", Field.LiabilityPrincipal, FieldType.Decimal, Required),
        new("liabilityInterest", Field.LiabilityInterest, FieldType.Decimal, Required));

    public static readonly ObjectShape IsolatedPosition = new(
        new("tag", Field.Symbol, FieldType.Name, Required),
        new("status", Field.Status, FieldType.IsolatedStatus, Required),
        new("statusBizType", Field.StatusReason, FieldType.Text),
        new("accumulatedPrincipal", Field.AccumulatedPrincipal, FieldType.Decimal),
        new("changeAssets", Field.ChangeAssets, FieldType.IsolatedAssets),
        new("timestamp", Field.Time, FieldType.Integer));

    /// <summary>Lenders' orders: open, updated or done.</summary>
    public static readonly ObjectShape Loan = new(
        new("currency", Field.Currency, FieldType.Text),
        new("orderId", Field.OrderId, FieldType.Text),
        new("dailyIntRate", Field.DailyRate, FieldType.Decimal),
        new("term", Field.Term, FieldType.Text),
        new("size", Field.Size, FieldType.Decimal),
        new("lentSize", Field.LentSize, FieldType.Decimal),
        new("side", Field.Side, FieldType.Text),
        new("reason", Field.Reason, FieldType.Text),
        new("ts", Field.EngineTime, FieldType.Integer));

    public static readonly ObjectShape OrderAnswer = new(
        new("orderId", Field.OrderId, FieldType.Text),
        new("clientOid", Field.ClientOid, FieldType.Text),
        new("borrowSize", Field.BorrowSize, FieldType.Decimal),
        new("loanApplyId", Field.LoanApplyId, FieldType.Text));

    /// <summary>Answers to the operations of spot orders, which the engine does not send.</summary>
    public static readonly ObjectShape SpotAnswer = new(
        new("orderId", Field.OrderId, FieldType.Text),
        new("newOrderId", Field.NewOrderId, FieldType.Text),
        new("clientOid", Field.ClientOid, FieldType.Text),
        new("orderTime", Field.OrderTime, FieldType.Integer),
        new("originSize", Field.OriginSize, FieldType.Decimal),
        new("dealSize", Field.FilledSize, FieldType.Decimal),
        new("remainSize", Field.RemainSize, FieldType.Decimal),
        new("canceledSize", Field.CanceledSize, FieldType.Decimal),
        new("status", Field.Status, FieldType.Text),
        new("matchTime", Field.EngineTime, FieldType.Integer));

    /// <summary>Fields that an order push of <paramref name="type"/> must hold beyond the common ones, or the position could not be kept.</summary>
    public static ReadOnlySpan<Field> OrderNeeds(OrderEvent type) => type switch
    {
        OrderEvent.Received => [],
        OrderEvent.Match => [Field.MatchPrice, Field.MatchSize, Field.FilledSize, Field.TradeId, Field.Liquidity],
        OrderEvent.Filled or OrderEvent.Canceled => [Field.FilledSize],
        _ => [Field.FilledSize, Field.RemainSize],
    };

    private static ObjectShape Rate(Field max, Field reset, Field left) => new(
        new("limit", max, FieldType.Integer),
        new("reset", reset, FieldType.Integer),
        new("remaining", left, FieldType.Integer));
}
