using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>How an OCO order stands, in KuCoin's words.</summary>
internal enum OcoState
{
    New,
    Triggered,
    Done,
    Cancelled,
}

/// <summary>Two stop orders of which one fill cancels the other.</summary>
/// <remarks>
/// Both legs wait without holding funds: the limit leg for its own price, as KuCoin's example shows it (its stopPrice is its price), the stop leg for
/// the stop price. A limit leg that was set off but has no fill yet gives way to the stop leg.
/// Source: api.md 6.3; what KuCoin does between trigger and fill is not written down anywhere we know.
/// </remarks>
internal sealed class OcoOrder
{
    public OcoOrder(string id, ExchangeAccount account, OrderTicket ticket, long nowNs) => (Id, Account, Ticket, CreatedNs) = (id, account, ticket, nowNs);

    public string Id { get; }

    public ExchangeAccount Account { get; }

    /// <summary>What both legs have in common.</summary>
    public OrderTicket Ticket { get; }

    public long CreatedNs { get; }

    public OcoState State { get; set; }

    public StopOrder LimitLeg { get; set; } = null!;

    public StopOrder StopLeg { get; set; } = null!;

    public bool IsOpen => State is OcoState.New or OcoState.Triggered;
}
