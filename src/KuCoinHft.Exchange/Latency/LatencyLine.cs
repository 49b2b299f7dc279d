namespace KuCoinHft.Exchange.Latency;

/// <summary>One direction of one connection: what goes in first comes out first.</summary>
internal sealed class LatencyLine
{
    private long _lastNs = long.MinValue;

    /// <summary>When a message arrives that is sent now and takes so long by itself.</summary>
    public long ArrivalNs(long nowNs, long latencyNs) => _lastNs = Math.Max(_lastNs, nowNs + latencyNs);
}
