using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Takes orders, matches them against the recorded books and against each other, and books what comes of it.</summary>
/// <remarks>
/// Price-time: takers walk the recorded book and the resting orders of all accounts as one (<see cref="TakerPlan"/>); makers wait in the queue of their
/// price (<see cref="Makers"/>). What a taker took of a recorded level stays taken until the recording changes that level.
/// Our orders are not in the public book, and the recorded market does not react to them.
/// </remarks>
internal sealed class Matcher
{
    /// <summary>Of an account in a symbol, stop orders that wait included.</summary>
    public const int ActiveOrdersMax = 200;

    private readonly MarketBook[] _books;
    private readonly PushWriter _pushes;
    private readonly Rate _priceLimit;
    private readonly OrderLifecycle _orders;
    private readonly Makers _makers;
    private readonly TakerCost _takerCost;
    private readonly TakerPlan _plan;

    public Matcher(ExchangeRules rules, MarketBook[] books, MarkPrices marks, PushWriter pushes)
    {
        (_books, _pushes) = (books, pushes);
        MatchingOptions options = rules.Matching.Checked();
        var queues = new QueueModel(options);
        RecentLevels[] levels = [.. books.Select(_ => new RecentLevels(queues.PrintDelayNs))];
        _orders = new OrderLifecycle(books, levels, marks, pushes);
        _makers = new Makers(options, books, levels, queues, _orders);
        _takerCost = new TakerCost(options, books.Length);
        _plan = new TakerPlan(_takerCost);
        _priceLimit = Rate.Of(rules.PriceLimitRate, nameof(rules.PriceLimitRate));
        Stops = new StopDesk(this, pushes, books.Length);
        _orders.Changed = Stops.OnOrder;
    }

    /// <summary>Orders that wait for a price.</summary>
    public StopDesk Stops { get; }

    /// <summary>When the next order expires.</summary>
    public long NextExpiryNs => _orders.NextExpiryNs;

    /// <summary>The account's order of that id; null for another's.</summary>
    public Order? FindById(ExchangeAccount account, string id) => _orders.FindById(id) is { } order && order.Account == account ? order : null;

    /// <summary>The resting orders of one symbol and side, of all accounts.</summary>
    public RestingOrders Resting(int symbolId, Side side) => _orders.Resting(symbolId, side);

    /// <summary>Takes an order, or says why not; a refused order leaves no trace.</summary>
    public Refusal? Place(ExchangeAccount account, OrderTicket ticket, long nowNs, out Order? placed, out long borrowedUnits)
    {
        (placed, borrowedUnits) = (null, 0);
        return AdmitNew(account, ticket) ?? Enter(account, ticket, nowNs, out placed, out borrowedUnits);
    }

    /// <summary>Says what <see cref="Place"/> would say, and does nothing.</summary>
    public Refusal? Test(ExchangeAccount account, OrderTicket ticket, long nowNs) =>
        AdmitNew(account, ticket) ?? Afford(_orders.Make(account, ticket, nowNs), nowNs, 0, out _, out _);

    /// <summary>Cancels an order that rests.</summary>
    /// <returns>False when it does not exist or is done.</returns>
    public bool Cancel(Order? order, long nowNs)
    {
        if (order is not { IsActive: true })
            return false;
        _orders.Finish(order, isFilled: false, nowNs);
        return true;
    }

    /// <summary>Cancels a part of what remains of a resting order; all of it where <paramref name="lots"/> is as much.</summary>
    /// <returns>False when it does not exist or is done.</returns>
    public bool Reduce(Order? order, long lots, long nowNs)
    {
        if (order is not { IsActive: true } || lots >= order.RemainLots)
            return Cancel(order, nowNs);
        _orders.Reduce(order, lots, nowNs);
        return true;
    }

    /// <summary>Cancels an order and places it anew with another price or size, at the end of the queue; all or nothing.</summary>
    /// <param name="sizeLots">The new size, what was filled included; where it is not more than that, the order just ends.</param>
    /// <param name="altered">The new order, or the old one where that just ended.</param>
    public Refusal? Alter(Order order, long priceTicks, long sizeLots, long nowNs, out Order altered)
    {
        altered = order;
        if (!order.IsActive)
            return Refusal.OrderUnknown;
        if (sizeLots <= order.FilledLots)
        {
            Cancel(order, nowNs);
            return null;
        }

        OrderTicket ticket = order.Ticket with { PriceTicks = priceTicks, SizeLots = sizeLots - order.FilledLots };

        // What the old order holds will be free; a loan is not made for an order that already stands.
        Refusal? refusal = Admit(order.Account, ticket, replaced: 1) ?? Afford(_orders.Make(order.Account, ticket with { AutoBorrow = false }, nowNs), nowNs, order.HoldUnits, out _, out _);
        if (refusal is not null)
            return refusal;
        Cancel(order, nowNs);
        refusal = Enter(order.Account, ticket, nowNs, out Order? placed, out _);
        altered = placed ?? order;
        return refusal;
    }

    /// <summary>Cancels every margin order of an account that rests or waits.</summary>
    public void CancelAll(ExchangeAccount account, long nowNs)
    {
        for (int symbolId = 0; symbolId < _books.Length; symbolId++)
        {
            Stops.CancelAll(account, symbolId);
            foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
            {
                RestingOrders orders = _orders.Resting(symbolId, side);
                for (int i = orders.Count - 1; i >= 0; i--)
                {
                    if (orders[i].Account == account && orders[i].Ticket.IsMargin)
                        Cancel(orders[i], nowNs);
                }
            }
        }
    }

    /// <summary>A recorded trade fills makers at or behind its price, and sets stop orders off.</summary>
    public void OnTrade(int symbolId, Side takerSide, long priceTicks, long sizeLots, long nowNs)
    {
        _takerCost.OnTrade(symbolId, sizeLots, nowNs);
        _makers.OnTrade(symbolId, takerSide, priceTicks, sizeLots, nowNs);
        Stops.OnTrade(symbolId, priceTicks, nowNs);
    }

    /// <summary>The recorded book changed: queues may have become shorter, and the other side may have reached our price.</summary>
    /// <param name="changes">The rows that changed; null for a whole new book.</param>
    public void OnBook(int symbolId, IReadOnlyList<LevelChange>? changes, long nowNs)
    {
        if (changes is null)
            _makers.OnBook(symbolId, nowNs);
        else
            _makers.OnLevels(symbolId, changes, nowNs);
    }

    /// <summary>Cancels the orders whose time is over.</summary>
    public void Expire(long nowNs) => _orders.Expire(nowNs);

    // The legs of an OCO order share its clientOid.
    private Refusal? AdmitNew(ExchangeAccount account, OrderTicket ticket)
    {
        bool isUsed = account.ByClientOid.TryGetValue(ticket.ClientOid, out Order? order) && (ticket.Oco is null || order.Ticket.Oco != ticket.Oco);
        bool isReserved = ticket.Oco is null && Stops.IsReserved(account, ticket.ClientOid);
        return isUsed || isReserved ? Refusal.DuplicateClientOid : Admit(account, ticket, replaced: 0);
    }

    private Refusal? Admit(ExchangeAccount account, OrderTicket ticket, int replaced)
    {
        if (!_books[ticket.Instrument.Id].IsReady)
            return Refusal.BookNotOpen;
        if (account.ActiveOrders[ticket.Instrument.Id] + Stops.WaitingCount(account, ticket.Instrument.Id) - replaced >= ActiveOrdersMax)
            return Refusal.TooManyOrders;
        if (ticket.IsMargin && account.Ledger.IsFrozen())
            return Refusal.Frozen;
        BookSide opposite = Opposite(ticket);
        if (opposite.Count == 0)
            return null;
        if (ticket.IsMarket)
            return ticket.IsByFunds ? null : OrderReader.CheckFunds(ticket.Instrument, opposite.BestTicks, ticket.SizeLots);
        return opposite.IsAtLeastAsGood(ticket.PriceTicks, BandTicks(opposite, ticket.Side)) ? null : Refusal.PriceProtection;
    }

    /// <summary>Plans an order, and says what it must hold and borrow.</summary>
    /// <param name="freedUnits">What an order that it replaces gives back.</param>
    private Refusal? Afford(Order order, long nowNs, long freedUnits, out long holdUnits, out long borrowedUnits)
    {
        OrderTicket ticket = order.Ticket;
        _plan.Make(order, Opposite(ticket), _orders.Resting(ticket.Instrument.Id, Other(ticket.Side)), LimitTicks(ticket), nowNs);
        holdUnits = HoldFor(order);
        return OrderFunding.Check(order, holdUnits - freedUnits, ticket.IsByFunds ? _plan.FilledLots : ticket.SizeLots, out borrowedUnits);
    }

    private Refusal? Enter(ExchangeAccount account, OrderTicket ticket, long nowNs, out Order? placed, out long borrowedUnits)
    {
        (placed, borrowedUnits) = (null, 0);
        Order order = _orders.Make(account, ticket, nowNs);
        Refusal? refusal = Afford(order, nowNs, 0, out long holdUnits, out long loanUnits);
        if (refusal is not null)
            return refusal;
        borrowedUnits = loanUnits;
        _orders.Enter(order);
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

    /// <summary>Does what was planned for the order, then lets the rest of it stand or end.</summary>
    private void Execute(Order order, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        bool isRefused = (ticket.IsPostOnly && _plan.MeetsVisible) || (ticket.Life == OrderLife.Fok && _plan.FilledLots < ticket.SizeLots);
        bool ends = isRefused || _plan.IsEnded || !ticket.MayRest;
        if (!isRefused)
        {
            foreach (TakerStep step in _plan.Steps)
                Execute(order, step, nowNs);
        }

        bool isFilled = ticket.IsByFunds ? order.FundsQuote == ticket.FundsQuote : order.RemainLots == 0;
        if (isFilled || ends)
            _orders.Finish(order, isFilled, nowNs);
        else
            _orders.Rest(order, nowNs);
    }

    private void Execute(Order order, in TakerStep step, long nowNs)
    {
        switch (step.Kind)
        {
            case TakerStepKind.TakePublic:
                TakePublic(order, step, nowNs);
                break;
            case TakerStepKind.TakeOurs:
                _orders.FillPair(order, step.Maker!, step.Lots, nowNs);
                break;
            case TakerStepKind.CancelMaker:
                _orders.Finish(step.Maker!, isFilled: false, nowNs);
                break;
            case TakerStepKind.DecreaseMaker:
                _orders.Reduce(step.Maker!, step.Lots, nowNs);
                break;
            case TakerStepKind.DecreaseTaker:
                _orders.Reduce(order, step.Lots, nowNs);
                break;
        }
    }

    private void TakePublic(Order order, in TakerStep step, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        BookSide opposite = Opposite(ticket);
        long levelTicks = opposite.PriceAt(step.Depth);
        opposite.Take(step.Depth, step.Lots);
        _makers.OnTaken(ticket.Instrument.Id, Other(ticket.Side), levelTicks, step.Lots);
        _takerCost.OnTaken(ticket.Instrument.Id, ticket.Side, step.Lots, nowNs);
        _orders.Settlement.FillPublic(order, step.PriceTicks, step.Lots, isTaker: true, nowNs);
    }

    /// <summary>What the order has to hold: a buy its cost and fee at its limit (a market buy: its funds, or what it would pay), a sell its coins.</summary>
    private long HoldFor(Order order)
    {
        OrderTicket ticket = order.Ticket;
        if (ticket.Side == Side.Sell)
            return order.BaseUnits(ticket.IsByFunds ? _plan.FilledLots : ticket.SizeLots);
        Rate feeMax = order.Account.FeesOf(ticket.Instrument).Max;
        if (ticket.IsByFunds)
            return ticket.FundsQuote + feeMax.CeilingOf(ticket.FundsQuote);
        return ticket.IsMarket ? order.CostQuote(_plan.TicksLots, feeMax) : order.QuoteNeeded(ticket.PriceTicks, feeMax);
    }

    /// <summary>The worst price that the order may trade at.</summary>
    private long LimitTicks(OrderTicket ticket)
    {
        if (!ticket.IsMarket)
            return ticket.PriceTicks;
        BookSide opposite = Opposite(ticket);
        RestingOrders resting = _orders.Resting(ticket.Instrument.Id, Other(ticket.Side));
        return opposite.Count > 0 ? BandTicks(opposite, ticket.Side) : resting.Count > 0 ? resting[0].Ticket.PriceTicks : 0;
    }

    /// <summary>The last price within <c>priceLimitRate</c> of the first opposite level.</summary>
    private long BandTicks(BookSide opposite, Side side)
    {
        long widthTicks = Rate.Ceiling(_priceLimit.Numerator(opposite.BestTicks));
        return side == Side.Buy ? opposite.BestTicks + widthTicks : opposite.BestTicks - widthTicks;
    }

    private BookSide Opposite(OrderTicket ticket) => _books[ticket.Instrument.Id][Other(ticket.Side)];

    private static Side Other(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
