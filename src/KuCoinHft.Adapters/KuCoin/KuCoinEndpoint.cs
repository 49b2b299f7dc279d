using System.Security.Cryptography.X509Certificates;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Where KuCoin is, and who we are there.</summary>
/// <remarks>The key's secrets never appear in <see cref="ToString"/> nor in any error text.</remarks>
public sealed record KuCoinEndpoint
{
    public required Uri Rest { get; init; }

    /// <summary>The WebSocket trading API; KuCoin's own where none is given. Source: api.md section 1.</summary>
    public Uri Trade { get; init; } = new("wss://wsapi.kucoin.com/v1/private");

    public required string ApiKey { get; init; }

    public required string Secret { get; init; }

    public required string Passphrase { get; init; }

    /// <summary>For <c>https</c> and <c>wss</c> addresses: roots, or the servers' very certificates, that are trusted in place of the system's.</summary>
    /// <remarks>Empty, the default, is what KuCoin needs. There is no way to accept any certificate.</remarks>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"KuCoin at {Rest}";
}
