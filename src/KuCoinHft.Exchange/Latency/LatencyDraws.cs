using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Latency;

/// <summary>Draws the times of messages.</summary>
/// <remarks>
/// Where they follow volatility: in a market that moves v times as much as usual, the time is the longest of v draws, v from 1 to 8. So it stays within what
/// was recorded, and its tail comes when prices run, as at exchanges whose queues fill up then. The rule is ours; no recording says how the two go together.
/// Source of v: <see cref="VolatilityMeter"/>.
/// </remarks>
internal sealed class LatencyDraws
{
    private readonly bool _followsVolatility;
    private SeededDraw _draw;

    /// <exception cref="ArgumentException">A latency is negative or longer than an hour.</exception>
    public LatencyDraws(LatencyOptions options)
    {
        Entry = options.Entry ?? LatencyDistribution.Constant(options.EntryNs);
        Response = options.Response ?? LatencyDistribution.Constant(options.ResponseNs);
        Feed = options.Feed ?? LatencyDistribution.Constant(options.FeedNs);
        _followsVolatility = options.FollowsVolatility;
        _draw = new SeededDraw((ulong)options.Seed, 0);
    }

    public LatencyDistribution Entry { get; }

    public LatencyDistribution Response { get; }

    public LatencyDistribution Feed { get; }

    /// <summary>One time of a distribution, as the market is moving now.</summary>
    public long Next(LatencyDistribution distribution, VolatilityMeter volatility)
    {
        // A constant needs no chance, and leaves the others' draws as they are.
        if (distribution.NsMin == distribution.NsMax)
            return distribution.NsMin;
        long rank = 0;
        for (int i = _followsVolatility ? volatility.Ratio : 1; i > 0; i--)
            rank = Math.Max(rank, _draw.Below(distribution.Count));
        return distribution.At(rank);
    }
}
