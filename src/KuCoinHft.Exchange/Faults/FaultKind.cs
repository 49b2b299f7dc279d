namespace KuCoinHft.Exchange.Faults;

/// <summary>What can go wrong between the exchange and its clients.</summary>
/// <remarks>The ledger is never touched: whatever a client is told, it keeps the truth. In a table the name begins with a small letter.</remarks>
public enum FaultKind
{
    /// <summary>An order or cancel is accepted, and its answer never comes.</summary>
    AnswerLost,

    /// <summary>An order or cancel is accepted, and the answer says that the server failed (500000) or timed out (408000).</summary>
    AnswerError,

    /// <summary>The push of a fill comes twice.</summary>
    FillDuplicated,

    /// <summary>The answer to an accepted order comes late, so that its fills come first.</summary>
    FillBeforeAck,

    /// <summary>The push of a fill (match or filled) is lost; everything else on the connection goes on, pongs included.</summary>
    FillDropped,

    /// <summary>A cancel reaches the book late, so that a fill may win.</summary>
    CancelFillRace,

    /// <summary>An order's first pushes (received, open) lack orderId.</summary>
    PushWithoutOrderId,

    /// <summary>A market order by funds that was filled ends with the type canceled.</summary>
    MarketFundsCanceled,

    /// <summary>Every request is refused with 429 for a while.</summary>
    RateLimitStorm,

    /// <summary>A connection takes what comes and says nothing for a while: no pushes, answers or pongs.</summary>
    SilentSocket,

    /// <summary>Every token of the feed ends at once. Over sockets alone.</summary>
    TokenExpiry,

    /// <summary>A level2 frame is lost.</summary>
    SequenceGap,

    /// <summary>The full book over REST is the recorded one, older than the stream.</summary>
    StaleSnapshot,

    /// <summary>The exchange's wall clock is wrong for a while: signatures and <c>/api/v1/timestamp</c>. Over sockets alone.</summary>
    ClockSkew,

    /// <summary>A message comes in small parts with pauses between them. Over sockets alone.</summary>
    SlowDrip,

    /// <summary>A connection stays open for a while, but nothing passes in either direction.</summary>
    HalfOpen,

    /// <summary>The exchange goes away for a while: connections and tokens end, nothing can be asked. Orders and balances outlast it.</summary>
    Restart,
}
