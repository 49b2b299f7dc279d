using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Turns a fill into money: pays and receives in the ledger, charges the fee, repays, and pushes the match.</summary>
internal sealed class Settlement
{
    private readonly MarginLedger _ledger;
    private readonly MarkPrices _marks;
    private readonly PushWriter _pushes;
    private readonly Rate _takerFee;
    private readonly Rate _makerFee;
    private long _tradeId = 11_040_911_994_000_000;

    public Settlement(AccountOptions options, MarginLedger ledger, MarkPrices marks, PushWriter pushes)
    {
        (_ledger, _marks, _pushes) = (ledger, marks, pushes);
        _takerFee = Rate.Of(options.TakerFeeRate, nameof(options.TakerFeeRate));
        _makerFee = Rate.Of(options.MakerFeeRate, nameof(options.MakerFeeRate));
    }

    /// <summary>The dearer of the two fees: what a hold must reckon with.</summary>
    public Rate FeeMax => _takerFee.Parts > _makerFee.Parts ? _takerFee : _makerFee;

    public long FillCount { get; private set; }

    /// <summary>Funds of all fills, in 10^-8 USDT at the mark of their moment.</summary>
    public long TurnoverQuote { get; private set; }

    /// <summary>Fees of all fills, in 10^-8 USDT at the mark of their moment.</summary>
    public long FeesQuote { get; private set; }

    /// <summary>Fills an order at a price.</summary>
    public void Fill(Order order, long priceTicks, long lots, bool isTaker, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        string quote = ticket.Instrument.QuoteCurrency;
        (long fundsQuote, long feeQuote) = order.Fill(priceTicks, lots, isTaker ? _takerFee : _makerFee);
        order.UpdatedNs = nowNs;
        _tradeId++;
        FillCount++;
        TurnoverQuote += _marks.Value(quote, fundsQuote, roundUp: false);
        FeesQuote += _marks.Value(quote, feeQuote, roundUp: true);
        (_pushes.Cause, _pushes.CauseTradeId) = (order, _tradeId);
        _pushes.Match(order, priceTicks, lots, isTaker, _tradeId);
        if (ticket.Side == Side.Buy)
            SettleBuy(order, order.BaseUnits(lots), fundsQuote, feeQuote);
        else
            SettleSell(order, order.BaseUnits(lots), fundsQuote, feeQuote);
    }

    private void SettleBuy(Order order, long baseUnits, long fundsQuote, long feeQuote)
    {
        OrderTicket ticket = order.Ticket;

        // A market order's price is not known before its last fill: it keeps its hold until then.
        long leftUnits = order.HoldUnits - fundsQuote - feeQuote;
        long neededUnits = ticket.IsMarket ? leftUnits : order.QuoteNeeded(ticket.PriceTicks, FeeMax);
        _ledger.Pay(ticket.Instrument.QuoteCurrency, fundsQuote, feeQuote, leftUnits - neededUnits);
        order.HoldUnits = neededUnits;
        _ledger.Receive(ticket.Instrument.BaseCurrency, baseUnits, 0);
        if (ticket.AutoRepay)
            _ledger.Repay(ticket.Instrument.BaseCurrency, baseUnits);
    }

    private void SettleSell(Order order, long baseUnits, long fundsQuote, long feeQuote)
    {
        OrderTicket ticket = order.Ticket;
        _ledger.Pay(ticket.Instrument.BaseCurrency, baseUnits, 0, 0);
        order.HoldUnits -= baseUnits;
        _ledger.Receive(ticket.Instrument.QuoteCurrency, fundsQuote, feeQuote);
        if (ticket.AutoRepay)
            _ledger.Repay(ticket.Instrument.QuoteCurrency, fundsQuote - feeQuote);
    }
}
