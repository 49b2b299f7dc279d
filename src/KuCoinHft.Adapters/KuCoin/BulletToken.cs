namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Admission to the feed: where to connect, with what token, and how often to ping.</summary>
/// <remarks>Source: <c>POST /api/v1/bullet-public</c> and <c>-private</c>; the token lasts 24 hours.</remarks>
public sealed record BulletToken(Uri Endpoint, string Token, PingPeriods Pings)
{
    /// <inheritdoc/>
    public override string ToString() => $"bullet token for {Endpoint}";
}
