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
    UserRateLimit,
    UserRateMax,
    UserRateReset,
    UserRateLeft,
    RateLimit,
    RateMax,
    RateReset,
    RateLeft,
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
    CapitalTime,
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
    NewOrderId,
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
    StatusReason,
    AccumulatedPrincipal,
    LiabilityPrincipal,
    LiabilityInterest,

    // Stop orders.
    OrderPrice,
    Stop,
    StopPrice,
    TradeType,
    CreatedAt,
    TriggerSuccess,
    Error,

    // Bars.
    BarStart,
    BarSeconds,
    Open,
    Close,
    High,
    Low,
    Volume,
    Turnover,

    // 24-hour figures.
    AveragePrice,
    ChangePrice,
    ChangeRate,
    BaseCurrency,
    QuoteCurrency,
    SymbolCode,
    Market,
    Markets,
    SiteTypes,
    Board,
    Mark,
    Sort,
    MakerCoefficient,
    TakerCoefficient,
    MakerFeeRate,
    TakerFeeRate,
    MarginTrade,
    Trading,
    InnerSequence,
    Figures,

    // Their changes: of one hour, four, and a day.
    HourChangePrice,
    HourChangeRate,
    HourHigh,
    HourLow,
    HourOpen,
    HourVolume,
    HourTurnover,
    FourHourChangePrice,
    FourHourChangeRate,
    FourHourHigh,
    FourHourLow,
    FourHourOpen,
    FourHourVolume,
    FourHourTurnover,
    DayChangePrice,
    DayChangeRate,
    DayHigh,
    DayLow,
    DayOpen,
    DayVolume,
    DayTurnover,
    HourChange,
    FourHourChange,
    DayChange,

    // Mark and index prices, call auctions.
    Value,
    Granularity,
    EstimatedPrice,
    EstimatedSize,
    SellLowPrice,
    SellHighPrice,
    BuyLowPrice,
    BuyHighPrice,

    // Lending.
    DailyRate,
    AnnualRate,
    Term,
    LentSize,
    Reason,

    // Values that stand in rows or in an object of their own.
    Data,
    Candles,
    Changes,
    Asks,
    Bids,
    AssetList,
    DebtList,
    ChangeAssets,
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

    /// <summary>The <c>type</c> of a stop order push.</summary>
    StopEvent,

    /// <summary>The <c>stop</c> of a stop order push; words beyond those known may come.</summary>
    StopTrigger,

    /// <summary>The <c>status</c> of an isolated margin position.</summary>
    IsolatedStatus,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Strings that are only passed on.</summary>
    Texts,

    /// <summary>Rows of price, size, sequence.</summary>
    Changes,

    /// <summary>Rows of price, size.</summary>
    Levels,

    /// <summary>Objects of total, available, hold by currency.</summary>
    Assets,

    /// <summary>Objects of total, hold, liabilityPrincipal, liabilityInterest by currency.</summary>
    IsolatedAssets,

    /// <summary>Decimals by currency.</summary>
    Debts,

    /// <summary>An object with fields of its own.</summary>
    Object,

    /// <summary>An array whose elements are fields by their place; the last ones may be missing.</summary>
    Row,

    /// <summary>Read later, when the kind of the message is known.</summary>
    Deferred,
}
