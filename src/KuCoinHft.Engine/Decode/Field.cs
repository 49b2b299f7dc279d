namespace KuCoinHft.Engine.Decode;

/// <summary>The fields of KuCoin's messages that the engine reads; one place each in <see cref="DecodedFrame"/>.</summary>
/// <remarks>A field that several kinds share (symbol, price, time) is one field: a frame is of one kind at a time.</remarks>
public enum Field : byte
{
    // Envelope.
    Type,
    Topic,
    Subject,
    Id,
    Op,
    Code,
    Message,
    SessionId,
    Part,
    Parts,
    InTime,
    OutTime,
    Timestamp,
    PingInterval,
    PingTimeout,
    UserId,
    ChannelType,

    // Market data.
    Symbol,
    SequenceStart,
    SequenceEnd,
    Sequence,
    Time,
    Price,
    Size,
    BestAsk,
    BestAskSize,
    BestBid,
    BestBidSize,
    Side,
    TradeId,
    MakerOrderId,
    TakerOrderId,

    // Orders.
    Event,
    OrderId,
    ClientOid,
    OrderType,
    Status,
    OriginSize,
    OriginFunds,
    OrderTime,
    EngineTime,
    FilledSize,
    RemainSize,
    CanceledSize,
    OldSize,
    MatchPrice,
    MatchSize,
    Liquidity,
    FeeType,
    RemainFunds,
    CanceledFunds,
    BorrowSize,
    LoanApplyId,

    // Orders and fills over REST.
    OperationType,
    FilledFunds,
    Fee,
    FeeRate,
    FeeCurrency,
    SelfTradePrevention,
    Stop,
    StopTriggered,
    StopPrice,
    TimeInForce,
    IsPostOnly,
    IsHidden,
    IsIceberg,
    VisibleSize,
    CancelAfter,
    CancelExists,
    CancelReason,
    Channel,
    Remark,
    Tags,
    TradeType,
    IsInBook,
    IsActive,
    Tax,
    TaxRate,
    CreatedTime,
    UpdatedTime,
    FillId,
    CounterOrderId,
    IsForcedTaker,

    // Account.
    AccountId,
    Currency,
    Total,
    Available,
    Hold,
    AvailableChange,
    HoldChange,
    RelationEvent,
    RelationEventId,
    DebtRatio,
    TotalAsset,
    MarginCoefficientTotalAsset,
    TotalDebt,
    AccountStatus,
    Liability,
    LiabilityPrincipal,
    LiabilityInterest,
    BorrowSizeMax,
    IsBorrowEnabled,
    IsTransferInEnabled,

    // Bars.
    BarStart,
    BarSeconds,
    Open,
    Close,
    High,
    Low,
    Volume,
    Turnover,

    // Values that stand in rows or in an object of their own.
    Data,
    Candles,
    Changes,
    Asks,
    Bids,
    AssetList,
    DebtList,
    RelationContext,

    /// <summary>Not a field: how many there are.</summary>
    Count,
}

/// <summary>How a field's value is written and what becomes of it.</summary>
public enum FieldType : byte
{
    /// <summary>A string that is compared with known ones, hence without escapes.</summary>
    Name,

    /// <summary>A string or number that is only passed on, as its bytes.</summary>
    Text,

    /// <summary>Whole number, as JSON number or string.</summary>
    Integer,

    /// <summary>Exact decimal of any sign, as JSON number or string.</summary>
    Decimal,

    /// <summary>Exact decimal that is not negative: a price or a size.</summary>
    Amount,

    /// <summary>Amount that adds up over time and may outgrow a mantissa: the text is exact, the decimal is cut to the digits that fit.</summary>
    Sum,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>buy or sell.</summary>
    Side,

    /// <summary>The <c>type</c> of an order push.</summary>
    OrderEvent,

    /// <summary>The <c>status</c> of an order push.</summary>
    OrderStatus,

    /// <summary>taker or maker.</summary>
    Liquidity,

    /// <summary>The <c>type</c> of a position.status push.</summary>
    MarginEvent,

    /// <summary>Rows of price, size, sequence.</summary>
    Changes,

    /// <summary>Rows of price, size.</summary>
    Levels,

    /// <summary>Objects of total, available, hold by currency.</summary>
    Assets,

    /// <summary>Decimals by currency.</summary>
    Debts,

    /// <summary>An object with fields of its own.</summary>
    Object,

    /// <summary>An array whose elements are fields by their place; the last ones may be missing.</summary>
    Row,

    /// <summary>Read later, when the kind of the message is known.</summary>
    Deferred,
}
