using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Answers questions about an account's orders and fills.</summary>
/// <remarks>
/// Newest first. A cursor is the number of the last row given: the next page begins behind it. What is older than KuCoin's three days, or beyond the
/// retention of <see cref="OrderHistory"/>, is not given. Source: api.md 6.2.
/// </remarks>
internal sealed class OrderQueries
{
    private readonly ExchangeCore _core;

    public OrderQueries(ExchangeCore core) => _core = core;

    /// <summary>The account's resting orders.</summary>
    public List<Order> Active(ExchangeAccount account, OrderFilter filter)
    {
        var orders = new List<Order>();
        foreach (Instrument instrument in _core.Instruments)
        {
            if (account.ActiveOrders[instrument.Id] == 0 || (!string.IsNullOrEmpty(filter.Symbol) && filter.Symbol != instrument.Symbol))
                continue;
            foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
            {
                RestingOrders resting = _core.Matcher.Resting(instrument.Id, side);
                for (int i = 0; i < resting.Count; i++)
                {
                    if (resting[i].Account == account && filter.Takes(resting[i], resting[i].CreatedNs, resting[i].Number))
                        orders.Add(resting[i]);
                }
            }
        }

        orders.Sort(static (x, y) => y.Number.CompareTo(x.Number));
        return orders;
    }

    /// <summary>The symbols in which the account has resting orders.</summary>
    public List<string> ActiveSymbols(ExchangeAccount account, bool isMargin) =>
        [.. _core.Instruments.Where(x => Active(account, new OrderFilter { Symbol = x.Symbol, IsMargin = isMargin }).Count > 0).Select(x => x.Symbol)];

    /// <summary>The account's done orders.</summary>
    public List<Order> Done(ExchangeAccount account, OrderFilter filter)
    {
        Recent<Order> all = account.History.Done;
        var orders = new List<Order>();
        for (int age = 0; age < all.Count && orders.Count < Limit(filter); age++)
        {
            Order order = all[age];
            if (order.UpdatedNs < _core.NowNs - OrderHistory.AgeNsMax)
                break;
            if (filter.Takes(order, order.CreatedNs, order.DoneNumber))
                orders.Add(order);
        }

        return orders;
    }

    /// <summary>The account's fills.</summary>
    public List<FillRecord> Fills(ExchangeAccount account, OrderFilter filter)
    {
        Recent<FillRecord> all = account.History.Fills;
        var fills = new List<FillRecord>();
        for (int age = 0; age < all.Count && fills.Count < Limit(filter); age++)
        {
            FillRecord fill = all[age];
            if (fill.AtNs < _core.NowNs - OrderHistory.AgeNsMax)
                break;
            if (filter.Takes(fill.Order, fill.AtNs, fill.Id))
                fills.Add(fill);
        }

        return fills;
    }

    /// <summary>The account's stop orders, those that wait before those that are no more.</summary>
    /// <param name="isOco">True for legs of OCO orders only, false for others only, null for both.</param>
    public List<StopOrder> Stops(ExchangeAccount account, OrderFilter filter, bool? isOco)
    {
        var stops = new List<StopOrder>();
        foreach (Instrument instrument in _core.Instruments)
            stops.AddRange(_core.Matcher.Stops.Waiting(instrument.Id).Where(x => x.Account == account && Takes(filter, x, isOco)));
        stops.Sort(static (x, y) => string.CompareOrdinal(y.Id, x.Id));
        for (int age = 0; age < account.History.Stops.Count; age++)
        {
            if (account.History.Stops[age] is { State: StopState.Triggered } stop && Takes(filter, stop, isOco))
                stops.Add(stop);
        }

        return stops;
    }

    /// <summary>The account's OCO orders, newest first.</summary>
    public List<OcoOrder> Ocos(ExchangeAccount account, OrderFilter filter) =>
        [.. Stops(account, filter, isOco: true).Select(x => x.Ticket.Oco!).Concat(Ended(account)).Where(x => Takes(filter, x.LimitLeg, true)).Distinct().OrderByDescending(x => x.Id, StringComparer.Ordinal)];

    /// <summary><c>{"lastId":…,"items":[…]}</c> of done orders.</summary>
    public void WriteDone(Utf8JsonWriter json, ExchangeAccount account, OrderFilter filter, Action<Utf8JsonWriter, Order>? write = null)
    {
        List<Order> orders = Done(account, filter);
        WritePage(json, orders, write ?? OrderBody.Write, orders.Count == 0 ? filter.LastId : orders[^1].DoneNumber);
    }

    /// <summary><c>{"lastId":…,"items":[…]}</c> of fills.</summary>
    public void WriteFills(Utf8JsonWriter json, ExchangeAccount account, OrderFilter filter)
    {
        List<FillRecord> fills = Fills(account, filter);
        WritePage(json, fills, WriteFill, fills.Count == 0 ? filter.LastId : fills[^1].Id);
    }

    /// <summary>KuCoin's pages by number: <c>{"currentPage":1,"pageSize":50,"totalNum":3,"totalPage":1,"items":[…]}</c>.</summary>
    /// <param name="page">From 1.</param>
    public static void WriteNumbered<T>(Utf8JsonWriter json, IReadOnlyList<T> all, int page, int pageSize, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteNumber("currentPage", page);
        json.WriteNumber("pageSize", pageSize);
        json.WriteNumber("totalNum", all.Count);
        json.WriteNumber("totalPage", (all.Count + pageSize - 1) / pageSize);
        json.WriteStartArray("items");
        long begin = (page - 1L) * pageSize;
        for (long i = begin; i < Math.Min(begin + pageSize, all.Count); i++)
            write(json, all[(int)i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteFill(Utf8JsonWriter json, FillRecord fill)
    {
        json.WriteStartObject();
        json.WriteNumber("id", fill.Id);
        json.WriteString("symbol", fill.Instrument.Symbol);
        json.WriteNumber("tradeId", fill.TradeId);
        WriteFillFields(json, fill);
        json.WriteString("tax", "0");
        json.WriteString("taxRate", "0");
        json.WriteNumber("createdAt", fill.AtNs / Nanos.PerMillisecond);
        json.WriteEndObject();
    }

    /// <summary>What every list of fills says of one.</summary>
    public static void WriteFillFields(Utf8JsonWriter json, FillRecord fill)
    {
        OrderTicket ticket = fill.Order.Ticket;
        json.WriteString("orderId", fill.Order.Id);
        json.WriteString("counterOrderId", fill.CounterOrderId);
        json.WriteString("side", ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("liquidity", fill.IsTaker ? "taker" : "maker");
        json.WriteBoolean("forceTaker", fill.IsTaker && ticket.Display != Display.Full);
        json.WriteString("price", DecimalText.Format(fill.PriceTicks, fill.Instrument.PriceDecimals));
        json.WriteString("size", DecimalText.Format(fill.SizeLots, fill.Instrument.SizeDecimals));
        json.WriteString("funds", PushWriter.Coins(fill.FundsQuote));
        json.WriteString("fee", PushWriter.Coins(fill.FeeQuote));
        json.WriteString("feeRate", DecimalText.Format(fill.FeeRate.Parts, 12));
        json.WriteString("feeCurrency", fill.Instrument.QuoteCurrency);
        json.WriteString("stop", OrderBody.StopText(ticket) ?? "");
        json.WriteString("tradeType", OrderBody.TradeType(ticket));
        json.WriteString("type", ticket.IsMarket ? "market" : "limit");
    }

    private static void WritePage<T>(Utf8JsonWriter json, List<T> items, Action<Utf8JsonWriter, T> write, long lastId)
    {
        json.WriteStartObject();
        json.WriteNumber("lastId", lastId);
        json.WriteStartArray("items");
        foreach (T item in items)
            write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int Limit(OrderFilter filter) => Math.Clamp(filter.Limit, 1, OrderFilter.LimitMax);

    private static IEnumerable<OcoOrder> Ended(ExchangeAccount account)
    {
        for (int age = 0; age < account.History.Ocos.Count; age++)
            yield return account.History.Ocos[age];
    }

    private static bool Takes(OrderFilter filter, StopOrder stop, bool? isOco)
    {
        OrderTicket ticket = stop.Ticket;
        long atMs = stop.CreatedNs / Nanos.PerMillisecond;
        return (isOco is null || isOco == ticket.Oco is not null)
            && (string.IsNullOrEmpty(filter.Symbol) || filter.Symbol == ticket.Instrument.Symbol)
            && (filter.IsMargin is null || filter.IsMargin == ticket.IsMargin)
            && (filter.Side == Side.None || filter.Side == ticket.Side)
            && (string.IsNullOrEmpty(filter.Type) || ticket.IsMarket == (filter.Type == "market"))
            && (string.IsNullOrEmpty(filter.OrderId) || filter.OrderId.Split(',').Contains(stop.Id))
            && atMs >= filter.StartMs && (filter.EndMs == 0 || atMs <= filter.EndMs);
    }
}
