using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Turns a fill into money: pays and receives in the ledger, charges the fee, repays, and pushes the match.</summary>
internal sealed class Settlement
{
    private readonly MarkPrices _marks;
    private readonly PushWriter _pushes;
    private long _tradeId = 11_040_911_994_000_000;

    public Settlement(MarkPrices marks, PushWriter pushes) => (_marks, _pushes) = (marks, pushes);

    /// <summary>Fills an order at a price.</summary>
    public void Fill(Order order, long priceTicks, long lots, bool isTaker, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        string quote = ticket.Instrument.QuoteCurrency;
        TradeTotals totals = order.Account.Settled;
        FeeRates fees = order.Account.FeesOf(ticket.Instrument);
        (long fundsQuote, long feeQuote) = order.Fill(priceTicks, lots, isTaker ? fees.Taker : fees.Maker);
        order.UpdatedNs = nowNs;
        _tradeId++;
        totals.FillCount++;
        totals.TurnoverQuote += _marks.Value(quote, fundsQuote, roundUp: false);
        totals.FeesQuote += _marks.Value(quote, feeQuote, roundUp: true);
        (_pushes.Cause, _pushes.CauseTradeId) = (order, _tradeId);
        _pushes.Match(order, priceTicks, lots, isTaker, _tradeId);
        if (ticket.Side == Side.Buy)
            SettleBuy(order, order.BaseUnits(lots), fundsQuote, feeQuote);
        else
            SettleSell(order, order.BaseUnits(lots), fundsQuote, feeQuote);
    }

    private static void SettleBuy(Order order, long baseUnits, long fundsQuote, long feeQuote)
    {
        OrderTicket ticket = order.Ticket;

        // A market order's price is not known before its last fill: it keeps its hold until then.
        long leftUnits = order.HoldUnits - fundsQuote - feeQuote;
        long neededUnits = ticket.IsMarket ? leftUnits : order.QuoteNeeded(ticket.PriceTicks, order.Account.FeesOf(ticket.Instrument).Max);
        order.Wallet.Pay(ticket.Instrument.QuoteCurrency, fundsQuote, feeQuote, leftUnits - neededUnits);
        order.HoldUnits = neededUnits;
        order.Wallet.Receive(ticket.Instrument.BaseCurrency, baseUnits, 0);
        if (ticket is { AutoRepay: true, IsMargin: true })
            order.Account.Ledger.Repay(ticket.Instrument.BaseCurrency, baseUnits);
    }

    private static void SettleSell(Order order, long baseUnits, long fundsQuote, long feeQuote)
    {
        OrderTicket ticket = order.Ticket;
        order.Wallet.Pay(ticket.Instrument.BaseCurrency, baseUnits, 0, 0);
        order.HoldUnits -= baseUnits;
        order.Wallet.Receive(ticket.Instrument.QuoteCurrency, fundsQuote, feeQuote);
        if (ticket is { AutoRepay: true, IsMargin: true })
            order.Account.Ledger.Repay(ticket.Instrument.QuoteCurrency, fundsQuote - feeQuote);
    }
}
