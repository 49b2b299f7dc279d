using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Turns a fill into money: pays and receives in the ledger, charges the fee, repays, and pushes the match.</summary>
internal sealed class Settlement
{
    private readonly MarkPrices _marks;
    private readonly PushWriter _pushes;
    private long _tradeId = 11_040_911_994_000_000;
    private long _fillId = 137_891_621_000;

    public Settlement(MarkPrices marks, PushWriter pushes) => (_marks, _pushes) = (marks, pushes);

    /// <summary>A trade with the recorded market.</summary>
    /// <param name="isTaker">True for the order that came in; false for one that rested.</param>
    public void FillPublic(Order order, long priceTicks, long lots, bool isTaker, long nowNs)
    {
        // The recording does not say whose order it was.
        long tradeId = ++_tradeId;
        bool paysTaker = isTaker ? !order.Ticket.IsPostOnly : order.Ticket.Display != Display.Full;
        Fill(order, new Deal(tradeId, $"{tradeId:x16}6d61726b", priceTicks, lots, paysTaker, isTaker, nowNs));
    }

    /// <summary>A trade between two of our accounts' orders, at the price of the one that rested.</summary>
    /// <remarks>An order that is not fully displayed pays as a taker even while it rests; a post-only order that meets one pays as a maker.</remarks>
    public void FillPair(Order incoming, Order resting, long lots, long nowNs)
    {
        long tradeId = ++_tradeId, priceTicks = resting.Ticket.PriceTicks;
        Fill(incoming, new Deal(tradeId, resting.Id, priceTicks, lots, !incoming.Ticket.IsPostOnly, IsIncoming: true, nowNs));
        Fill(resting, new Deal(tradeId, incoming.Id, priceTicks, lots, resting.Ticket.Display != Display.Full, IsIncoming: false, nowNs));
    }

    private void Fill(Order order, in Deal deal)
    {
        OrderTicket ticket = order.Ticket;
        string quote = ticket.Instrument.QuoteCurrency;
        TradeTotals totals = order.Account.Settled;
        FeeRates fees = order.Account.FeesOf(ticket.Instrument);
        Rate feeRate = deal.IsTaker ? fees.Taker : fees.Maker;
        (long fundsQuote, long feeQuote) = order.Fill(deal.PriceTicks, deal.Lots, feeRate);
        order.UpdatedNs = deal.NowNs;
        totals.FillCount++;
        totals.TurnoverQuote += _marks.Value(quote, fundsQuote, roundUp: false);
        totals.FeesQuote += _marks.Value(quote, feeQuote, roundUp: true);
        order.Account.History.Fills.Add(new FillRecord(
            ++_fillId, deal.TradeId, order, deal.CounterOrderId, deal.IsTaker, deal.PriceTicks, deal.Lots, fundsQuote, feeQuote, feeRate, deal.NowNs));
        (_pushes.Cause, _pushes.CauseTradeId) = (order, deal.TradeId);
        _pushes.Match(order, deal);
        long lots = deal.Lots;
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
