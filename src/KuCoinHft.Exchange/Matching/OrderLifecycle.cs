using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>What happens to an order after it was taken: it rests, trades, becomes smaller, expires, ends.</summary>
internal sealed class OrderLifecycle
{
    private const long DoneNumberBegin = 136_112_949_000;

    private readonly MarketBook[] _books;
    private readonly RecentLevels[] _levels;
    private readonly PushWriter _pushes;
    private readonly RestingOrders[] _bids;
    private readonly RestingOrders[] _asks;
    private readonly Dictionary<string, Order> _byId = [];
    private readonly SortedSet<Order> _expiring = new(Comparer<Order>.Create(static (x, y) => (x.ExpiresNs, x.Number).CompareTo((y.ExpiresNs, y.Number))));
    private long _orderNumber;
    private long _doneNumber = DoneNumberBegin;

    public OrderLifecycle(MarketBook[] books, RecentLevels[] levels, MarkPrices marks, PushWriter pushes)
    {
        (_books, _levels, _pushes) = (books, levels, pushes);
        Settlement = new Settlement(marks, pushes);
        _bids = [.. books.Select(_ => new RestingOrders(Side.Buy))];
        _asks = [.. books.Select(_ => new RestingOrders(Side.Sell))];
    }

    /// <summary>Books the fills.</summary>
    public Settlement Settlement { get; }

    /// <summary>An order ended or traded: OCO listens.</summary>
    public Action<Order>? Changed { get; set; }

    /// <summary>When the next order expires; <see cref="long.MaxValue"/> for never.</summary>
    public long NextExpiryNs => _expiring.Min?.ExpiresNs ?? long.MaxValue;

    public Order? FindById(string id) => _byId.GetValueOrDefault(id);

    public RestingOrders Resting(int symbolId, Side side) => (side == Side.Buy ? _bids : _asks)[symbolId];

    /// <summary>An order with the next id; nobody knows of it before <see cref="Enter"/>.</summary>
    public Order Make(ExchangeAccount account, OrderTicket ticket, long nowNs) => new(MakeId(nowNs), _orderNumber + 1, account, ticket, nowNs);

    public void Enter(Order order)
    {
        _orderNumber++;
        _byId.Add(order.Id, order);
        order.Account.ByClientOid[order.Ticket.ClientOid] = order;
        order.Account.Settled.OrderCount++;
    }

    public void Rest(Order order, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        order.IsActive = true;
        order.Account.ActiveOrders[ticket.Instrument.Id]++;
        if (order.ExpiresNs != long.MaxValue)
            _expiring.Add(order);
        Queue(order, nowNs);
        _pushes.OrderChange(order, "open", "open");
    }

    /// <summary>A recorded trade or level fills a resting order at its own price.</summary>
    /// <returns>True when the order is no longer where it was in its list.</returns>
    public bool FillMaker(Order order, long lots, long nowNs)
    {
        // A print may be finer than the increment; an order is filled in whole increments.
        lots -= lots % order.Ticket.Instrument.SizeIncrementLots;
        if (lots <= 0)
            return false;
        Settlement.FillPublic(order, order.Ticket.PriceTicks, lots, isTaker: false, nowNs);
        return AfterFill(order, nowNs);
    }

    /// <summary>An order that comes in trades with one that rests.</summary>
    public void FillPair(Order incoming, Order resting, long lots, long nowNs)
    {
        Settlement.FillPair(incoming, resting, lots, nowNs);
        AfterFill(resting, nowNs);
    }

    /// <summary>Cancels a part of what remains, less than all of it.</summary>
    public void Reduce(Order order, long lots, long nowNs)
    {
        long oldSizeLots = order.SizeLots;
        order.Reduce(lots);
        order.UpdatedNs = nowNs;
        OrderTicket ticket = order.Ticket;
        long neededUnits = ticket.Side == Side.Sell ? order.BaseUnits(order.RemainLots)
            : ticket.IsMarket ? order.HoldUnits
            : order.QuoteNeeded(ticket.PriceTicks, order.Account.FeesOf(ticket.Instrument).Max);
        SetHold(order, neededUnits);
        _pushes.Reduced(order, oldSizeLots);
    }

    /// <summary>Ends an order: filled where nothing remains, cancelled otherwise.</summary>
    public void Finish(Order order, bool isFilled, long nowNs)
    {
        order.CancelRemainder();
        order.UpdatedNs = nowNs;
        if (order.IsActive)
        {
            Resting(order.Ticket.Instrument.Id, order.Ticket.Side).Remove(order);
            order.Account.ActiveOrders[order.Ticket.Instrument.Id]--;
            _expiring.Remove(order);
        }

        order.IsActive = false;
        SetHold(order, 0);
        _pushes.OrderChange(order, isFilled ? "filled" : "canceled", "done");
        order.DoneNumber = ++_doneNumber;
        if (order.Account.History.Done.Add(order) is { } forgotten)
            Forget(forgotten);
        Changed?.Invoke(order);
    }

    /// <summary>Cancels the orders whose time is over.</summary>
    public void Expire(long nowNs)
    {
        while (_expiring.Min is { } order && order.ExpiresNs <= nowNs)
            Finish(order, isFilled: false, nowNs);
    }

    private bool AfterFill(Order order, long nowNs)
    {
        if (order.RemainLots == 0)
        {
            Finish(order, isFilled: true, nowNs);
            return true;
        }

        Changed?.Invoke(order);
        if (order.TipLots > 0 || !order.IsActive)
            return !order.IsActive;
        Resting(order.Ticket.Instrument.Id, order.Ticket.Side).Remove(order);
        Queue(order, nowNs);
        return true;
    }

    // At the end of its price, behind all that is displayed there.
    private void Queue(Order order, long nowNs)
    {
        OrderTicket ticket = order.Ticket;
        int symbolId = ticket.Instrument.Id;
        order.ShowSlice();
        long levelLots = Math.Max(0, _books[symbolId][ticket.Side].FreeAtPrice(ticket.PriceTicks));
        order.Queue.Join(levelLots, _levels[symbolId].Unprinted(ticket.Side == Side.Buy, ticket.PriceTicks, nowNs), nowNs);
        Resting(ticket.Instrument.Id, ticket.Side).Add(order);
    }

    private void SetHold(Order order, long units)
    {
        (_pushes.Cause, _pushes.CauseTradeId) = (order, 0);
        order.Wallet.Hold(order.PaidCurrency, units - order.HoldUnits);
        order.HoldUnits = units;
        _pushes.Cause = null;
    }

    private void Forget(Order order)
    {
        _byId.Remove(order.Id);
        if (order.Account.ByClientOid.GetValueOrDefault(order.Ticket.ClientOid) == order)
            order.Account.ByClientOid.Remove(order.Ticket.ClientOid);
    }

    // KuCoin's ids are object ids: seconds, then something unique.
    private string MakeId(long nowNs) => $"{(uint)(nowNs / Nanos.PerSecond):x8}6b7563{_orderNumber + 1:x10}";
}
