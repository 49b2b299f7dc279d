using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Turns the JSON of a stop or OCO order into tickets, or names what is wrong with it.</summary>
/// <remarks>Source: api.md 6.3.</remarks>
internal static class StopReader
{
    /// <summary>Reads the body of <c>POST /api/v3/hf/margin/stop-order</c>, or of <c>/api/v1/stop-order</c>.</summary>
    public static Refusal? Read(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, bool isMargin, out OrderTicket? ticket)
    {
        Refusal? refusal = OrderReader.Read(body, instruments, out ticket, isMargin);
        if (refusal is not null)
            return refusal;
        StopKind stop = body.Field("stop") switch { null or "" or "loss" => StopKind.Loss, "entry" => StopKind.Entry, _ => StopKind.None };
        if (stop == StopKind.None)
            return Refusal.StopInvalid;
        refusal = OrderReader.ReadPrice(body, "stopPrice", ticket!.Instrument, Refusal.StopPriceRequired, out long stopTicks);
        ticket = ticket with { Stop = stop, StopTicks = stopTicks };
        return refusal;
    }

    /// <summary>Reads the body of <c>POST /api/v3/hf/margin/oco-order</c>, or of <c>/api/v3/oco/order</c>.</summary>
    /// <param name="limit">The leg at <c>price</c>, set off there.</param>
    /// <param name="stop">The leg at <c>limitPrice</c>, set off at <c>stopPrice</c>.</param>
    public static Refusal? ReadOco(JsonElement body, IReadOnlyDictionary<string, Instrument> instruments, bool isMargin, out OrderTicket? limit, out OrderTicket? stop)
    {
        stop = null;
        Refusal? refusal = OrderReader.Read(body, instruments, out limit, isMargin);
        if (refusal is not null)
            return refusal;
        if (limit!.IsMarket)
            return Refusal.PriceRequired;
        Instrument instrument = limit.Instrument;
        refusal = OrderReader.ReadPrice(body, "stopPrice", instrument, Refusal.StopPriceRequired, out long stopTicks);
        if (refusal is not null)
            return refusal;
        refusal = OrderReader.ReadPrice(body, "limitPrice", instrument, Refusal.PriceRequired, out long limitTicks) ?? OrderReader.CheckFunds(instrument, limitTicks, limit.SizeLots);
        if (refusal is not null)
            return refusal;
        bool isBuy = limit.Side == Side.Buy;
        stop = limit with { PriceTicks = limitTicks, Stop = isBuy ? StopKind.Entry : StopKind.Loss, StopTicks = stopTicks };
        limit = limit with { Stop = isBuy ? StopKind.Loss : StopKind.Entry, StopTicks = limit.PriceTicks };
        return null;
    }
}
