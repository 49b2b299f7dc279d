using System.Text.Json;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>What the order endpoints of margin and of spot have in common.</summary>
internal sealed class OrderDesk(RestContext context, bool isMargin)
{
    private Action<Utf8JsonWriter, Order> Form => isMargin ? OrderBody.Write : OrderBody.WriteSpot;

    public Task<RestAnswer> PlaceAsync(RestRequest request)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Orders.Place(request.Account, body, isMargin, nowNs, out Order? order, out long borrowedUnits);
            return refusal is not null ? RestAnswer.Refuse(refusal)
                : isMargin ? RestAnswer.Fields(json => OrderBody.WritePlaced(json, order!, borrowedUnits), isOrder: true)
                : RestAnswer.Fields(json => OrderBody.WriteIds(json, order!));
        });
    }

    /// <summary>Checks an order and forgets it; the orderId of the answer belongs to none.</summary>
    public Task<RestAnswer> TestAsync(RestRequest request, bool withClientOid = true)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Orders.Test(request.Account, body, isMargin, nowNs);
            if (refusal is not null)
                return RestAnswer.Refuse(refusal);
            return RestAnswer.Fields(
                json =>
                {
                    json.WriteString("orderId", $"{(uint)(nowNs / 1_000_000_000):x8}7465737400000000");
                    if (withClientOid)
                        json.WriteString("clientOid", request.Field("clientOid"));
                    if (!isMargin)
                        return;
                    json.WriteNumber("borrowSize", 0);
                    json.WriteNull("loanApplyId");
                },
                isOrder: isMargin);
        });
    }

    public Task<RestAnswer> CancelAsync(RestRequest request, string? orderId, string? clientOid) => context.ExecuteAsync((core, nowNs) =>
    {
        Refusal? refusal = core.Orders.Cancel(request.Account, request["symbol"], orderId, clientOid, isMargin, nowNs);
        return refusal is not null
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => json.WriteString(orderId is null ? "clientOid" : "orderId", orderId ?? clientOid));
    });

    public Task<RestAnswer> Give(RestRequest request, string? orderId, string? clientOid) => context.Read(core =>
    {
        Order? order = core.Find(request.Account, request["symbol"], orderId, clientOid);
        return RestAnswer.Of(OrderBody.Of(order?.Ticket.IsMargin == isMargin ? order : null, Form));
    });

    public Task<RestAnswer> CancelAllAsync(RestRequest request) => context.ExecuteAsync((core, nowNs) =>
    {
        if (core.FindInstrument(request["symbol"]) is null)
            return RestAnswer.Refuse(Refusal.UnknownSymbol);
        core.Orders.CancelAll(request.Account, new OrderFilter { Symbol = request["symbol"], IsMargin = isMargin }, nowNs);
        return RestAnswer.Ok(static json => json.WriteStringValue("success"));
    });

    public Task<RestAnswer> GiveActive(RestRequest request) => context.Read(core =>
        RestAnswer.Rows(core.Queries.Active(request.Account, new OrderFilter { Symbol = request["symbol"], IsMargin = isMargin }), Form));

    public Task<RestAnswer> GiveDone(RestRequest request) =>
        context.Read(core => RestAnswer.Ok(json => core.Queries.WriteDone(json, request.Account, request.Filter(isMargin), Form)));

    public Task<RestAnswer> GiveFills(RestRequest request) =>
        context.Read(core => RestAnswer.Ok(json => core.Queries.WriteFills(json, request.Account, request.Filter(isMargin))));
}
