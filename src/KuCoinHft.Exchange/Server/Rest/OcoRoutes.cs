using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>OCO orders, of HF margin and of spot.</summary>
/// <remarks>Source: api.md 6.3.</remarks>
internal sealed class OcoRoutes(RestContext context)
{
    private const string Margin = "/api/v3/hf/margin/oco-order";
    private const string Spot = "/api/v3/oco/";

    private static readonly Refusal OcoMissing = new("400100", "The OCO order does not exist.");

    public IEnumerable<Route> All =>
    [
        new("POST", Margin, Pool.Spot, 2, ApiPermissions.Margin, x => PlaceAsync(x, isMargin: true)),
        new("DELETE", Margin + "/cancel-by-id", Pool.Spot, 3, ApiPermissions.Margin, x => CancelAsync(x, x["orderId"], null, isMargin: true)),
        new("DELETE", Margin + "/cancel-by-clientOid", Pool.Spot, 3, ApiPermissions.Margin, x => CancelAsync(x, null, x["clientOid"], isMargin: true)),
        new("DELETE", Margin + "/cancel", Pool.Spot, 3, ApiPermissions.Margin, x => CancelAllAsync(x, isMargin: true)),
        new("GET", Margin + "/orderId", Pool.Spot, 2, ApiPermissions.General, x => Give(x, x["orderId"], null, isMargin: true, withLegs: false)),
        new("GET", Margin + "/clientOid", Pool.Spot, 2, ApiPermissions.General, x => Give(x, null, x["clientOid"], isMargin: true, withLegs: false)),
        new("GET", Margin + "/detail/orderId", Pool.Spot, 2, ApiPermissions.General, x => Give(x, x["orderId"], null, isMargin: true, withLegs: true)),
        new("GET", Margin + "s", Pool.Spot, 2, ApiPermissions.General, x => GiveAll(x, isMargin: true)),
        new("POST", Spot + "order", Pool.Spot, 2, ApiPermissions.Spot, x => PlaceAsync(x, isMargin: false)),
        new("DELETE", Spot + "order/{orderId}", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAsync(x, x.Part, null, isMargin: false)),
        new("DELETE", Spot + "client-order/{clientOid}", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAsync(x, null, x.Part, isMargin: false)),
        new("DELETE", Spot + "orders", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAllAsync(x, isMargin: false)),
        new("GET", Spot + "order/{orderId}", Pool.Spot, 2, ApiPermissions.General, x => Give(x, x.Part, null, isMargin: false, withLegs: false)),
        new("GET", Spot + "client-order/{clientOid}", Pool.Spot, 2, ApiPermissions.General, x => Give(x, null, x.Part, isMargin: false, withLegs: false)),
        new("GET", Spot + "order/details/{orderId}", Pool.Spot, 2, ApiPermissions.General, x => Give(x, x.Part, null, isMargin: false, withLegs: true)),
        new("GET", Spot + "orders", Pool.Spot, 2, ApiPermissions.General, x => GiveAll(x, isMargin: false)),
    ];

    private static OcoOrder? Find(ExchangeCore core, RestRequest request, string? orderId, string? clientOid, bool isMargin)
    {
        OcoOrder? oco = core.Matcher.Stops.FindOco(request.Account, orderId, clientOid);
        return oco?.Ticket.IsMargin == isMargin ? oco : null;
    }

    private Task<RestAnswer> PlaceAsync(RestRequest request, bool isMargin)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) => core.Orders.PlaceOco(request.Account, body, isMargin, nowNs, out OcoOrder? oco) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => json.WriteString("orderId", oco!.Id)));
    }

    private Task<RestAnswer> CancelAsync(RestRequest request, string? orderId, string? clientOid, bool isMargin) => context.ExecuteAsync((core, nowNs) =>
        orderId is null && clientOid is null ? RestAnswer.Refuse(Refusal.OrderIdRequired)
        : Find(core, request, orderId, clientOid, isMargin) is null ? RestAnswer.Refuse(Refusal.OrderUnknown)
        : core.Orders.CancelOco(request.Account, orderId, clientOid, nowNs, out OcoOrder? oco) is { } refusal ? RestAnswer.Refuse(refusal)
        : StopRoutes.Cancelled([oco!.LimitLeg.Id, oco.StopLeg.Id]));

    private Task<RestAnswer> CancelAllAsync(RestRequest request, bool isMargin) => context.ExecuteAsync((core, nowNs) =>
    {
        string[]? ids = request["orderIds"]?.Split(',');
        OcoOrder[] open = [.. core.Queries.Ocos(request.Account, new OrderFilter { Symbol = request["symbol"], IsMargin = isMargin }).Where(x => x.IsOpen && (ids is null || ids.Contains(x.Id)))];
        foreach (OcoOrder oco in open)
            core.Orders.CancelOco(request.Account, oco.Id, null, nowNs, out _);
        return StopRoutes.Cancelled(open.SelectMany(x => new[] { x.LimitLeg.Id, x.StopLeg.Id }));
    });

    private Task<RestAnswer> Give(RestRequest request, string? orderId, string? clientOid, bool isMargin, bool withLegs) => context.Read(core =>
        Find(core, request, orderId, clientOid, isMargin) is { } oco ? RestAnswer.Ok(json => StopViews.WriteOco(json, oco, withLegs)) : RestAnswer.Refuse(OcoMissing));

    private Task<RestAnswer> GiveAll(RestRequest request, bool isMargin) => context.Read(core =>
    {
        string[]? ids = request["orderIds"]?.Split(',');
        OcoOrder[] ocos = [.. core.Queries.Ocos(request.Account, request.Filter(isMargin) with { OrderId = null }).Where(x => ids is null || ids.Contains(x.Id))];
        return Paging.Page(request, ocos, static (json, x) => StopViews.WriteOco(json, x, withLegs: false));
    });
}
