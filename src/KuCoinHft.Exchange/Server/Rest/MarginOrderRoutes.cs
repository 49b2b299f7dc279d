using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Orders of the HF cross margin account.</summary>
/// <remarks>Isolated margin is not opened: its lists are empty, as there is nothing in them. Source: api.md 6.2.</remarks>
internal sealed class MarginOrderRoutes(RestContext context)
{
    private const string Path = "/api/v3/hf/margin/";

    private readonly OrderDesk _desk = new(context, isMargin: true);

    public IEnumerable<Route> All =>
    [
        new("POST", Path + "order", Pool.Spot, 2, ApiPermissions.Margin, _desk.PlaceAsync),
        new("POST", Path + "order/test", Pool.Spot, 2, ApiPermissions.Margin, x => _desk.TestAsync(x)),
        new("DELETE", Path + "orders/{orderId}", Pool.Spot, 2, ApiPermissions.Margin, x => _desk.CancelAsync(x, x.Part, null)),
        new("DELETE", Path + "orders/client-order/{clientOid}", Pool.Spot, 2, ApiPermissions.Margin, x => _desk.CancelAsync(x, null, x.Part)),
        new("DELETE", Path + "orders", Pool.Spot, 5, ApiPermissions.Margin, x => OfCross(x, _desk.CancelAllAsync, static () => RestAnswer.Ok(static json => json.WriteStringValue("success")))),
        new("GET", Path + "order/active/symbols", Pool.Spot, 4, ApiPermissions.Margin, x => OfCross(x, GiveSymbols, static () => Symbols([]))),
        new("GET", Path + "orders/active", Pool.Spot, 4, ApiPermissions.General, x => OfCross(x, _desk.GiveActive, static () => RestAnswer.Rows<Order>([], OrderBody.Write))),
        new("GET", Path + "orders/done", Pool.Spot, 10, ApiPermissions.General, x => OfCross(x, _desk.GiveDone, NoItems)),
        new("GET", Path + "fills", Pool.Spot, 5, ApiPermissions.General, x => OfCross(x, _desk.GiveFills, NoItems)),
        new("GET", Path + "orders/{orderId}", Pool.Spot, 5, ApiPermissions.General, x => _desk.Give(x, x.Part, null)),
        new("GET", Path + "orders/client-order/{clientOid}", Pool.Spot, 5, ApiPermissions.General, x => _desk.Give(x, null, x.Part)),
    ];

    private static Task<RestAnswer> OfCross(RestRequest request, Func<RestRequest, Task<RestAnswer>> cross, Func<RestAnswer> isolated) =>
        request.RefuseTradeType() is { } refusal ? RestContext.Give(RestAnswer.Refuse(refusal))
        : request.IsIsolated() ? RestContext.Give(isolated())
        : cross(request);

    private static RestAnswer NoItems() => RestAnswer.Fields(static json =>
    {
        json.WriteNumber("lastId", 0);
        json.WriteStartArray("items");
        json.WriteEndArray();
    });

    private static RestAnswer Symbols(List<string> symbols) => RestAnswer.Fields(json =>
    {
        json.WriteNumber("symbolSize", symbols.Count);
        json.WritePropertyName("symbols");
        RestAnswer.WriteRows(json, symbols, static (json, x) => json.WriteStringValue(x));
    });

    private Task<RestAnswer> GiveSymbols(RestRequest request) => context.Read(core => Symbols(core.Queries.ActiveSymbols(request.Account, isMargin: true)));
}
