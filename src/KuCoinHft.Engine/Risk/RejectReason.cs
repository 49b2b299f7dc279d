namespace KuCoinHft.Engine.Risk;

/// <summary>Why an order that the agents want is not sent.</summary>
public enum RejectReason : byte
{
    None,

    /// <summary>KuCoin does not list the symbol for cross margin.</summary>
    NotMarginable,

    /// <summary>The book is stale, or older than the limit.</summary>
    StaleData,

    /// <summary>The symbol's position would exceed its limit.</summary>
    PositionLimit,

    /// <summary>The sum of all positions, orders on their way included, would exceed the limit.</summary>
    NotionalLimit,

    /// <summary>More orders in one second than allowed.</summary>
    OrderRate,

    /// <summary>The price is too far from the middle of the book.</summary>
    PriceCollar,

    /// <summary>The session's loss has reached its limit: only reductions pass.</summary>
    LossLimit,

    /// <summary>The rounded order is below the symbol's minimum size or funds.</summary>
    BelowMinimum,

    /// <summary>As many orders are open as the limits allow.</summary>
    TooManyOrders,

    /// <summary>Trading is switched off by configuration, as in a replay without an exchange.</summary>
    TradingOff,
}
