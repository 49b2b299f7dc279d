using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>A REST request as it came in.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class RestRequest
{
    private JsonElement? _json;
    private ExchangeAccount? _account;

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Path and query exactly as received: signatures are over these bytes.</summary>
    public required string Target { get; init; }

    public required Func<string, string?> Header { get; init; }

    public required Func<string, string?> Query { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required long WallMs { get; init; }

    /// <summary>The client's address.</summary>
    public required string Ip { get; init; }

    /// <summary>What stands in the path where the route has a name in braces.</summary>
    public string Part { get; set; } = "";

    /// <summary>Who signed it.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is public.</exception>
    public ExchangeAccount Account
    {
        get => _account ?? throw new InvalidOperationException($"{Method} {Path} is public and has no account.");
        set => _account = value;
    }

    /// <summary>The body; a value that is no object when there is none.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json
    {
        get
        {
            if (_json is null)
            {
                using JsonDocument document = JsonDocument.Parse(Body.IsEmpty ? "null"u8.ToArray() : Body);
                _json = document.RootElement.Clone();
            }

            return _json.Value;
        }
    }

    /// <summary>A parameter of the query, null where it is absent or empty.</summary>
    public string? this[string name] => Query(name) is { Length: > 0 } text ? text : null;

    /// <summary>A field of the body as text, null where it is absent or empty.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public string? Field(string name) => Json.Field(name) is { Length: > 0 } text ? text : null;
}
