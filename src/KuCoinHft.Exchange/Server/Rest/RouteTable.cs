namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>All endpoints, found by path.</summary>
/// <remarks>A path without braces goes before one with them; there is at most one segment in braces.</remarks>
internal sealed class RouteTable
{
    private readonly Dictionary<string, List<Route>> _exact = [];
    private readonly List<(string Head, string Tail, Route Route)> _open = [];

    public RouteTable(IEnumerable<Route> routes)
    {
        Routes = [.. routes];
        foreach (Route route in Routes)
            Add(route);
    }

    public IReadOnlyList<Route> Routes { get; }

    /// <summary>The route of a path and a method.</summary>
    /// <param name="part">What stands for the segment in braces.</param>
    /// <param name="isPathKnown">True when the path is there, for this method or another.</param>
    public Route? Find(string path, string method, out string part, out bool isPathKnown)
    {
        part = "";
        isPathKnown = _exact.TryGetValue(path, out List<Route>? exact);
        foreach (Route route in exact ?? [])
        {
            if (route.Method == method)
                return route;
        }

        foreach ((string head, string tail, Route route) in _open)
        {
            int length = path.Length - head.Length - tail.Length;
            if (length <= 0 || !path.StartsWith(head, StringComparison.Ordinal) || !path.EndsWith(tail, StringComparison.Ordinal) || path.AsSpan(head.Length, length).Contains('/'))
                continue;
            isPathKnown = true;
            if (route.Method != method)
                continue;
            part = path.Substring(head.Length, length);
            return route;
        }

        return null;
    }

    private void Add(Route route)
    {
        int open = route.Path.IndexOf('{', StringComparison.Ordinal);
        if (open >= 0)
        {
            _open.Add((route.Path[..open], route.Path[(route.Path.IndexOf('}', StringComparison.Ordinal) + 1)..], route));
            return;
        }

        if (!_exact.TryGetValue(route.Path, out List<Route>? routes))
            _exact.Add(route.Path, routes = []);
        if (routes.Exists(x => x.Method == route.Method))
            throw new ArgumentException($"{route.Method} {route.Path} is in the table twice.");
        routes.Add(route);
    }
}
