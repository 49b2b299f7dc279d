using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Orders of HF spot, on the trade wallet.</summary>
/// <remarks>Source: api.md 6.4.</remarks>
internal sealed class SpotOrderRoutes(RestContext context)
{
    private const string Path = "/api/v1/hf/";
    private const int BatchMax = 20;

    private static readonly Refusal BatchInvalid = new("400100", "orderList must be an array of 1 to 20 orders.");

    private readonly OrderDesk _desk = new(context, isMargin: false);

    public IEnumerable<Route> All =>
    [
        new("POST", Path + "orders", Pool.Spot, 1, ApiPermissions.Spot, x => PlaceAsync(x, isSync: false)),
        new("POST", Path + "orders/test", Pool.Spot, 1, ApiPermissions.Spot, x => _desk.TestAsync(x)),
        new("POST", Path + "orders/sync", Pool.Spot, 1, ApiPermissions.Spot, x => PlaceAsync(x, isSync: true)),
        new("POST", Path + "orders/multi", Pool.Spot, 1, ApiPermissions.Spot, x => PlaceAllAsync(x, isSync: false)),
        new("POST", Path + "orders/multi/sync", Pool.Spot, 1, ApiPermissions.Spot, x => PlaceAllAsync(x, isSync: true)),
        new("POST", Path + "orders/alter", Pool.Spot, 1, ApiPermissions.Spot, AlterAsync),
        new("DELETE", Path + "orders/{orderId}", Pool.Spot, 1, ApiPermissions.Spot, x => _desk.CancelAsync(x, x.Part, null)),
        new("DELETE", Path + "orders/client-order/{clientOid}", Pool.Spot, 1, ApiPermissions.Spot, x => _desk.CancelAsync(x, null, x.Part)),
        new("DELETE", Path + "orders/sync/{orderId}", Pool.Spot, 1, ApiPermissions.Spot, x => SyncCancelAsync(x, x.Part, null)),
        new("DELETE", Path + "orders/sync/client-order/{clientOid}", Pool.Spot, 1, ApiPermissions.Spot, x => SyncCancelAsync(x, null, x.Part)),
        new("DELETE", Path + "orders/cancel/{orderId}", Pool.Spot, 2, ApiPermissions.Spot, CancelPartAsync),
        new("DELETE", Path + "orders", Pool.Spot, 2, ApiPermissions.Spot, _desk.CancelAllAsync),
        new("DELETE", Path + "orders/cancelAll", Pool.Spot, 30, ApiPermissions.Spot, CancelEverywhereAsync),
        new("GET", Path + "orders/active", Pool.Spot, 2, ApiPermissions.General, _desk.GiveActive),
        new("GET", Path + "orders/active/page", Pool.Spot, 2, ApiPermissions.General, GiveActivePage),
        new("GET", Path + "orders/active/symbols", Pool.Spot, 2, ApiPermissions.Spot, GiveActiveSymbols),
        new("GET", Path + "orders/done", Pool.Spot, 2, ApiPermissions.General, _desk.GiveDone),
        new("GET", Path + "orders/{orderId}", Pool.Spot, 2, ApiPermissions.General, x => _desk.Give(x, x.Part, null)),
        new("GET", Path + "orders/client-order/{clientOid}", Pool.Spot, 2, ApiPermissions.General, x => _desk.Give(x, null, x.Part)),
        new("GET", Path + "fills", Pool.Spot, 2, ApiPermissions.General, _desk.GiveFills),
    ];

    private Task<RestAnswer> PlaceAsync(RestRequest request, bool isSync)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) => Place(core, request.Account, body, nowNs, out Order? order) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => WritePlaced(json, order!, isSync)));
    }

    // allowMaxTimeWindow with clientTimestamp is by the client's clock, hence by wall time.
    private static Refusal? Place(ExchangeCore core, ExchangeAccount account, JsonElement body, long nowNs, out Order? order)
    {
        order = null;
        return OrderReader.CheckWindow(body, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) ?? core.Orders.Place(account, body, isMargin: false, nowNs, out order, out _);
    }

    private static void WritePlaced(Utf8JsonWriter json, Order order, bool isSync)
    {
        if (isSync)
            OrderBody.WriteSynced(json, order);
        else
            OrderBody.WriteIds(json, order);
    }

    // One after the other; each stands or falls alone.
    private Task<RestAnswer> PlaceAllAsync(RestRequest request, bool isSync)
    {
        JsonElement[] bodies = request.Json.ValueKind == JsonValueKind.Object && request.Json.TryGetProperty("orderList", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        if (bodies.Length is 0 or > BatchMax)
            return RestContext.Give(RestAnswer.Refuse(BatchInvalid));
        return context.ExecuteAsync((core, nowNs) =>
        {
            (Refusal? Refusal, Order? Order)[] placed = [.. bodies.Select(body => (Place(core, request.Account, body, nowNs, out Order? order), order))];
            return RestAnswer.Rows(placed, (json, x) =>
            {
                json.WriteStartObject();
                if (x.Order is not null)
                    WritePlaced(json, x.Order, isSync);
                json.WriteBoolean("success", x.Refusal is null);
                if (x.Refusal is not null)
                    json.WriteString("failMsg", x.Refusal.Message);
                json.WriteEndObject();
            });
        });
    }

    private Task<RestAnswer> AlterAsync(RestRequest request)
    {
        JsonElement body = request.Json;
        return context.ExecuteAsync((core, nowNs) => core.Orders.Alter(request.Account, body, nowNs, out Order? altered) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => OrderBody.WriteAltered(json, altered!)));
    }

    private Task<RestAnswer> SyncCancelAsync(RestRequest request, string? orderId, string? clientOid) => context.ExecuteAsync((core, nowNs) =>
        core.Orders.Cancel(request.Account, request["symbol"], orderId, clientOid, isMargin: false, nowNs) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json => OrderBody.WriteCanceled(json, core.Find(request.Account, request["symbol"], orderId, clientOid)!, byClientOid: orderId is null)));

    private Task<RestAnswer> CancelPartAsync(RestRequest request) => context.ExecuteAsync((core, nowNs) =>
        core.Orders.CancelPart(request.Account, request["symbol"], request.Part, request["cancelSize"], nowNs) is { } refusal
            ? RestAnswer.Refuse(refusal)
            : RestAnswer.Fields(json =>
            {
                json.WriteString("orderId", request.Part);
                json.WriteString("cancelSize", request["cancelSize"]);
            }));

    private Task<RestAnswer> CancelEverywhereAsync(RestRequest request) => context.ExecuteAsync((core, nowNs) =>
    {
        List<string> symbols = core.Queries.ActiveSymbols(request.Account, isMargin: false);
        core.Orders.CancelAll(request.Account, new OrderFilter { IsMargin = false }, nowNs);
        return RestAnswer.Fields(json =>
        {
            WriteSymbols(json, "succeedSymbols", symbols);
            WriteSymbols(json, "failedSymbols", []);
        });
    });

    private Task<RestAnswer> GiveActiveSymbols(RestRequest request) => context.Read(core => RestAnswer.Fields(json => WriteSymbols(json, "symbols", core.Queries.ActiveSymbols(request.Account, isMargin: false))));

    private Task<RestAnswer> GiveActivePage(RestRequest request) => context.Read(core => RestAnswer.Ok(json => OrderQueries.WriteNumbered(
        json,
        core.Queries.Active(request.Account, new OrderFilter { Symbol = request["symbol"], IsMargin = false }),
        (int)request.Number("pageNum", 1, 1, int.MaxValue),
        (int)request.Number("pageSize", 20, 1, 100),
        OrderBody.WriteSpot)));

    private static void WriteSymbols(Utf8JsonWriter json, string name, List<string> symbols)
    {
        json.WritePropertyName(name);
        RestAnswer.WriteRows(json, symbols, static (json, x) => json.WriteStringValue(x));
    }
}
