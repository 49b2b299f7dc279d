namespace KuCoinHft.Exchange.Server;

/// <summary>How much a client of the WebSockets may do, and how long its token lasts.</summary>
/// <remarks>Source: api.md 3.1, 3.2. All of it goes by wall time.</remarks>
public sealed record FeedLimits
{
    internal const int MessagesWindowMs = 10_000;
    internal const int ConnectionsWindowMs = 60_000;

    /// <summary>A session ends with its token.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What clients are told to ping at.</summary>
    public int PingIntervalMs { get; init; } = 18_000;

    /// <summary>A client that sends nothing for this and <see cref="PingIntervalMs"/> together is cut off.</summary>
    public int PingTimeoutMs { get; init; } = 10_000;

    /// <summary>Messages of one connection in 10 seconds.</summary>
    public int MessagesMax { get; init; } = 100;

    /// <summary>New connections of one account, or of one address without a key, in a minute.</summary>
    public int ConnectionsPerMinuteMax { get; init; } = 30;

    /// <summary>Open connections of one account, or of one address. KuCoin's older pages say 50, newer ones more.</summary>
    public int ConnectionsMax { get; init; } = 800;
}
