using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>The REST answer to a question about one order.</summary>
/// <remarks>Source: api.md 6.2.</remarks>
internal static class OrderBody
{
    /// <summary>The body that says how <paramref name="order"/> stands, or, where it is null, that there is no such order.</summary>
    /// <param name="write">The form of it; null for that of a margin order.</param>
    public static byte[] Of(Order? order, Action<Utf8JsonWriter, Order>? write = null) => KuCoinJson.Object((order, write ?? Write), static (json, state) =>
    {
        (Order? x, Action<Utf8JsonWriter, Order> write) = state;
        json.WriteString("code", x is null ? Refusal.OrderMissing.Code : "200000");
        if (x is null)
        {
            json.WriteString("msg", Refusal.OrderMissing.Message);
            return;
        }

        json.WritePropertyName("data");
        write(json, x);
    });

    /// <summary>The answer fields of an accepted order, for REST and WebSocket alike.</summary>
    /// <param name="borrowedUnits">What was borrowed for it, in the coin it pays with: the account's newest loan.</param>
    public static void WritePlaced(Utf8JsonWriter json, Order order, long borrowedUnits)
    {
        json.WriteString("orderId", order.Id);
        json.WriteString("clientOid", order.Ticket.ClientOid);
        json.WriteString("borrowSize", order.Wallet[order.PaidCurrency].Text(borrowedUnits));
        if (borrowedUnits > 0)
            json.WriteString("loanApplyId", order.Account.Records.Loans[0].OrderNo);
        else
            json.WriteNull("loanApplyId");
    }

    /// <summary>orderId and clientOid, the answer to a spot order.</summary>
    public static void WriteIds(Utf8JsonWriter json, Order order)
    {
        json.WriteString("orderId", order.Id);
        json.WriteString("clientOid", order.Ticket.ClientOid);
    }

    /// <summary>The answer to a spot order that waits for what becomes of it.</summary>
    public static void WriteSynced(Utf8JsonWriter json, Order order)
    {
        WriteIds(json, order);
        json.WriteNumber("orderTime", order.CreatedNs / Nanos.PerMillisecond);
        WriteState(json, order);
        json.WriteNumber("matchTime", order.UpdatedNs / Nanos.PerMillisecond);
    }

    /// <summary>The answer to a cancel that waits for what becomes of it.</summary>
    public static void WriteCanceled(Utf8JsonWriter json, Order order, bool byClientOid)
    {
        json.WriteString(byClientOid ? "clientOid" : "orderId", byClientOid ? order.Ticket.ClientOid : order.Id);
        WriteState(json, order);
    }

    /// <summary>The answer to a change of price or size: the order that took the place of the old one.</summary>
    public static void WriteAltered(Utf8JsonWriter json, Order order)
    {
        json.WriteString("newOrderId", order.Id);
        json.WriteString("clientOid", order.Ticket.ClientOid);
    }

    /// <summary>A margin order, as it stands in lists as well.</summary>
    public static void Write(Utf8JsonWriter json, Order order) => Write(json, order, hasStop: true, isOld: false);

    /// <summary>An HF spot order: it has no stop fields.</summary>
    public static void WriteSpot(Utf8JsonWriter json, Order order) => Write(json, order, hasStop: false, isOld: false);

    /// <summary>An order as the abandoned <c>/api/v1/orders</c> shows it: without what remains, and empty text for what is not there.</summary>
    public static void WriteOld(Utf8JsonWriter json, Order order) => Write(json, order, hasStop: true, isOld: true);

    private static void WriteState(Utf8JsonWriter json, Order order)
    {
        int decimals = order.Ticket.Instrument.SizeDecimals;
        json.WriteString("originSize", DecimalText.Format(order.Ticket.SizeLots, decimals));
        json.WriteString("dealSize", DecimalText.Format(order.FilledLots, decimals));
        json.WriteString("remainSize", DecimalText.Format(order.RemainLots, decimals));
        json.WriteString("canceledSize", DecimalText.Format(order.CanceledLots, decimals));
        json.WriteString("status", order.IsActive ? "open" : "done");
    }

    private static void Write(Utf8JsonWriter json, Order order, bool hasStop, bool isOld)
    {
        OrderTicket ticket = order.Ticket;
        Instrument instrument = ticket.Instrument;
        long limitQuote = ticket.IsByFunds ? ticket.FundsQuote : ticket.IsMarket ? order.FundsQuote : instrument.FundsQuote(ticket.PriceTicks, ticket.SizeLots);
        bool isCanceled = order.CanceledLots > 0 || order.CanceledQuote > 0;
        long canceledQuote = !isCanceled ? 0 : order.IsActive ? instrument.FundsQuote(ticket.PriceTicks, order.CanceledLots) : limitQuote - order.FundsQuote;
        json.WriteStartObject();
        json.WriteString("id", order.Id);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("opType", "DEAL");
        json.WriteString("type", ticket.IsMarket ? "market" : "limit");
        json.WriteString("side", ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("price", DecimalText.Format(ticket.PriceTicks, instrument.PriceDecimals));
        json.WriteString("size", DecimalText.Format(ticket.SizeLots, instrument.SizeDecimals));
        json.WriteString("funds", PushWriter.Coins(limitQuote));
        json.WriteString("dealSize", DecimalText.Format(order.FilledLots, instrument.SizeDecimals));
        json.WriteString("dealFunds", PushWriter.Coins(order.FundsQuote));
        if (!isOld)
        {
            json.WriteString("remainSize", DecimalText.Format(order.RemainLots, instrument.SizeDecimals));
            json.WriteString("remainFunds", PushWriter.Coins(limitQuote - order.FundsQuote - canceledQuote));
            json.WriteString("cancelledSize", DecimalText.Format(order.CanceledLots, instrument.SizeDecimals));
            json.WriteString("cancelledFunds", PushWriter.Coins(canceledQuote));
        }

        json.WriteString("fee", PushWriter.Coins(order.FeeQuote));
        json.WriteString("feeCurrency", instrument.QuoteCurrency);
        json.WriteString("stp", SelfTradeText(ticket) ?? (isOld ? "" : null));
        if (hasStop)
        {
            json.WriteString("stop", StopText(ticket) ?? (isOld ? "" : null));
            json.WriteBoolean("stopTriggered", ticket.Stop != StopKind.None);
            json.WriteString("stopPrice", DecimalText.Format(ticket.StopTicks, instrument.PriceDecimals));
        }

        json.WriteString("timeInForce", LifeText(ticket));
        json.WriteBoolean("postOnly", ticket.IsPostOnly);
        json.WriteBoolean("hidden", ticket.Display == Display.Hidden);
        json.WriteBoolean("iceberg", ticket.Display == Display.Iceberg);
        json.WriteString("visibleSize", DecimalText.Format(ticket.VisibleLots, instrument.SizeDecimals));
        json.WriteNumber("cancelAfter", ticket.CancelAfterSeconds);
        json.WriteString("channel", "API");
        json.WriteString("clientOid", ticket.ClientOid);
        json.WriteString("remark", ticket.Remark);
        json.WriteString("tags", ticket.Tags);
        json.WriteBoolean("cancelExist", isCanceled);
        json.WriteString("tradeType", TradeType(ticket));
        json.WriteBoolean(isOld ? "isActive" : "active", order.IsActive);
        json.WriteString("tax", "0");
        json.WriteNumber("createdAt", order.CreatedNs / Nanos.PerMillisecond);
        if (!isOld)
        {
            json.WriteBoolean("inOrderBook", order.IsActive);
            json.WriteNumber("lastUpdatedAt", order.UpdatedNs / Nanos.PerMillisecond);
        }

        json.WriteEndObject();
    }

    public static string TradeType(OrderTicket ticket) => ticket.IsMargin ? "MARGIN_TRADE" : "TRADE";

    /// <summary>Null where own orders may trade with each other.</summary>
    public static string? SelfTradeText(OrderTicket ticket) => ticket.SelfTrade switch
    {
        SelfTrade.DecreaseAndCancel => "DC",
        SelfTrade.CancelOld => "CO",
        SelfTrade.CancelNew => "CN",
        SelfTrade.CancelBoth => "CB",
        _ => null,
    };

    public static string LifeText(OrderTicket ticket) => ticket.IsMarket ? "GTC" : ticket.Life switch { OrderLife.Ioc => "IOC", OrderLife.Fok => "FOK", OrderLife.Gtt => "GTT", _ => "GTC" };

    /// <summary>Null where the order waited for no price.</summary>
    public static string? StopText(OrderTicket ticket) => ticket.Stop switch { StopKind.Loss => "loss", StopKind.Entry => "entry", _ => null };
}
