namespace KuCoinHft.Exchange.Latency;

/// <summary>How long messages take, in market time: constants, or drawn from distributions.</summary>
/// <remarks>
/// Messages of one line (a session's requests, its answers, its pushes) do not overtake each other: who draws a short time behind a long one arrives with it.
/// The same seed and the same messages give the same times.
/// </remarks>
/// <param name="EntryNs">From a client's send to the exchange, where <see cref="Entry"/> is null.</param>
/// <param name="ResponseNs">From the exchange's answer (trading API, REST) to the client, where <see cref="Response"/> is null.</param>
/// <param name="FeedNs">
/// From a push to the client, public and private alike, where <see cref="Feed"/> is null. The times of a recording are those of its receipt, so 0 repeats the recorder's own latency.
/// </param>
public sealed record LatencyOptions(long EntryNs = 1_000_000, long ResponseNs = 1_000_000, long FeedNs = 0)
{
    /// <summary>No latency besides what the sockets take.</summary>
    public static LatencyOptions None { get; } = new(0, 0, 0);

    /// <summary>From a client's send to the exchange; null takes <see cref="EntryNs"/>.</summary>
    public LatencyDistribution? Entry { get; init; }

    /// <summary>From the exchange's answer to the client; null takes <see cref="ResponseNs"/>.</summary>
    public LatencyDistribution? Response { get; init; }

    /// <summary>From a push to the client; null takes <see cref="FeedNs"/>.</summary>
    public LatencyDistribution? Feed { get; init; }

    /// <summary>Of the draws.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether a market in motion makes long times likelier: see <see cref="LatencyDraws"/>.</summary>
    public bool FollowsVolatility { get; init; } = true;
}
