using static KuCoinHft.Engine.Decode.FieldNeed;

namespace KuCoinHft.Engine.Decode;

/// <summary>What the rows of REST answers hold that no push has the shape of.</summary>
/// <remarks>Source: KuCoin API documentation, HF margin orders and fills, cross margin account.</remarks>
internal static class RestShapes
{
    /// <summary>An order over REST. What the engine follows must be there; an order by funds has no size.</summary>
    /// <remarks>What the engine does not follow is passed on as text, so that no number in it can cost the news of an order's end, whatever its sign and length.</remarks>
    public static readonly ObjectShape OrderState = new(
        new("id", Field.OrderId, FieldType.Text, Required),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("opType", Field.OperationType, FieldType.Text),
        new("type", Field.OrderType, FieldType.Text),
        new("side", Field.Side, FieldType.Side, Required),
        new("price", Field.Price, FieldType.Amount),
        new("size", Field.OriginSize, FieldType.Amount, NullAllowed),
        new("funds", Field.OriginFunds, FieldType.Text),
        new("dealSize", Field.FilledSize, FieldType.Amount, Required),
        new("dealFunds", Field.FilledFunds, FieldType.Text),
        new("remainSize", Field.RemainSize, FieldType.Amount),
        new("remainFunds", Field.RemainFunds, FieldType.Text),
        new("cancelledSize", Field.CanceledSize, FieldType.Amount),
        new("cancelledFunds", Field.CanceledFunds, FieldType.Text),
        new("fee", Field.Fee, FieldType.Text),
        new("feeCurrency", Field.FeeCurrency, FieldType.Text),
        new("stp", Field.SelfTradePrevention, FieldType.Text),
        new("stop", Field.Stop, FieldType.Text),
        new("stopTriggered", Field.StopTriggered, FieldType.Flag),
        new("stopPrice", Field.StopPrice, FieldType.Text),
        new("timeInForce", Field.TimeInForce, FieldType.Text),
        new("postOnly", Field.IsPostOnly, FieldType.Flag),
        new("hidden", Field.IsHidden, FieldType.Flag),
        new("iceberg", Field.IsIceberg, FieldType.Flag),
        new("visibleSize", Field.VisibleSize, FieldType.Text),
        new("cancelAfter", Field.CancelAfter, FieldType.Text),
        new("channel", Field.Channel, FieldType.Text),
        new("clientOid", Field.ClientOid, FieldType.Text),
        new("remark", Field.Remark, FieldType.Text),
        new("tags", Field.Tags, FieldType.Text),
        new("cancelExist", Field.CancelExists, FieldType.Flag),
        new("cancelReason", Field.CancelReason, FieldType.Text),
        new("createdAt", Field.CreatedAt, FieldType.Integer),
        new("lastUpdatedAt", Field.UpdatedAt, FieldType.Integer),
        new("tradeType", Field.TradeType, FieldType.Text),
        new("inOrderBook", Field.IsInBook, FieldType.Flag),
        new("active", Field.IsActive, FieldType.Flag, Required),
        new("tax", Field.Tax, FieldType.Text));

    /// <summary>A fill over REST; it names its order by the exchange's id alone.</summary>
    public static readonly ObjectShape Fill = new(
        new("id", Field.FillId, FieldType.Text),
        new("symbol", Field.Symbol, FieldType.Name, Required),
        new("tradeId", Field.TradeId, FieldType.Text, Required),
        new("orderId", Field.OrderId, FieldType.Text, Required),
        new("counterOrderId", Field.CounterOrderId, FieldType.Text),
        new("side", Field.Side, FieldType.Side, Required),
        new("liquidity", Field.Liquidity, FieldType.Liquidity, Required),
        new("forceTaker", Field.IsForcedTaker, FieldType.Flag),
        new("price", Field.MatchPrice, FieldType.Amount, Required),
        new("size", Field.MatchSize, FieldType.Amount, Required),
        new("funds", Field.FilledFunds, FieldType.Decimal),
        new("fee", Field.Fee, FieldType.Decimal),
        new("feeRate", Field.FeeRate, FieldType.Decimal),
        new("feeCurrency", Field.FeeCurrency, FieldType.Text),
        new("stop", Field.Stop, FieldType.Text),
        new("tradeType", Field.TradeType, FieldType.Text),
        new("tax", Field.Tax, FieldType.Decimal),
        new("taxRate", Field.TaxRate, FieldType.Decimal),
        new("type", Field.OrderType, FieldType.Text),
        new("createdAt", Field.CreatedAt, FieldType.Integer));

    /// <summary>One currency of the margin account over REST, which gives no time.</summary>
    public static readonly ObjectShape MarginAccount = new(
        new("currency", Field.Currency, FieldType.Name, Required),
        new("total", Field.Total, FieldType.Decimal, Required),
        new("available", Field.Available, FieldType.Decimal, Required),
        new("hold", Field.Hold, FieldType.Decimal, Required),
        new("liability", Field.Liability, FieldType.Decimal),
        new("liabilityPrincipal", Field.LiabilityPrincipal, FieldType.Decimal),
        new("liabilityInterest", Field.LiabilityInterest, FieldType.Decimal),
        new("maxBorrowSize", Field.BorrowSizeMax, FieldType.Decimal),
        new("borrowEnabled", Field.IsBorrowEnabled, FieldType.Flag),
        new("transferInEnabled", Field.IsTransferInEnabled, FieldType.Flag),
        new("time", Field.Time, FieldType.Integer));

    /// <summary>The margin account's sums over REST, in the quote currency asked for, where the push gives BTC.</summary>
    public static readonly ObjectShape MarginTotals = new(
        new("totalAssetOfQuoteCurrency", Field.TotalAsset, FieldType.Decimal),
        new("totalLiabilityOfQuoteCurrency", Field.TotalDebt, FieldType.Decimal),
        new("debtRatio", Field.DebtRatio, FieldType.Decimal, Required),
        new("status", Field.AccountStatus, FieldType.Text),
        new("time", Field.Time, FieldType.Integer));
}
