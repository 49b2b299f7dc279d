using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Stop orders: those of HF margin, and the classic ones, of which tradeType makes margin orders too.</summary>
/// <remarks>Source: api.md 6.3.</remarks>
internal sealed class StopRoutes(RestContext context)
{
    private const string Margin = "/api/v3/hf/margin/stop-order";
    private const string Classic = "/api/v1/stop-order";

    private static readonly Refusal StopMissing = new("400100", "The stop order does not exist.");

    public IEnumerable<Route> All =>
    [
        new("POST", Margin, Pool.Spot, 3, ApiPermissions.Margin, x => PlaceAsync(x, isMargin: true, isClassic: false)),
        new("DELETE", Margin + "/cancel-by-id", Pool.Spot, 3, ApiPermissions.Margin, x => CancelByIdAsync(x, x["orderId"], isMargin: true)),
        new("DELETE", Margin + "/cancel-by-clientOid", Pool.Spot, 5, ApiPermissions.Margin, x => CancelByClientOidAsync(x, isMargin: true)),
        new("DELETE", Margin + "/cancel", Pool.Spot, 3, ApiPermissions.Margin, x => CancelAsync(x, isMargin: true)),
        new("GET", Margin + "s", Pool.Spot, 8, ApiPermissions.General, x => GiveAll(x, isMargin: true)),
        new("GET", Margin + "/orderId", Pool.Spot, 3, ApiPermissions.General, x => Give(x, x["orderId"], isMargin: true)),
        new("GET", Margin + "/clientOid", Pool.Spot, 3, ApiPermissions.General, x => Give(x, null, isMargin: true)),
        new("POST", Classic, Pool.Spot, 1, ApiPermissions.Spot, x => PlaceAsync(x, x.IsMarginTrade(), isClassic: true)),
        new("DELETE", Classic + "/{orderId}", Pool.Spot, 3, ApiPermissions.Spot, x => CancelByIdAsync(x, x.Part, isMargin: null)),
        new("DELETE", Classic + "/cancelOrderByClientOid", Pool.Spot, 5, ApiPermissions.Spot, x => CancelByClientOidAsync(x, isMargin: null)),
        new("DELETE", Classic + "/cancel", Pool.Spot, 3, ApiPermissions.Spot, x => CancelAsync(x, x.TradeKind())),
        new("GET", Classic, Pool.Spot, 8, ApiPermissions.General, x => GiveAll(x, x.TradeKind())),
        new("GET", Classic + "/queryOrderByClientOid", Pool.Spot, 3, ApiPermissions.General, GiveByClientOid),
        new("GET", Classic + "/{orderId}", Pool.Spot, 3, ApiPermissions.General, x => Give(x, x.Part, isMargin: null)),
    ];

    public static RestAnswer Cancelled(IEnumerable<string> ids) => RestAnswer.Fields(json =>
    {
        json.WritePropertyName("cancelledOrderIds");
        RestAnswer.WriteRows(json, ids, static (json, x) => json.WriteStringValue(x));
    });

    private static StopOrder? Find(ExchangeCore core, RestRequest request, string? id, bool? isMargin)
    {
        StopOrder? stop = core.Matcher.Stops.Find(request.Account, id, id is null ? request["clientOid"] : null);
        return stop is not null && (isMargin ?? stop.Ticket.IsMargin) == stop.Ticket.IsMargin ? stop : null;
    }

    private Task<RestAnswer> PlaceAsync(RestRequest request, bool isMargin, bool isClassic)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) => core.Orders.PlaceStop(request.Account, body, isMargin, nowNs, out StopOrder? stop) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json =>
            {
                json.WriteString("orderId", stop!.Id);
                if (!isClassic)
                    json.WriteString("clientOid", stop.Ticket.ClientOid);
            }));
    }

    private Task<RestAnswer> CancelByIdAsync(RestRequest request, string? orderId, bool? isMargin) => context.ExecuteAsync((core, nowNs) =>
        orderId is null ? RestAnswer.Refuse(Refusal.OrderIdRequired)
        : Find(core, request, orderId, isMargin) is null ? RestAnswer.Refuse(Refusal.OrderUnknown)
        : core.Orders.CancelStop(request.Account, orderId, null, nowNs, out StopOrder? stop) is { } refusal ? RestAnswer.Refuse(refusal)
        : Cancelled([stop!.Id]));

    private Task<RestAnswer> CancelByClientOidAsync(RestRequest request, bool? isMargin) => context.ExecuteAsync((core, nowNs) =>
        request["clientOid"] is not { } clientOid ? RestAnswer.Refuse(Refusal.OrderIdRequired)
        : Find(core, request, null, isMargin) is null ? RestAnswer.Refuse(Refusal.OrderUnknown)
        : core.Orders.CancelStop(request.Account, null, clientOid, nowNs, out StopOrder? stop) is { } refusal ? RestAnswer.Refuse(refusal)
        : RestAnswer.Fields(json =>
        {
            json.WriteString("cancelledOrderId", stop!.Id);
            json.WriteString("clientOid", clientOid);
        }));

    private Task<RestAnswer> CancelAsync(RestRequest request, bool? isMargin) => context.ExecuteAsync((core, nowNs) =>
        Cancelled(core.Orders.CancelStops(request.Account, request.Filter(isMargin), isOco: false, nowNs).Select(x => x.Id)));

    private Task<RestAnswer> GiveAll(RestRequest request, bool? isMargin) => context.Read(core =>
        Paging.Page(request, core.Queries.Stops(request.Account, request.Filter(isMargin), isOco: request["stop"] is { } kind ? kind == "oco" : null), StopViews.WriteStop));

    private Task<RestAnswer> Give(RestRequest request, string? orderId, bool? isMargin) => context.Read(core =>
        Find(core, request, orderId, isMargin) is { } stop ? RestAnswer.Ok(json => StopViews.WriteStop(json, stop)) : RestAnswer.Refuse(StopMissing));

    // A list, since other users of the classic endpoint may have several of one clientOid; here there is one.
    private Task<RestAnswer> GiveByClientOid(RestRequest request) => context.Read(core =>
        RestAnswer.Rows(Find(core, request, null, null) is { } stop ? [stop] : Array.Empty<StopOrder>(), StopViews.WriteStop));
}
