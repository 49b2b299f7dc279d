using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Orders of the HF cross margin account.</summary>
/// <remarks>Source: api.md 6.2.</remarks>
internal sealed class MarginOrderRoutes(RestContext context)
{
    private const string Path = "/api/v3/hf/margin/";

    public IEnumerable<Route> All =>
    [
        new("POST", Path + "order", Pool.Spot, 2, ApiPermissions.Margin, PlaceAsync),
        new("DELETE", Path + "orders/{orderId}", Pool.Spot, 2, ApiPermissions.Margin, x => CancelAsync(x, x.Part, null)),
        new("DELETE", Path + "orders/client-order/{clientOid}", Pool.Spot, 2, ApiPermissions.Margin, x => CancelAsync(x, null, x.Part)),
        new("GET", Path + "orders/{orderId}", Pool.Spot, 5, ApiPermissions.General, x => Give(x, x.Part, null)),
        new("GET", Path + "orders/client-order/{clientOid}", Pool.Spot, 5, ApiPermissions.General, x => Give(x, null, x.Part)),
    ];

    private Task<RestAnswer> PlaceAsync(RestRequest request)
    {
        var body = request.Json;
        return context.ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Place(request.Account, body, nowNs, out Order? order, out long borrowedUnits);
            return refusal is not null ? RestAnswer.Refuse(refusal) : RestAnswer.Fields(json => OrderBody.WritePlaced(json, order!, borrowedUnits), isOrder: true);
        });
    }

    private Task<RestAnswer> CancelAsync(RestRequest request, string? orderId, string? clientOid) => context.ExecuteAsync((core, nowNs) =>
    {
        Refusal? refusal = core.Cancel(request.Account, request["symbol"], orderId, clientOid, nowNs);
        return refusal is not null
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => json.WriteString(orderId is null ? "clientOid" : "orderId", orderId ?? clientOid));
    });

    private Task<RestAnswer> Give(RestRequest request, string? orderId, string? clientOid) =>
        context.Read(core => RestAnswer.Of(core.OrderBody(request.Account, request["symbol"], orderId, clientOid)));
}
