using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The abandoned <c>/api/v1/orders</c>, over the same orders as the HF endpoints.</summary>
/// <remarks>Symbols need not be named, pages are numbered, and a cancel answers with what it cancelled. Source: api.md 6.6, 8.8.</remarks>
internal sealed class OldOrderRoutes(RestContext context)
{
    private readonly OrderDesk _desk = new(context, isMargin: false);

    public IEnumerable<Route> All =>
    [
        new("POST", "/api/v1/orders", Pool.Spot, 2, ApiPermissions.Spot, PlaceAsync),
        new("POST", "/api/v1/orders/test", Pool.Spot, 2, ApiPermissions.Spot, x => _desk.TestAsync(x, withClientOid: false)),
        new("DELETE", "/api/v1/orders/{orderId}", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAsync(x, x.Part, null)),
        new("DELETE", "/api/v1/order/client-order/{clientOid}", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAsync(x, null, x.Part)),
        new("DELETE", "/api/v1/orders", Pool.Spot, 20, ApiPermissions.Spot, CancelAllAsync),
        new("GET", "/api/v1/orders", Pool.Spot, 2, ApiPermissions.General, GiveAll),
        new("GET", "/api/v1/orders/{orderId}", Pool.Spot, 2, ApiPermissions.General, x => Give(x, x.Part, null)),
        new("GET", "/api/v1/order/client-order/{clientOid}", Pool.Spot, 3, ApiPermissions.General, x => Give(x, null, x.Part)),
        new("GET", "/api/v1/fills", Pool.Spot, 10, ApiPermissions.General, GiveFills),
    ];

    private static Order? Find(ExchangeCore core, RestRequest request, string? orderId, string? clientOid) =>
        orderId is null ? request.Account.ByClientOid.GetValueOrDefault(clientOid ?? "") : core.Matcher.FindById(request.Account, orderId);

    private Task<RestAnswer> PlaceAsync(RestRequest request)
    {
        var body = request.Json;
        return context.ExecuteAsync((core, nowNs) => core.Orders.Place(request.Account, body, isMargin: false, nowNs, out Order? order, out _) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => json.WriteString("orderId", order!.Id)));
    }

    private Task<RestAnswer> CancelAsync(RestRequest request, string? orderId, string? clientOid) => context.ExecuteAsync((core, nowNs) =>
    {
        Order? order = Find(core, request, orderId, clientOid);
        Refusal? refusal = core.Orders.Cancel(request.Account, order?.Ticket.Instrument.Symbol ?? core.Instruments[0].Symbol, order?.Id ?? orderId, clientOid, isMargin: null, nowNs);
        if (refusal is not null)
            return RestAnswer.Refuse(refusal);
        return orderId is not null ? StopRoutes.Cancelled([orderId]) : RestAnswer.Fields(json =>
        {
            json.WriteString("cancelledOrderId", order!.Id);
            json.WriteString("clientOid", clientOid);
            json.WriteNull("cancelledOcoOrderIds");
        });
    });

    private Task<RestAnswer> CancelAllAsync(RestRequest request) => context.ExecuteAsync((core, nowNs) =>
    {
        var filter = new OrderFilter { Symbol = request["symbol"], IsMargin = request.IsMarginTrade() };
        string[] ids = [.. core.Queries.Active(request.Account, filter).Select(x => x.Id)];
        core.Orders.CancelAll(request.Account, filter, nowNs);
        return StopRoutes.Cancelled(ids);
    });

    // active or done, active where it is absent, as at KuCoin.
    private Task<RestAnswer> GiveAll(RestRequest request) => context.Read(core =>
    {
        OrderFilter filter = request.Filter(request.TradeKind()) with { Limit = OrderFilter.LimitMax };
        List<Order> orders = request["status"] == "done" ? core.Queries.Done(request.Account, filter) : core.Queries.Active(request.Account, filter);
        return Paging.Page(request, orders, OrderBody.WriteOld);
    });

    private Task<RestAnswer> Give(RestRequest request, string? orderId, string? clientOid) => context.Read(core => RestAnswer.Of(OrderBody.Of(Find(core, request, orderId, clientOid), OrderBody.WriteOld)));

    private Task<RestAnswer> GiveFills(RestRequest request) => context.Read(core =>
        Paging.Page(request, core.Queries.Fills(request.Account, request.Filter(request.TradeKind()) with { Limit = OrderFilter.LimitMax }), WriteFill));

    // Here the trade's number is text.
    private static void WriteFill(Utf8JsonWriter json, FillRecord fill)
    {
        json.WriteStartObject();
        json.WriteString("symbol", fill.Instrument.Symbol);
        json.WriteString("tradeId", fill.TradeId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        OrderQueries.WriteFillFields(json, fill);
        json.WriteNumber("createdAt", fill.AtNs / Nanos.PerMillisecond);
        json.WriteEndObject();
    }
}
