using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The cross margin account.</summary>
/// <remarks>Source: api.md 6.5.</remarks>
internal sealed class MarginAccountRoutes(RestContext context)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v3/margin/accounts", Pool.Spot, 15, ApiPermissions.General, x => context.Read(_ => RestAnswer.Ok(json => AccountViews.MarginAccounts(json, x.Account.Ledger)))),
    ];
}
