using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Time, status, and the tokens of the feed.</summary>
/// <remarks>Source: api.md 2.1, 3.1, 6.1.</remarks>
internal sealed class ServiceRoutes(RestContext context)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/timestamp", Pool.Public, 3, ApiPermissions.None, x => RestContext.Give(RestAnswer.Ok(json => json.WriteNumberValue(x.WallMs)))),
        new("GET", "/api/v1/status", Pool.Public, 3, ApiPermissions.None, _ => RestContext.Give(RestAnswer.Fields(WriteStatus))),
        new("GET", "/api/v1/my-ip", Pool.Public, 0, ApiPermissions.None, x => RestContext.Give(RestAnswer.Ok(json => json.WriteStringValue(x.Ip)))),
        new("POST", "/api/v1/bullet-public", Pool.Public, 10, ApiPermissions.None, _ => RestContext.Give(Bullet(null))),
        new("POST", "/api/v1/bullet-private", Pool.Spot, 10, ApiPermissions.General, x => RestContext.Give(Bullet(x.Account))),
    ];

    private static void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteString("status", "open");
        json.WriteString("msg", "");
    }

    private RestAnswer Bullet(ExchangeAccount? account) => RestAnswer.Fields(json =>
    {
        Uri endpoint = context.FeedEndpoint;
        json.WriteString("token", context.Tokens.Issue(account));
        json.WriteStartArray("instanceServers");
        json.WriteStartObject();
        json.WriteString("endpoint", endpoint.AbsoluteUri);
        json.WriteBoolean("encrypt", endpoint.Scheme == Uri.UriSchemeWss);
        json.WriteString("protocol", "websocket");
        json.WriteNumber("pingInterval", context.Limits.PingIntervalMs);
        json.WriteNumber("pingTimeout", context.Limits.PingTimeoutMs);
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
