namespace KuCoinHft.Exchange.Matching;

/// <summary>One of KuCoin's request pools: a quota per 30 seconds that begins with the first request and then resets as a whole.</summary>
/// <remarks>Time comes in as an argument: market time for trading, wall time for REST. Source: api.md 2.3.</remarks>
internal sealed class RatePool
{
    private const long WindowNs = 30_000_000_000;

    private long _windowEndNs = long.MinValue;

    public RatePool(int limit) => (Limit, Remaining) = (limit, limit);

    public int Limit { get; }

    public int Remaining { get; private set; }

    /// <summary>Milliseconds until the quota is whole again, as of the last <see cref="TryTake"/>.</summary>
    public long ResetMs { get; private set; }

    /// <returns>False when the pool is spent.</returns>
    public bool TryTake(int weight, long nowNs)
    {
        if (nowNs >= _windowEndNs)
            (_windowEndNs, Remaining) = (nowNs + WindowNs, Limit);
        ResetMs = (_windowEndNs - nowNs) / 1_000_000;
        if (Remaining < weight)
            return false;
        Remaining -= weight;
        return true;
    }
}
