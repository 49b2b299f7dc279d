using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>One fill of one order, as the account's history keeps it.</summary>
/// <param name="Id">Counts the exchange's fills; the cursor of the history.</param>
/// <param name="TradeId">The same for both sides of a trade.</param>
/// <param name="CounterOrderId">The other side's order; made up where that was the recorded market.</param>
/// <param name="IsTaker">How it was charged: an order that nobody sees pays as a taker.</param>
/// <param name="FundsQuote">10^-8 quote.</param>
/// <param name="FeeQuote">10^-8 quote.</param>
internal sealed record FillRecord(
    long Id, long TradeId, Order Order, string CounterOrderId, bool IsTaker, long PriceTicks, long SizeLots, long FundsQuote, long FeeQuote, Rate FeeRate, long AtNs)
{
    public Instrument Instrument => Order.Ticket.Instrument;
}
