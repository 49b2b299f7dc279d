using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>What a client can ask of its orders: to place, cancel and alter them, alone or all at once, at once or at a stop price.</summary>
/// <remarks>Every request gives null, or why it is refused, which counts as a reject of the account. Source: api.md 6.2 to 6.4.</remarks>
internal sealed class OrderRequests
{
    private readonly ExchangeCore _core;
    private readonly IReadOnlyDictionary<string, Instrument> _instruments;

    public OrderRequests(ExchangeCore core, IReadOnlyDictionary<string, Instrument> instruments) => (_core, _instruments) = (core, instruments);

    private Matcher Matcher => _core.Matcher;

    /// <summary>Places an order given as the JSON of <c>POST /api/v3/hf/margin/order</c>.</summary>
    /// <param name="isMargin">False for an order of HF spot.</param>
    public Refusal? Place(ExchangeAccount account, JsonElement body, bool isMargin, long nowNs, out Order? order, out long borrowedUnits)
    {
        (Order? placed, long borrowed) = (null, 0);
        Refusal? refusal = _core.Run(account, nowNs, () =>
            OrderReader.Read(body, _instruments, out OrderTicket? ticket, isMargin) ?? Matcher.Place(account, ticket!, _core.NowNs, out placed, out borrowed));
        (order, borrowedUnits) = (placed, borrowed);
        return refusal;
    }

    /// <summary>Cancels by orderId, or by clientOid where that is null.</summary>
    /// <param name="isMargin">An order of the other kind is unknown here; null looks at both.</param>
    public Refusal? Cancel(ExchangeAccount account, string? symbol, string? orderId, string? clientOid, bool? isMargin, long nowNs) => _core.Run(account, nowNs, () =>
    {
        if (symbol is null || !_instruments.ContainsKey(symbol))
            return Refusal.UnknownSymbol;
        if (string.IsNullOrEmpty(orderId) && string.IsNullOrEmpty(clientOid))
            return Refusal.OrderIdRequired;
        Order? order = _core.Find(account, symbol, orderId, clientOid);
        return order is not null && (isMargin ?? order.Ticket.IsMargin) == order.Ticket.IsMargin && Matcher.Cancel(order, _core.NowNs) ? null : Refusal.OrderUnknown;
    });

    /// <summary>Checks an order as if it were placed: <c>/order/test</c>.</summary>
    public Refusal? Test(ExchangeAccount account, JsonElement body, bool isMargin, long nowNs) => _core.Run(account, nowNs, () =>
        OrderReader.Read(body, _instruments, out OrderTicket? ticket, isMargin) ?? Matcher.Test(account, ticket!, _core.NowNs));

    /// <summary>Takes a stop order; <paramref name="isMargin"/> as the path, or tradeType on the classic one, says.</summary>
    public Refusal? PlaceStop(ExchangeAccount account, JsonElement body, bool isMargin, long nowNs, out StopOrder? stop)
    {
        StopOrder? placed = null;
        Refusal? refusal = _core.Run(account, nowNs, () =>
            StopReader.Read(body, _instruments, isMargin, out OrderTicket? ticket) ?? Matcher.Stops.Place(account, ticket!, _core.NowNs, out placed));
        stop = placed;
        return refusal;
    }

    public Refusal? PlaceOco(ExchangeAccount account, JsonElement body, bool isMargin, long nowNs, out OcoOrder? oco)
    {
        OcoOrder? placed = null;
        Refusal? refusal = _core.Run(account, nowNs, () =>
            StopReader.ReadOco(body, _instruments, isMargin, out OrderTicket? limit, out OrderTicket? stop) ?? Matcher.Stops.PlaceOco(account, limit!, stop!, _core.NowNs, out placed));
        oco = placed;
        return refusal;
    }

    /// <summary>Cancels a stop order by id, or by clientOid where that is null.</summary>
    public Refusal? CancelStop(ExchangeAccount account, string? id, string? clientOid, long nowNs, out StopOrder? stop)
    {
        StopOrder? found = null;
        Refusal? refusal = _core.Run(account, nowNs, () =>
        {
            found = Matcher.Stops.Find(account, id, clientOid);
            return Matcher.Stops.Cancel(found, _core.NowNs) ? null : Refusal.OrderUnknown;
        });
        stop = found;
        return refusal;
    }

    /// <summary>Cancels an OCO order by id, or by clientOid where that is null.</summary>
    public Refusal? CancelOco(ExchangeAccount account, string? id, string? clientOid, long nowNs, out OcoOrder? oco)
    {
        OcoOrder? found = null;
        Refusal? refusal = _core.Run(account, nowNs, () =>
        {
            found = Matcher.Stops.FindOco(account, id, clientOid);
            return Matcher.Stops.CancelOco(found, _core.NowNs) ? null : Refusal.OrderUnknown;
        });
        oco = found;
        return refusal;
    }

    /// <summary>Cancels the stop orders that a filter takes.</summary>
    /// <param name="isOco">True for legs of OCO orders only, false for others only, null for both.</param>
    /// <returns>Those that were cancelled, legs of pairs included.</returns>
    public List<StopOrder> CancelStops(ExchangeAccount account, OrderFilter filter, bool? isOco, long nowNs)
    {
        _core.AdvanceTo(nowNs);
        List<StopOrder> stops = [.. _core.Queries.Stops(account, filter, isOco).Where(x => x.IsWaiting)];
        foreach (StopOrder stop in stops)
            Matcher.Stops.Cancel(stop, _core.NowNs);
        return stops;
    }

    /// <summary>Cancels the resting orders that a filter takes.</summary>
    /// <returns>How many.</returns>
    public int CancelAll(ExchangeAccount account, OrderFilter filter, long nowNs)
    {
        _core.AdvanceTo(nowNs);
        List<Order> orders = _core.Queries.Active(account, filter);
        foreach (Order order in orders)
            Matcher.Cancel(order, _core.NowNs);
        return orders.Count;
    }

    /// <summary>Cancels <c>cancelSize</c> of an order; all of it where that is as much as remains.</summary>
    public Refusal? CancelPart(ExchangeAccount account, string? symbol, string orderId, string? cancelSize, long nowNs) => _core.Run(account, nowNs, () =>
    {
        if (_core.Find(account, symbol, orderId, null) is not { } order)
            return Refusal.OrderUnknown;
        Instrument instrument = order.Ticket.Instrument;
        if (!DecimalText.TryParse(System.Text.Encoding.UTF8.GetBytes(cancelSize ?? ""), instrument.SizeDecimals, out long lots) || lots == 0)
            return Refusal.SizeRequired;
        if (lots % instrument.SizeIncrementLots != 0)
            return Refusal.SizeIncrement;
        return Matcher.Reduce(order, lots, _core.NowNs) ? null : Refusal.OrderUnknown;
    });

    /// <summary>Gives a limit order another price or size: <c>/api/v1/hf/orders/alter</c>.</summary>
    public Refusal? Alter(ExchangeAccount account, JsonElement body, long nowNs, out Order? altered)
    {
        Order? result = null;
        Refusal? refusal = _core.Run(account, nowNs, () =>
        {
            if (_core.Find(account, body.Field("symbol"), body.Field("orderId"), body.Field("clientOid")) is not { IsActive: true } order)
                return Refusal.OrderUnknown;
            Instrument instrument = order.Ticket.Instrument;
            (long priceTicks, long sizeLots) = (order.Ticket.PriceTicks, order.SizeLots);
            Refusal? wrong = body.Field("newPrice") is null ? null : OrderReader.ReadPrice(body, "newPrice", instrument, Refusal.PriceRequired, out priceTicks);
            if (body.Field("newSize") is not null)
                wrong ??= OrderReader.ReadSize(body, "newSize", instrument, out sizeLots);
            if (sizeLots > order.FilledLots)
                wrong ??= OrderReader.CheckFunds(instrument, priceTicks, sizeLots - order.FilledLots);
            return wrong ?? Matcher.Alter(order, priceTicks, sizeLots, _core.NowNs, out result);
        });
        altered = result;
        return refusal;
    }
}
