namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Where KuCoin is, and who we are there.</summary>
/// <remarks>The key's secrets never appear in <see cref="ToString"/> nor in any error text.</remarks>
public sealed record KuCoinEndpoint
{
    /// <summary>The WebSocket trading API where none is given. Source: api.md section 1.</summary>
    public static readonly Uri TradeDefault = new("wss://wsapi.kucoin.com/v1/private");

    public required Uri Rest { get; init; }

    /// <summary>The WebSocket trading API; null takes <see cref="TradeDefault"/>.</summary>
    public Uri? Trade { get; init; }

    public required string ApiKey { get; init; }

    public required string Secret { get; init; }

    public required string Passphrase { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"KuCoin at {Rest}";
}
