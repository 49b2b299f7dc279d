using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Writes stop and OCO orders, for pushes and REST.</summary>
/// <remarks>Decimals of REST rows have KuCoin's 20 places. Source: api.md 3.5 and 6.3, and the examples of the universal SDK.</remarks>
internal static class StopViews
{
    private const int Places = 20;

    /// <summary>The data of an <c>/spotMarket/advancedOrders</c> push.</summary>
    /// <param name="type">open, TRIGGERED or cancel.</param>
    /// <param name="failure">Why the order that it stood for was refused.</param>
    public static void WritePush(Utf8JsonWriter json, StopOrder stop, string type, Refusal? failure, long nowNs)
    {
        OrderTicket ticket = stop.Ticket;
        Instrument instrument = ticket.Instrument;
        json.WriteString("orderId", stop.Id);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("side", ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("orderType", "stop");
        json.WriteString("orderPrice", DecimalText.Format(ticket.PriceTicks, instrument.PriceDecimals));
        json.WriteString("size", DecimalText.Format(ticket.SizeLots, instrument.SizeDecimals));
        if (ticket.IsByFunds)
            json.WriteString("funds", PushWriter.Coins(ticket.FundsQuote));
        json.WriteString("stop", StopName(ticket));
        json.WriteString("stopPrice", DecimalText.Format(ticket.StopTicks, instrument.PriceDecimals));
        json.WriteString("tradeType", OrderBody.TradeType(ticket));
        json.WriteString("type", type);
        if (type == "TRIGGERED")
        {
            json.WriteBoolean("triggerSuccess", failure is null);
            if (failure is not null)
                json.WriteString("error", failure.Message);
        }

        json.WriteNumber("createdAt", stop.CreatedNs / Nanos.PerMillisecond);
        json.WriteNumber("ts", nowNs);
    }

    /// <summary>A row of the stop orders' list.</summary>
    public static void WriteStop(Utf8JsonWriter json, StopOrder stop)
    {
        OrderTicket ticket = stop.Ticket;
        Instrument instrument = ticket.Instrument;
        FeeRates fees = stop.Account.FeesOf(instrument);
        json.WriteStartObject();
        json.WriteString("id", stop.Id);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("userId", stop.Account.UserId);
        json.WriteString("status", stop.State switch { StopState.Waiting => "NEW", StopState.Triggered => "TRIGGERED", _ => "CANCELLED" });
        json.WriteString("type", ticket.IsMarket ? "market" : "limit");
        json.WriteString("side", ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("price", ticket.IsMarket ? null : Long(ticket.PriceTicks, instrument.PriceDecimals));
        json.WriteString("size", ticket.IsByFunds ? null : Long(ticket.SizeLots, instrument.SizeDecimals));
        json.WriteString("funds", ticket.IsByFunds ? Long(ticket.FundsQuote, 8) : null);
        json.WriteString("stp", OrderBody.SelfTradeText(ticket));
        json.WriteString("timeInForce", OrderBody.LifeText(ticket));
        json.WriteNumber("cancelAfter", ticket.Life == OrderLife.Gtt ? ticket.CancelAfterSeconds : -1);
        json.WriteBoolean("postOnly", ticket.IsPostOnly);
        json.WriteBoolean("hidden", ticket.Display == Display.Hidden);
        json.WriteBoolean("iceberg", ticket.Display == Display.Iceberg);
        json.WriteString("visibleSize", ticket.Display == Display.Iceberg ? Long(ticket.VisibleLots, instrument.SizeDecimals) : null);
        json.WriteString("channel", "API");
        json.WriteString("clientOid", ticket.ClientOid);
        json.WriteString("remark", ticket.Remark);
        json.WriteString("tags", ticket.Tags);
        json.WriteString("relatedNo", ticket.Oco?.Id);
        json.WriteNumber("orderTime", stop.CreatedNs);
        json.WriteString("domainId", "kucoin");
        json.WriteString("tradeSource", "USER");
        json.WriteString("tradeType", OrderBody.TradeType(ticket));
        json.WriteString("feeCurrency", instrument.QuoteCurrency);
        json.WriteString("takerFeeRate", Long(fees.Taker.Parts, 12));
        json.WriteString("makerFeeRate", Long(fees.Maker.Parts, 12));
        json.WriteNumber("createdAt", stop.CreatedNs / Nanos.PerMillisecond);
        json.WriteString("stop", StopName(ticket));
        json.WritePropertyName("stopTriggerTime");
        if (stop.TriggeredNs == 0)
            json.WriteNullValue();
        else
            json.WriteNumberValue(stop.TriggeredNs / Nanos.PerMillisecond);
        json.WriteString("stopPrice", Long(ticket.StopTicks, instrument.PriceDecimals));
        json.WriteNull("limitPrice");
        json.WriteNull("pop");
        json.WriteNull("activateCondition");
        json.WriteEndObject();
    }

    /// <summary>An OCO order, with its two legs where the details are asked for.</summary>
    public static void WriteOco(Utf8JsonWriter json, OcoOrder oco, bool withLegs)
    {
        json.WriteStartObject();
        json.WriteString("orderId", oco.Id);
        json.WriteString("symbol", oco.Ticket.Instrument.Symbol);
        json.WriteString("clientOid", oco.Ticket.ClientOid);
        json.WriteNumber("orderTime", oco.CreatedNs / Nanos.PerMillisecond);
        json.WriteString("status", oco.State switch { OcoState.New => "NEW", OcoState.Triggered => "TRIGGERED", OcoState.Done => "DONE", _ => "CANCELLED" });
        if (withLegs)
        {
            json.WriteStartArray("orders");
            WriteLeg(json, oco.LimitLeg);
            WriteLeg(json, oco.StopLeg);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteLeg(Utf8JsonWriter json, StopOrder leg)
    {
        Instrument instrument = leg.Ticket.Instrument;
        json.WriteStartObject();
        json.WriteString("id", leg.Id);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("side", leg.Ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("price", Long(leg.Ticket.PriceTicks, instrument.PriceDecimals));
        json.WriteString("stopPrice", Long(leg.Ticket.StopTicks, instrument.PriceDecimals));
        json.WriteString("size", Long(leg.Ticket.SizeLots, instrument.SizeDecimals));
        json.WriteString("status", leg.State switch { StopState.Waiting => "NEW", StopState.Triggered => "TRIGGERED", _ => "CANCELLED" });
        json.WriteEndObject();
    }

    // KuCoin's names for the legs of pairs: first letter the trigger, l_s_o the stop leg, l_l_o the limit leg.
    private static string StopName(OrderTicket ticket)
    {
        string trigger = ticket.Stop == StopKind.Loss ? "l" : "e";
        return ticket.Oco is null ? OrderBody.StopText(ticket)! : ticket.StopTicks == ticket.PriceTicks ? trigger + "_l_o" : trigger + "_s_o";
    }

    private static string Long(long value, int decimals)
    {
        string text = DecimalText.Format(value, decimals);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text + "." + new string('0', Places) : text + new string('0', Places - (text.Length - point - 1));
    }
}
