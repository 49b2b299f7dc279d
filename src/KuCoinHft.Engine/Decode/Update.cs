using System.Runtime.InteropServices;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>What a frame says.</summary>
public enum UpdateKind : byte
{
    None,
    Bad,
    Welcome,
    Ack,
    Pong,
    Error,
    Level2,
    SnapshotPart,
    Ticker,
    Match,
    Order,
    Balance,
    MarginPosition,
    MarginStatus,

    /// <summary>Answer of the WebSocket trading API to an order.</summary>
    OrderAnswer,

    /// <summary>Answer of the WebSocket trading API to a cancel.</summary>
    CancelAnswer,
    Timer,
    SlowFeatures,

    /// <summary>A message of a topic that the engine does not use.</summary>
    Ignored,

    /// <summary>The best 5 or 50 levels, whole, without a sequence.</summary>
    Depth,

    /// <summary>The best level, without a sequence.</summary>
    Level1,

    /// <summary>One bar, from the feed or from a REST answer.</summary>
    Candle,

    /// <summary>The 24-hour figures of a symbol or a market.</summary>
    MarketSnapshot,
    MarkPrice,
    IndexPrice,
    IsolatedPosition,

    /// <summary>A stop order's life, from the advanced orders' topic.</summary>
    StopOrder,

    /// <summary>REST: an order as it stands. It has the fields of an order push; its event is Received, Open, Filled or Canceled.</summary>
    OrderState,

    /// <summary>REST: one fill of the account's. It names its order by the exchange's id alone, hence has no key.</summary>
    Fill,
}

/// <summary>The <c>type</c> of an order or stop order push.</summary>
public enum OrderEvent : byte
{
    None,
    Received,
    Open,
    Match,
    Update,
    Filled,
    Canceled,

    /// <summary>Of a stop order: its price was reached, the order goes on under an orderId of its own.</summary>
    Triggered,

    /// <summary>Of a stop order: its price was reached, and the order was refused.</summary>
    TriggerFailed,
}

/// <summary>What sets off a stop order: the <c>stop</c> of its push, alone or as a leg of an OCO order.</summary>
public enum StopTrigger : byte
{
    /// <summary>Another word than those known here.</summary>
    None,

    /// <summary>The last price at or below the stop price.</summary>
    Loss,

    /// <summary>The last price at or above the stop price.</summary>
    Entry,

    /// <summary>A stop price that follows the market.</summary>
    Trailing,
}

/// <summary>The <c>status</c> of an isolated margin position.</summary>
public enum IsolatedStatus : byte
{
    None,
    Debt,
    Clear,
    InBorrow,
    InRepay,
    InLiquidation,
    InAutoRenew,
}

/// <summary>The <c>type</c> of a <c>position.status</c> push.</summary>
public enum MarginEvent : byte
{
    None,

    /// <summary>FROZEN_FL: over the liquidation line, the position is frozen.</summary>
    FrozenForLiquidation,

    /// <summary>UNFROZEN_FL: liquidation is over.</summary>
    UnfrozenFromLiquidation,

    /// <summary>FROZEN_RENEW.</summary>
    FrozenForRenewal,

    /// <summary>UNFROZEN_RENEW.</summary>
    UnfrozenFromRenewal,

    /// <summary>LIABILITY: the balance is negative.</summary>
    NegativeBalance,

    /// <summary>UNLIABILITY: the negative balance is repaid.</summary>
    NegativeBalanceRepaid,
}

/// <summary>A frame, decoded: prices in ticks, sizes in lots, only the fields that its kind has.</summary>
/// <remarks>Shape: three cache lines. Written by Decode alone. Fields without meaning for the kind are 0.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 192)]
public struct Update
{
    public UpdateKind Kind;
    public BadReason Bad;

    /// <summary>Ticker and Match: side of the taker. Order and StopOrder: side of the order.</summary>
    public Side Side;
    public OrderEvent OrderEvent;

    /// <summary>Index in the instrument table, or -1 when the frame concerns no listed symbol.</summary>
    public short SymbolId;

    /// <summary>Snapshot: 1-based number of this part, and how many there are.</summary>
    public short Part;
    public short Parts;

    /// <summary>Order push and Fill: 1 if liquidity is maker.</summary>
    public byte IsMaker;

    /// <summary>MarginStatus.</summary>
    public MarginEvent MarginEvent;

    /// <summary>Level2, SnapshotPart and Depth: changes in <see cref="FrameChanges"/>. SlowFeatures: floats in the frame.</summary>
    public int ChangeCount;

    /// <summary>Exchange's time, nanoseconds since the epoch, 0 if the frame has none.</summary>
    public long ExchangeNs;

    /// <summary>First and last sequence of a level2 frame; both equal for a snapshot, a ticker and a market snapshot.</summary>
    public long SequenceStart;
    public long SequenceEnd;

    /// <summary>Match: trade price and size. Ticker and MarketSnapshot: last trade. Order and StopOrder: order price and original size.</summary>
    public long PriceTicks;
    public long SizeLots;

    /// <summary>Ticker, Level1 and MarketSnapshot.</summary>
    public long BidTicks;
    public long BidLots;
    public long AskTicks;
    public long AskLots;

    /// <summary>Order pushes and rows, trading answers, and the refusal of a question about an order: key of our order from its clientOid, 0 for an order that is not ours.</summary>
    public long OrderKey;
    public long FilledLots;
    public long RemainLots;
    public long MatchTicks;
    public long MatchLots;

    /// <summary>
    /// Trading answers and Error: KuCoin's code as a number (200000 = success). Timer: the timer's number.
    /// SlowFeatures: index of the first feature.
    /// </summary>
    public int Code;

    /// <summary>Balance: index of the currency in session currency list, -1 if unknown. MarkPrice and IndexPrice: of the currency whose price it is.</summary>
    public int CurrencyId;

    /// <summary>Balance: in 10^-8 of the currency, rounded towards zero. MarginPosition: DebtRatio in 10^-8.</summary>
    public long TotalE8;
    public long AvailableE8;
    public long HoldE8;
    public long DebtRatioE8;

    /// <summary>Candle: price at the bar's start. Its close is <see cref="PriceTicks"/>, its volume <see cref="SizeLots"/>, its start <see cref="ExchangeNs"/>, its length <see cref="Code"/> seconds.</summary>
    public long OpenTicks;

    /// <summary>StopOrder.</summary>
    public StopTrigger StopTrigger;

    /// <summary>IsolatedPosition.</summary>
    public IsolatedStatus IsolatedStatus;

    /// <summary>StopOrder: the price that sets it off, in the room of the match's.</summary>
    public long StopTicks
    {
        readonly get => MatchTicks;
        set => MatchTicks = value;
    }

    /// <summary>MarkPrice and IndexPrice: exact, for they follow no increment; in the room of <see cref="PriceTicks"/> and <see cref="Code"/>.</summary>
    public Dec Mark
    {
        readonly get => new(PriceTicks, Code);
        set => (PriceTicks, Code) = (value.Mantissa, value.Scale);
    }

    /// <summary>Candle: highest and lowest price, in the room of the ticker's ask and bid.</summary>
    public long HighTicks
    {
        readonly get => AskTicks;
        set => AskTicks = value;
    }

    /// <inheritdoc cref="HighTicks"/>
    public long LowTicks
    {
        readonly get => BidTicks;
        set => BidTicks = value;
    }
}

/// <summary>One level of a book message.</summary>
/// <remarks>Shape: 32 bytes, two to a cache line.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 32)]
public struct BookLevelChange
{
    /// <summary>0 advances the sequence only.</summary>
    public long PriceTicks;

    /// <summary>The level's new absolute size; 0 removes it.</summary>
    public long SizeLots;

    /// <summary>The change's own sequence, 0 in a snapshot.</summary>
    public long Sequence;
    public Side Side;
}
