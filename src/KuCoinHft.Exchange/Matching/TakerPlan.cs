using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Matching;

/// <summary>What an order that comes in would do at once, step by step; nothing is changed by making it.</summary>
/// <remarks>
/// One walk serves the hold, fill-or-kill, post-only and the execution, so that they cannot disagree.
/// Priority: price, then time. At one price public lots and our resting orders stand in one queue: before an order of ours stand the
/// <see cref="QueuePlace.AheadLots"/> of its place, and every order of ours that came earlier. An iceberg's next slice stands at the end.
/// </remarks>
internal sealed class TakerPlan
{
    private readonly TakerCost _cost;
    private readonly List<TakerStep> _steps = [];
    private readonly List<long> _planned = [];
    private Order _order = null!;
    private BookSide _public = null!;
    private RestingOrders _resting = null!;
    private long _limitTicks;
    private long _nowNs;
    private long _leftLots;
    private Int128 _leftTicksLots;

    public TakerPlan(TakerCost cost) => _cost = cost;

    public IReadOnlyList<TakerStep> Steps => _steps;

    /// <summary>What would trade.</summary>
    public long FilledLots { get; private set; }

    /// <summary>Its cost, ticks x lots.</summary>
    public Int128 TicksLots { get; private set; }

    /// <summary>True when self-trade prevention ends the order.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>True when it meets anything that others can see: a post-only order must not.</summary>
    public bool MeetsVisible { get; private set; }

    /// <summary>Plans an order against the other side.</summary>
    /// <param name="limitTicks">The worst price it may trade at.</param>
    public void Make(Order order, BookSide opposite, RestingOrders resting, long limitTicks, long nowNs)
    {
        (_order, _public, _resting, _limitTicks, _nowNs) = (order, opposite, resting, limitTicks, nowNs);
        _steps.Clear();
        (FilledLots, TicksLots, IsEnded, MeetsVisible) = (0, 0, false, false);
        (_leftLots, _leftTicksLots) = order.Ticket.IsByFunds ? (long.MaxValue, order.TicksLotsOf(order.Ticket.FundsQuote)) : (order.RemainLots, Int128.MaxValue);
        int depth = 0, at = 0;
        while (true)
        {
            bool hasPublic = depth < opposite.Count && opposite.IsAtLeastAsGood(opposite.PriceAt(depth), limitTicks);
            bool hasOurs = at < resting.Count && opposite.IsAtLeastAsGood(resting[at].Ticket.PriceTicks, limitTicks);
            if (!hasPublic && !hasOurs)
                return;
            long publicTicks = hasPublic ? opposite.PriceAt(depth) : 0;
            bool oursFirst = hasOurs && (!hasPublic || opposite.IsAtLeastAsGood(resting[at].Ticket.PriceTicks, publicTicks));
            long priceTicks = oursFirst ? resting[at].Ticket.PriceTicks : publicTicks;
            bool isPublicHere = hasPublic && publicTicks == priceTicks;
            int end = at;
            while (end < resting.Count && resting[end].Ticket.PriceTicks == priceTicks)
                end++;
            if (!WalkLevel(priceTicks, isPublicHere ? depth : -1, at, end))
                return;
            depth += isPublicHere ? 1 : 0;
            at = end;
        }
    }

    /// <returns>False when the order wants no more.</returns>
    private bool WalkLevel(long priceTicks, int depth, int begin, int end)
    {
        long freeLots = depth < 0 ? 0 : Math.Max(0, _public.FreeAt(depth)), publicLots = 0;
        _planned.Clear();
        for (int i = begin; i < end; i++)
            _planned.Add(0);
        bool isFirst = true, offers = true;
        while (offers)
        {
            offers = false;
            for (int i = begin; i < end; i++)
            {
                Order maker = _resting[i];
                long aheadLots = isFirst ? Math.Min(freeLots, maker.Queue.AheadLots) : freeLots;
                if (!TakePublic(priceTicks, depth, aheadLots, ref publicLots))
                    return false;
                long sliceLots = isFirst ? maker.TipLots : Math.Min(maker.Ticket.VisibleLots, maker.RemainLots - _planned[i - begin]);
                if (sliceLots <= 0)
                    continue;

                // Self-trade prevention deals with the whole of an order, however little of it shows.
                SelfTrade selfTrade = maker.Account == _order.Account ? _order.Ticket.SelfTrade : SelfTrade.Allowed;
                _planned[i - begin] += selfTrade == SelfTrade.Allowed ? sliceLots : maker.RemainLots;
                if (!Meet(maker, selfTrade, priceTicks, sliceLots))
                    return false;
                offers |= maker.Ticket.Display == Display.Iceberg && _planned[i - begin] < maker.RemainLots;
            }

            isFirst = false;
        }

        return TakePublic(priceTicks, depth, freeLots, ref publicLots);
    }

    private bool TakePublic(long priceTicks, int depth, long untilLots, ref long doneLots)
    {
        long lots = untilLots - doneLots;
        lots -= lots % _order.Ticket.Instrument.SizeIncrementLots;
        if (lots <= 0)
            return _leftLots > 0;
        MeetsVisible = true;
        doneLots += lots;
        OrderTicket ticket = _order.Ticket;
        long wantedLots = Math.Min(lots, _leftLots);
        long paidTicks = _cost.PriceTicks(ticket.Instrument, ticket.Side, priceTicks, FilledLots + wantedLots, _limitTicks, _nowNs);
        return Take(new TakerStep(TakerStepKind.TakePublic, paidTicks, wantedLots, depth, null), lots);
    }

    private bool Meet(Order maker, SelfTrade selfTrade, long priceTicks, long lots)
    {
        MeetsVisible |= maker.Ticket.Display == Display.Full;
        if (selfTrade == SelfTrade.Allowed)
            return Take(new TakerStep(TakerStepKind.TakeOurs, priceTicks, Math.Min(lots, _leftLots), -1, maker), lots);
        if (selfTrade == SelfTrade.DecreaseAndCancel)
            return Decrease(maker);
        if (selfTrade is SelfTrade.CancelOld or SelfTrade.CancelBoth)
            _steps.Add(new TakerStep(TakerStepKind.CancelMaker, 0, 0, -1, maker));

        IsEnded = selfTrade != SelfTrade.CancelOld;
        return !IsEnded;
    }

    private bool Decrease(Order maker)
    {
        long lots = Math.Min(maker.RemainLots, _leftLots);
        bool isMakerLarger = maker.RemainLots > lots;
        _steps.Add(isMakerLarger ? new TakerStep(TakerStepKind.DecreaseMaker, 0, lots, -1, maker) : new TakerStep(TakerStepKind.CancelMaker, 0, 0, -1, maker));
        _leftLots -= lots;
        IsEnded = _leftLots == 0;
        if (!IsEnded)
            _steps.Add(new TakerStep(TakerStepKind.DecreaseTaker, 0, lots, -1, null));
        return !IsEnded;
    }

    /// <summary>Adds a trade of as much as the order still wants and can pay.</summary>
    private bool Take(TakerStep step, long offeredLots)
    {
        long lots = step.Lots;
        if (_order.Ticket.IsByFunds)
        {
            Int128 affordable = _leftTicksLots / step.PriceTicks;
            lots = (long)Int128.Min(lots, affordable - (affordable % _order.Ticket.Instrument.SizeIncrementLots));
            if (lots == 0)
                return false;
            _leftTicksLots -= (Int128)step.PriceTicks * lots;
        }

        _steps.Add(step with { Lots = lots });
        _leftLots -= lots;
        FilledLots += lots;
        TicksLots += (Int128)step.PriceTicks * lots;
        return lots == offeredLots && _leftLots > 0;
    }
}
