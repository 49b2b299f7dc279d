using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>The REST answer to a question about one order.</summary>
/// <remarks>Source: api.md 6.2.</remarks>
internal static class OrderBody
{
    /// <summary>The body that says how <paramref name="order"/> stands, or, where it is null, that there is no such order.</summary>
    public static byte[] Of(Order? order) => KuCoinJson.Object(order, static (json, x) =>
    {
        json.WriteString("code", x is null ? Refusal.OrderMissing.Code : "200000");
        if (x is null)
        {
            json.WriteString("msg", Refusal.OrderMissing.Message);
            return;
        }

        json.WritePropertyName("data");
        Write(json, x);
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

    private static void Write(Utf8JsonWriter json, Order order)
    {
        OrderTicket ticket = order.Ticket;
        Instrument instrument = ticket.Instrument;
        long limitQuote = ticket.IsMarket ? order.FundsQuote : instrument.FundsQuote(ticket.PriceTicks, ticket.SizeLots);
        bool isCanceled = order.CanceledLots > 0;
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
        json.WriteString("remainSize", DecimalText.Format(order.RemainLots, instrument.SizeDecimals));
        json.WriteString("remainFunds", PushWriter.Coins(isCanceled ? 0 : limitQuote - order.FundsQuote));
        json.WriteString("cancelledSize", DecimalText.Format(order.CanceledLots, instrument.SizeDecimals));
        json.WriteString("cancelledFunds", PushWriter.Coins(isCanceled ? limitQuote - order.FundsQuote : 0));
        json.WriteString("fee", PushWriter.Coins(order.FeeQuote));
        json.WriteString("feeCurrency", instrument.QuoteCurrency);
        json.WriteNull("stp");
        json.WriteNull("stop");
        json.WriteBoolean("stopTriggered", false);
        json.WriteString("stopPrice", "0");
        json.WriteString("timeInForce", ticket.Life switch { OrderLife.Ioc => "IOC", OrderLife.Fok => "FOK", _ => "GTC" });
        json.WriteBoolean("postOnly", ticket.IsPostOnly);
        json.WriteBoolean("hidden", false);
        json.WriteBoolean("iceberg", false);
        json.WriteString("visibleSize", "0");
        json.WriteNumber("cancelAfter", 0);
        json.WriteString("channel", "API");
        json.WriteString("clientOid", ticket.ClientOid);
        json.WriteNull("remark");
        json.WriteNull("tags");
        json.WriteBoolean("cancelExist", isCanceled);
        json.WriteString("tradeType", "MARGIN_TRADE");
        json.WriteBoolean("inOrderBook", order.IsActive);
        json.WriteBoolean("active", order.IsActive);
        json.WriteString("tax", "0");
        json.WriteNumber("createdAt", order.CreatedNs / Nanos.PerMillisecond);
        json.WriteNumber("lastUpdatedAt", order.UpdatedNs / Nanos.PerMillisecond);
        json.WriteEndObject();
    }
}
