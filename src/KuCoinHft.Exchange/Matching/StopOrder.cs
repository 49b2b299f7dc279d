using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>What became of a stop order.</summary>
internal enum StopState
{
    Waiting,
    Triggered,
    Canceled,
}

/// <summary>An order that is placed when a trade reaches its stop price. It holds no funds before.</summary>
internal sealed class StopOrder
{
    public StopOrder(string id, ExchangeAccount account, OrderTicket ticket, long nowNs) => (Id, Account, Ticket, CreatedNs) = (id, account, ticket, nowNs);

    public string Id { get; }

    public ExchangeAccount Account { get; }

    /// <summary>The order to place.</summary>
    public OrderTicket Ticket { get; }

    public long CreatedNs { get; }

    public StopState State { get; set; }

    public bool IsWaiting => State == StopState.Waiting;

    /// <summary>When it was set off; 0 before.</summary>
    public long TriggeredNs { get; set; }

    /// <summary>The order that it became; null before, and where that was refused.</summary>
    public Order? Child { get; set; }

    /// <summary>True when a trade at this price sets it off.</summary>
    public bool IsReachedBy(long lastTicks) => Ticket.Stop == StopKind.Loss ? lastTicks <= Ticket.StopTicks : lastTicks >= Ticket.StopTicks;
}
