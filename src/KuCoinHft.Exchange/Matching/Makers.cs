using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Fills resting orders by what the recording does.</summary>
/// <remarks>
/// By trades through their price: whole. By trades at their price: with what is left of the trade after the queue before them. By levels of the other
/// side that reach their price: with what stands there. Always at their own price. In a market made from candles only trades through it count.
/// </remarks>
internal sealed class Makers
{
    private readonly MarketBook[] _books;
    private readonly OrderLifecycle _orders;
    private readonly QueueModel _queues;
    private readonly RecentLevels[] _levels;
    private readonly bool _onlyThrough;

    public Makers(MatchingOptions options, MarketBook[] books, RecentLevels[] levels, QueueModel queues, OrderLifecycle orders) =>
        (_books, _levels, _queues, _orders, _onlyThrough) = (books, levels, queues, orders, options.FillsOnlyThrough);

    public void OnTrade(int symbolId, Side takerSide, long priceTicks, long sizeLots, long nowNs)
    {
        _levels[symbolId].OnPrint(isBid: takerSide == Side.Sell, priceTicks, sizeLots, nowNs);
        OnTrade(Side.Buy, symbolId, takerSide, priceTicks, sizeLots, nowNs);
        OnTrade(Side.Sell, symbolId, takerSide, priceTicks, sizeLots, nowNs);
    }

    /// <summary>The recording changed some levels.</summary>
    public void OnLevels(int symbolId, IReadOnlyList<LevelChange> changes, long nowNs)
    {
        foreach (LevelChange shrunk in _books[symbolId].Shrunk)
            _levels[symbolId].OnShrunk(shrunk.IsBid, shrunk.PriceTicks, shrunk.SizeLots, nowNs);
        foreach (LevelChange change in changes)
        {
            Side side = change.IsBid ? Side.Buy : Side.Sell;
            OnLevel(_orders.Resting(symbolId, side), _books[symbolId][side], change.PriceTicks, nowNs);
        }

        Cross(symbolId, nowNs);
    }

    /// <summary>The recording brought a whole book.</summary>
    public void OnBook(int symbolId, long nowNs)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            RestingOrders orders = _orders.Resting(symbolId, side);
            for (int i = 0; i < orders.Count; i++)
            {
                if (i == 0 || orders[i].Ticket.PriceTicks != orders[i - 1].Ticket.PriceTicks)
                    OnLevel(orders, _books[symbolId][side], orders[i].Ticket.PriceTicks, nowNs);
            }
        }

        Cross(symbolId, nowNs);
    }

    /// <summary>A taker of ours took public lots at a price: those who wait there move up.</summary>
    public void OnTaken(int symbolId, Side side, long priceTicks, long lots)
    {
        RestingOrders orders = _orders.Resting(symbolId, side);
        for (int i = orders.FirstAt(priceTicks); i < orders.Count && orders[i].Ticket.PriceTicks == priceTicks; i++)
            orders[i].Queue.OnTaken(lots);
    }

    private void OnTrade(Side side, int symbolId, Side takerSide, long priceTicks, long sizeLots, long nowNs)
    {
        RestingOrders orders = _orders.Resting(symbolId, side);
        int sign = side == Side.Buy ? 1 : -1;
        long oursLots = 0;
        for (int i = 0; i < orders.Count;)
        {
            Order order = orders[i];
            long behind = (order.Ticket.PriceTicks - priceTicks) * sign;

            // Best price first: all that follow stand even further away.
            if (behind < 0 || (behind == 0 && (takerSide == side || _onlyThrough)))
                return;
            long lots = order.RemainLots;
            if (behind == 0)
                lots = Math.Min(order.TipLots, order.Queue.OnPrint(_queues, sizeLots, oursLots, nowNs));
            long filledBefore = order.FilledLots;
            bool hasMoved = _orders.FillMaker(order, lots, nowNs);
            oursLots += behind == 0 ? order.FilledLots - filledBefore : 0;
            if (!hasMoved)
                i++;
        }
    }

    private void OnLevel(RestingOrders orders, BookSide own, long priceTicks, long nowNs)
    {
        int first = orders.FirstAt(priceTicks);
        if (first == orders.Count || orders[first].Ticket.PriceTicks != priceTicks)
            return;
        long freeLots = Math.Max(0, own.FreeAtPrice(priceTicks));
        for (int i = first; i < orders.Count && orders[i].Ticket.PriceTicks == priceTicks; i++)
            orders[i].Queue.OnLevel(_queues, freeLots, nowNs);
    }

    private void Cross(int symbolId, long nowNs)
    {
        if (_onlyThrough)
            return;
        Cross(_orders.Resting(symbolId, Side.Buy), _books[symbolId].Asks, symbolId, Side.Sell, nowNs);
        Cross(_orders.Resting(symbolId, Side.Sell), _books[symbolId].Bids, symbolId, Side.Buy, nowNs);
    }

    private void Cross(RestingOrders orders, BookSide opposite, int symbolId, Side oppositeSide, long nowNs)
    {
        for (int i = 0; i < orders.Count;)
        {
            Order order = orders[i];
            bool hasMoved = false;
            if (opposite.Count == 0 || !opposite.IsAtLeastAsGood(opposite.BestTicks, order.Ticket.PriceTicks))
                return;
            for (int depth = 0; !hasMoved && depth < opposite.Count && opposite.IsAtLeastAsGood(opposite.PriceAt(depth), order.Ticket.PriceTicks); depth++)
            {
                long lots = Math.Min(order.RemainLots, opposite.FreeAt(depth));
                if (lots <= 0)
                    continue;
                opposite.Take(depth, lots);
                OnTaken(symbolId, oppositeSide, opposite.PriceAt(depth), lots);
                hasMoved = _orders.FillMaker(order, lots, nowNs);
            }

            if (!hasMoved)
                i++;
        }
    }
}
