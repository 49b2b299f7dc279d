using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Takes orders, matches them against the recorded books, and books what comes of it.</summary>
/// <remarks>
/// Takers walk the recorded book. Makers are filled by recorded trades through their price, by recorded trades at their price once the queue that
/// stood before them is used up, and by recorded levels of the other side that reach their price; always at their own price.
/// Our orders never enter the public book, hence never meet each other, and the recorded market does not react to them.
/// </remarks>
internal sealed class Matcher
{
    private const int ActiveOrdersMax = 200;

    private readonly MarketBook[] _books;
    private readonly PushWriter _pushes;
    private readonly Rate _priceLimit;
    private readonly RestingOrders[] _bids;
    private readonly RestingOrders[] _asks;
    private readonly Dictionary<string, Order> _byId = [];

    public Matcher(ExchangeRules rules, MarketBook[] books, MarkPrices marks, PushWriter pushes)
    {
        (_books, _pushes) = (books, pushes);
        Settlement = new Settlement(marks, pushes);
        _priceLimit = Rate.Of(rules.PriceLimitRate, nameof(rules.PriceLimitRate));
        _bids = [.. books.Select(_ => new RestingOrders(Side.Buy))];
        _asks = [.. books.Select(_ => new RestingOrders(Side.Sell))];
    }

    /// <summary>Books the fills.</summary>
    public Settlement Settlement { get; }

    /// <summary>The account's order of that id; null for another's.</summary>
    public Order? FindById(ExchangeAccount account, string id) => _byId.GetValueOrDefault(id) is { } order && order.Account == account ? order : null;

    /// <summary>Takes an order, or says why not; a refused order leaves no trace.</summary>
    public Refusal? Place(ExchangeAccount account, OrderTicket ticket, long nowNs, out Order? placed, out long borrowedUnits)
    {
        (placed, borrowedUnits) = (null, 0);
        Refusal? refusal = Admit(account, ticket);
        if (refusal is not null)
            return refusal;
        var order = new Order(MakeId(nowNs), account, ticket, nowNs);
        long holdUnits = HoldFor(order);
        refusal = OrderFunding.Check(order, holdUnits, out borrowedUnits);
        if (refusal is not null)
            return refusal;

        _byId.Add(order.Id, order);
        account.ByClientOid.Add(ticket.ClientOid, order);
        account.Settled.OrderCount++;
        (_pushes.Cause, _pushes.CauseTradeId) = (order, 0);
        if (borrowedUnits > 0)
            account.Ledger.Borrow(order.PaidCurrency, borrowedUnits);
        order.HoldUnits = holdUnits;
        order.Wallet.Hold(order.PaidCurrency, holdUnits);
        _pushes.OrderChange(order, "received", "new");
        Execute(order, nowNs);
        placed = order;
        return null;
    }

    /// <summary>Cancels an order that rests.</summary>
    /// <returns>False when it does not exist or is done.</returns>
    public bool Cancel(Order? order, long nowNs)
    {
        if (order is not { IsActive: true })
            return false;
        Finish(order, nowNs);
        return true;
    }

    /// <summary>Cancels every margin order of an account that rests.</summary>
    public void CancelAll(ExchangeAccount account, long nowNs)
    {
        foreach (RestingOrders orders in (IEnumerable<RestingOrders>)[.. _bids, .. _asks])
        {
            for (int i = orders.Count - 1; i >= 0; i--)
            {
                if (orders[i].Account == account && orders[i].Ticket.IsMargin)
                    Finish(orders[i], nowNs);
            }
        }
    }

    /// <summary>A recorded trade fills makers at or behind its price.</summary>
    public void OnTrade(int symbolId, Side takerSide, long priceTicks, long sizeLots, long nowNs)
    {
        OnTrade(_bids[symbolId], Side.Buy, takerSide, priceTicks, sizeLots, nowNs);
        OnTrade(_asks[symbolId], Side.Sell, takerSide, priceTicks, sizeLots, nowNs);
    }

    /// <summary>The recorded book changed: queues may have become shorter, and the other side may have reached our price.</summary>
    public void OnBook(int symbolId, long nowNs)
    {
        OnBook(_bids[symbolId], _books[symbolId].Bids, _books[symbolId].Asks, nowNs);
        OnBook(_asks[symbolId], _books[symbolId].Asks, _books[symbolId].Bids, nowNs);
    }

    private Refusal? Admit(ExchangeAccount account, OrderTicket ticket)
    {
        MarketBook book = _books[ticket.Instrument.Id];
        if (!book.IsReady)
            return Refusal.BookNotOpen;
        if (account.ByClientOid.ContainsKey(ticket.ClientOid))
            return Refusal.DuplicateClientOid;
        if (account.ActiveOrders[ticket.Instrument.Id] >= ActiveOrdersMax)
            return Refusal.TooManyOrders;
        if (ticket.IsMargin && account.Ledger.IsFrozen())
            return Refusal.Frozen;
        BookSide opposite = Opposite(ticket);
        if (opposite.Count == 0)
            return null;
        if (ticket.IsMarket)
            return OrderReader.CheckFunds(ticket.Instrument, opposite.BestTicks, ticket.SizeLots);
        return opposite.IsAtLeastAsGood(ticket.PriceTicks, BandTicks(opposite, ticket.Side)) ? null : Refusal.PriceProtection;
    }

    private void Execute(Order order, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        BookSide opposite = Opposite(ticket);
        (long freeLots, _) = Reach(order);
        bool mayTake = !ticket.IsPostOnly && (ticket.Life != OrderLife.Fok || freeLots == ticket.SizeLots);
        long worstTicks = WorstTicks(ticket, opposite);
        for (int depth = 0; mayTake && depth < opposite.Count && order.RemainLots > 0 && opposite.IsAtLeastAsGood(opposite.PriceAt(depth), worstTicks); depth++)
        {
            long lots = Math.Min(order.RemainLots, opposite.FreeAt(depth));
            if (lots <= 0)
                continue;
            opposite.Take(depth, lots);
            Settlement.Fill(order, opposite.PriceAt(depth), lots, isTaker: true, nowNs);
        }

        bool rests = ticket.Life == OrderLife.Gtc && !(ticket.IsPostOnly && freeLots > 0);
        if (order.RemainLots == 0 || !rests)
            Finish(order, nowNs);
        else
            Rest(order);
    }

    private void Rest(Order order)
    {
        OrderTicket ticket = order.Ticket;
        order.QueueAheadLots = Math.Max(0, _books[ticket.Instrument.Id][ticket.Side].FreeAtPrice(ticket.PriceTicks));
        order.IsActive = true;
        order.Account.ActiveOrders[ticket.Instrument.Id]++;
        RestingOf(ticket).Add(order);
        _pushes.OrderChange(order, "open", "open");
    }

    private void Finish(Order order, long nowNs)
    {
        bool isFilled = order.RemainLots == 0;
        order.CancelRemainder();
        order.UpdatedNs = nowNs;
        if (order.IsActive)
        {
            RestingOf(order.Ticket).Remove(order);
            order.Account.ActiveOrders[order.Ticket.Instrument.Id]--;
        }

        order.IsActive = false;
        (_pushes.Cause, _pushes.CauseTradeId) = (order, 0);
        order.Wallet.Hold(order.PaidCurrency, -order.HoldUnits);
        order.HoldUnits = 0;
        _pushes.OrderChange(order, isFilled ? "filled" : "canceled", "done");
        _pushes.Cause = null;
    }

    private void OnTrade(RestingOrders orders, Side side, Side takerSide, long priceTicks, long sizeLots, long nowNs)
    {
        int sign = side == Side.Buy ? 1 : -1;
        long oursLots = 0;
        for (int i = 0; i < orders.Count;)
        {
            Order order = orders[i];
            long behind = (order.Ticket.PriceTicks - priceTicks) * sign;

            // Best price first: all that follow stand even further away.
            if (behind < 0)
                return;
            long lots = order.RemainLots;
            if (behind == 0)
            {
                if (takerSide == side)
                    return;
                lots = Math.Min(lots, sizeLots - order.QueueAheadLots - oursLots);
                order.QueueAheadLots = Math.Max(0, order.QueueAheadLots - sizeLots);
                oursLots += Math.Max(0, lots);
            }

            if (!FillMaker(order, lots, nowNs))
                i++;
        }
    }

    private void OnBook(RestingOrders orders, BookSide own, BookSide opposite, long nowNs)
    {
        for (int i = 0; i < orders.Count;)
        {
            Order order = orders[i];
            order.QueueAheadLots = Math.Min(order.QueueAheadLots, Math.Max(0, own.FreeAtPrice(order.Ticket.PriceTicks)));
            bool isDone = false;
            for (int depth = 0; !isDone && depth < opposite.Count && opposite.IsAtLeastAsGood(opposite.PriceAt(depth), order.Ticket.PriceTicks); depth++)
            {
                long lots = Math.Min(order.RemainLots, opposite.FreeAt(depth));
                opposite.Take(depth, Math.Max(0, lots));
                isDone = FillMaker(order, lots, nowNs);
            }

            if (!isDone)
                i++;
        }
    }

    /// <returns>True when the order is done and no longer in its list.</returns>
    private bool FillMaker(Order order, long lots, long nowNs)
    {
        // A print may be finer than the increment; an order is filled in whole increments.
        lots -= lots % order.Ticket.Instrument.SizeIncrementLots;
        if (lots <= 0)
            return false;
        Settlement.Fill(order, order.Ticket.PriceTicks, lots, isTaker: false, nowNs);
        if (order.RemainLots > 0)
            return false;
        Finish(order, nowNs);
        return true;
    }

    /// <summary>What the order would have to hold: a buy its cost and fee at its limit (a market buy: at what it would get), a sell its coins.</summary>
    private long HoldFor(Order order)
    {
        OrderTicket ticket = order.Ticket;
        if (ticket.Side == Side.Sell)
            return order.BaseUnits(ticket.SizeLots);
        Rate feeMax = order.Account.FeesOf(ticket.Instrument).Max;
        return ticket.IsMarket ? order.CostQuote(Reach(order).TicksLots, feeMax) : order.QuoteNeeded(ticket.PriceTicks, feeMax);
    }

    /// <summary>What the order would trade if it took now: lots, and their cost in ticks x lots.</summary>
    private (long Lots, Int128 TicksLots) Reach(Order order)
    {
        BookSide opposite = Opposite(order.Ticket);
        long worstTicks = WorstTicks(order.Ticket, opposite), lots = 0;
        Int128 ticksLots = 0;
        for (int depth = 0; depth < opposite.Count && lots < order.RemainLots && opposite.IsAtLeastAsGood(opposite.PriceAt(depth), worstTicks); depth++)
        {
            long taken = Math.Max(0, Math.Min(order.RemainLots - lots, opposite.FreeAt(depth)));
            lots += taken;
            ticksLots += (Int128)taken * opposite.PriceAt(depth);
        }

        return (lots, ticksLots);
    }

    private long WorstTicks(OrderTicket ticket, BookSide opposite) =>
        !ticket.IsMarket ? ticket.PriceTicks : opposite.Count == 0 ? 0 : BandTicks(opposite, ticket.Side);

    /// <summary>The last price within <c>priceLimitRate</c> of the first opposite level.</summary>
    private long BandTicks(BookSide opposite, Side side)
    {
        long widthTicks = Rate.Ceiling(_priceLimit.Numerator(opposite.BestTicks));
        return side == Side.Buy ? opposite.BestTicks + widthTicks : opposite.BestTicks - widthTicks;
    }

    private BookSide Opposite(OrderTicket ticket) => _books[ticket.Instrument.Id][ticket.Side == Side.Buy ? Side.Sell : Side.Buy];

    private RestingOrders RestingOf(OrderTicket ticket) => (ticket.Side == Side.Buy ? _bids : _asks)[ticket.Instrument.Id];

    // KuCoin's ids are object ids: seconds, then something unique.
    private string MakeId(long nowNs) => $"{(uint)(nowNs / Nanos.PerSecond):x8}6b7563{_byId.Count + 1:x10}";
}
