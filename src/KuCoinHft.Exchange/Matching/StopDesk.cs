using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Keeps the orders that wait for a price, alone or in pairs, and places them when it comes.</summary>
/// <remarks>
/// The price is that of the last trade of the recorded market. A stop order is set off once, in the order of their coming; it holds nothing before, so the order it
/// stands for may be refused then, which its push says. Source: api.md 6.3.
/// </remarks>
internal sealed class StopDesk
{
    /// <summary>Of an account in a symbol; a leg of an OCO order counts as one.</summary>
    public const int WaitingMax = 20;

    private readonly Matcher _matcher;
    private readonly PushWriter _pushes;
    private readonly List<StopOrder>[] _waiting;
    private readonly long[] _lastTicks;
    private readonly Dictionary<string, StopOrder> _byId = [];
    private readonly Dictionary<(ExchangeAccount Account, string ClientOid), StopOrder> _byClientOid = [];
    private readonly Dictionary<string, OcoOrder> _ocoById = [];
    private readonly Dictionary<(ExchangeAccount Account, string ClientOid), OcoOrder> _ocoByClientOid = [];
    private long _number;

    public StopDesk(Matcher matcher, PushWriter pushes, int symbols)
    {
        (_matcher, _pushes) = (matcher, pushes);
        _waiting = [.. Enumerable.Range(0, symbols).Select(_ => new List<StopOrder>())];
        _lastTicks = new long[symbols];
    }

    /// <summary>The account's stop order of that id, or of that clientOid where the first is null.</summary>
    public StopOrder? Find(ExchangeAccount account, string? id, string? clientOid) =>
        string.IsNullOrEmpty(id) ? _byClientOid.GetValueOrDefault((account, clientOid ?? "")) : _byId.GetValueOrDefault(id) is { } stop && stop.Account == account ? stop : null;

    public OcoOrder? FindOco(ExchangeAccount account, string? id, string? clientOid) =>
        string.IsNullOrEmpty(id) ? _ocoByClientOid.GetValueOrDefault((account, clientOid ?? "")) : _ocoById.GetValueOrDefault(id) is { } oco && oco.Account == account ? oco : null;

    /// <summary>The stop orders that wait in a symbol, legs included, in the order of their coming.</summary>
    public IReadOnlyList<StopOrder> Waiting(int symbolId) => _waiting[symbolId];

    public int WaitingCount(ExchangeAccount account, int symbolId)
    {
        int count = 0;
        foreach (StopOrder stop in _waiting[symbolId])
            count += stop.Account == account ? 1 : 0;
        return count;
    }

    /// <summary>True while a stop or OCO order that waits will need that clientOid.</summary>
    public bool IsReserved(ExchangeAccount account, string clientOid) =>
        _byClientOid.GetValueOrDefault((account, clientOid)) is { IsWaiting: true } || _ocoByClientOid.GetValueOrDefault((account, clientOid)) is { IsOpen: true };

    public Refusal? Place(ExchangeAccount account, OrderTicket ticket, long nowNs, out StopOrder? placed)
    {
        placed = null;
        Refusal? refusal = Admit(account, ticket, legs: 1);
        if (refusal is not null)
            return refusal;
        placed = Enter(account, ticket, nowNs);
        _byClientOid[(account, ticket.ClientOid)] = placed;
        return null;
    }

    /// <param name="limit">The leg that waits for its own price.</param>
    /// <param name="stop">The leg that waits for the stop price.</param>
    public Refusal? PlaceOco(ExchangeAccount account, OrderTicket limit, OrderTicket stop, long nowNs, out OcoOrder? placed)
    {
        placed = null;
        Refusal? refusal = Admit(account, limit, legs: 2) ?? CheckSides(limit, stop);
        if (refusal is not null)
            return refusal;
        placed = new OcoOrder($"{(uint)(nowNs / Nanos.PerSecond):x8}6f636f{++_number:x10}", account, limit, nowNs);
        placed.LimitLeg = Enter(account, limit with { Oco = placed }, nowNs);
        placed.StopLeg = Enter(account, stop with { Oco = placed }, nowNs);
        _ocoById.Add(placed.Id, placed);
        _ocoByClientOid[(account, limit.ClientOid)] = placed;
        return null;
    }

    /// <summary>Cancels a stop order that waits; with a leg, its OCO order.</summary>
    /// <returns>False when it does not exist or waits no more.</returns>
    public bool Cancel(StopOrder? stop, long nowNs)
    {
        if (stop is not { IsWaiting: true })
            return false;
        if (stop.Ticket.Oco is { } oco)
            return CancelOco(oco, nowNs);
        Drop(stop);
        return true;
    }

    /// <summary>Cancels both legs, and the order that one of them became.</summary>
    public bool CancelOco(OcoOrder? oco, long nowNs)
    {
        if (oco is not { IsOpen: true })
            return false;
        End(oco, OcoState.Cancelled);
        foreach (StopOrder leg in (ReadOnlySpan<StopOrder>)[oco.LimitLeg, oco.StopLeg])
        {
            if (leg.IsWaiting)
                Drop(leg);
            _matcher.Cancel(leg.Child, nowNs);
        }

        return true;
    }

    /// <summary>Cancels every margin order of an account that waits in a symbol.</summary>
    public void CancelAll(ExchangeAccount account, int symbolId)
    {
        foreach (StopOrder stop in _waiting[symbolId].FindAll(x => x.Account == account && x.Ticket.IsMargin))
        {
            Drop(stop);
            if (stop.Ticket.Oco is { IsOpen: true } oco)
                End(oco, OcoState.Cancelled);
        }
    }

    /// <summary>The recorded market traded: sets off what waits for this price.</summary>
    public void OnTrade(int symbolId, long priceTicks, long nowNs)
    {
        _lastTicks[symbolId] = priceTicks;
        List<StopOrder> waiting = _waiting[symbolId];
        if (!waiting.Exists(x => x.IsReachedBy(priceTicks)))
            return;
        foreach (StopOrder stop in waiting.FindAll(x => x.IsReachedBy(priceTicks)))
        {
            // One that came before may have cancelled it: the other leg of a pair.
            if (stop.IsWaiting)
                SetOff(stop, nowNs);
        }
    }

    /// <summary>An order traded or ended: the other leg of its pair must know.</summary>
    public void OnOrder(Order order)
    {
        if (order.Ticket.Oco is not { IsOpen: true } oco)
            return;
        bool isStopLeg = order.Ticket.Stop == oco.StopLeg.Ticket.Stop;

        // A limit leg that gave way to the stop leg ends without saying anything about the pair.
        if (!isStopLeg && oco.StopLeg.State == StopState.Triggered)
            return;
        StopOrder other = isStopLeg ? oco.LimitLeg : oco.StopLeg;
        if (other.IsWaiting && (order.FilledLots > 0 || order.DoneNumber != 0))
            Drop(other);
        if (order.DoneNumber != 0)
            End(oco, order.FilledLots > 0 ? OcoState.Done : OcoState.Cancelled);
    }

    private Refusal? Admit(ExchangeAccount account, OrderTicket ticket, int legs)
    {
        int waiting = WaitingCount(account, ticket.Instrument.Id);
        bool isKnown = account.ByClientOid.ContainsKey(ticket.ClientOid) || _byClientOid.ContainsKey((account, ticket.ClientOid)) || _ocoByClientOid.ContainsKey((account, ticket.ClientOid));
        return isKnown ? Refusal.DuplicateClientOid
            : waiting + legs > WaitingMax ? Refusal.TooManyStops
            : account.ActiveOrders[ticket.Instrument.Id] + waiting + legs > Matcher.ActiveOrdersMax ? Refusal.TooManyOrders
            : ticket.IsMargin && account.Ledger.IsFrozen() ? Refusal.Frozen
            : null;
    }

    private Refusal? CheckSides(OrderTicket limit, OrderTicket stop)
    {
        long lastTicks = _lastTicks[limit.Instrument.Id];
        bool isBetween = limit.Side == Side.Buy ? limit.StopTicks < stop.StopTicks : limit.StopTicks > stop.StopTicks;
        if (lastTicks > 0 && isBetween)
            isBetween = lastTicks > Math.Min(limit.StopTicks, stop.StopTicks) && lastTicks < Math.Max(limit.StopTicks, stop.StopTicks);
        return isBetween ? null : Refusal.OcoPrices;
    }

    private StopOrder Enter(ExchangeAccount account, OrderTicket ticket, long nowNs)
    {
        // KuCoin's are 24 letters and digits that begin with vs.
        var stop = new StopOrder($"vs93kc{(uint)(nowNs / Nanos.PerSecond):x8}{++_number:x10}", account, ticket, nowNs);
        _byId.Add(stop.Id, stop);
        _waiting[ticket.Instrument.Id].Add(stop);
        _pushes.StopChange(stop, "open");
        return stop;
    }

    private void SetOff(StopOrder stop, long nowNs)
    {
        Leave(stop, StopState.Triggered);
        stop.TriggeredNs = nowNs;
        if (stop.Ticket.Oco is { } oco)
        {
            oco.State = OcoState.Triggered;
            if (stop == oco.StopLeg)
                GiveWay(oco.LimitLeg, nowNs);
        }

        Refusal? refusal = _matcher.Test(stop.Account, stop.Ticket, nowNs);
        _pushes.StopChange(stop, "TRIGGERED", refusal);
        if (refusal is null)
        {
            refusal = _matcher.Place(stop.Account, stop.Ticket, nowNs, out Order? child, out _);
            stop.Child = child;
        }

        if (refusal is not null && stop.Ticket.Oco is { } failed && stop == failed.StopLeg)
            End(failed, OcoState.Cancelled);
    }

    private void GiveWay(StopOrder limitLeg, long nowNs)
    {
        if (limitLeg.IsWaiting)
            Drop(limitLeg);
        else
            _matcher.Cancel(limitLeg.Child, nowNs);
    }

    private void Drop(StopOrder stop)
    {
        Leave(stop, StopState.Canceled);
        _pushes.StopChange(stop, "cancel");
    }

    private void Leave(StopOrder stop, StopState state)
    {
        stop.State = state;
        _waiting[stop.Ticket.Instrument.Id].Remove(stop);
        if (stop.Account.History.Stops.Add(stop) is not { } forgotten)
            return;
        _byId.Remove(forgotten.Id);
        _byClientOid.Remove((forgotten.Account, forgotten.Ticket.ClientOid));
    }

    private void End(OcoOrder oco, OcoState state)
    {
        oco.State = state;
        if (oco.Account.History.Ocos.Add(oco) is not { } forgotten)
            return;
        _ocoById.Remove(forgotten.Id);
        _ocoByClientOid.Remove((forgotten.Account, forgotten.Ticket.ClientOid));
    }
}
