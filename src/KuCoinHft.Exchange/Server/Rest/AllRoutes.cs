namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Every endpoint that there is, family by family.</summary>
/// <remarks>docs/exchange-endpoints.md is written of this table; a test holds the two together.</remarks>
internal static class AllRoutes
{
    public static IEnumerable<Route> Of(RestContext context) =>
    [
        .. new ServiceRoutes(context).All,
        .. new SymbolRoutes(context).All,
        .. new BookRoutes(context).All,
        .. new TickerRoutes(context).All,
        .. new MarginMarketRoutes(context).All,
        .. new MarginAccountRoutes(context).All,
        .. new MarginOrderRoutes(context).All,
        .. new SpotOrderRoutes(context).All,
        .. new StopRoutes(context).All,
        .. new OcoRoutes(context).All,
        .. new OldOrderRoutes(context).All,
        .. new BorrowRoutes(context).All,
        .. new WalletRoutes(context).All,
        .. new UserRoutes(context).All,
    ];
}
