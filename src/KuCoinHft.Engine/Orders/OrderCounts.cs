namespace KuCoinHft.Engine.Orders;

/// <summary>What became of our orders.</summary>
/// <remarks>Thread: written by the engine's worker; read when it has stopped.</remarks>
public sealed class OrderCounts
{
    public long Sent { get; internal set; }

    /// <summary>Orders that the exchange has: by its answer or by a push, whichever came first.</summary>
    public long Acked { get; internal set; }

    /// <summary>Refused by the exchange.</summary>
    public long Refused { get; internal set; }

    /// <summary>Answered with a code that leaves open whether the exchange has the order; it stays in the table.</summary>
    public long OutcomeUnknown { get; internal set; }

    /// <summary>Match pushes.</summary>
    public long Fills { get; internal set; }

    /// <summary>Orders filled whole.</summary>
    public long Filled { get; internal set; }

    public long Canceled { get; internal set; }

    public long CancelsSent { get; internal set; }

    public long SnapshotsRequested { get; internal set; }

    /// <summary>Questions over REST about orders that gave no sign of life.</summary>
    public long OrdersRequested { get; internal set; }

    /// <summary>Orders whose end came as the answer to such a question.</summary>
    public long EndedByRest { get; internal set; }

    /// <summary>Orders that the exchange, asked <see cref="TradeCodes.MissingAnswersMin"/> times, has never had.</summary>
    public long NeverAccepted { get; internal set; }

    /// <summary>Pushes and refusals about an order that the table does not hold, such as a second terminal one. A late answer of success, or over REST, is not among them.</summary>
    public long Unknown { get; internal set; }

    public long TableFull { get; internal set; }
}
