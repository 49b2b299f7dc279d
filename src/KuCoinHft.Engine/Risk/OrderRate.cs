using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Risk;

/// <summary>Counts orders in a sliding second: the times of the last N, N being the limit.</summary>
public sealed class OrderRate
{
    private readonly long[] _timesNs;
    private int _next;

    public OrderRate(int ordersPerSecondMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ordersPerSecondMax, 1);
        _timesNs = new long[ordersPerSecondMax];
        Array.Fill(_timesNs, -Nanos.PerSecond);
    }

    /// <summary>Whether one more order may go: the N-th last is a second old.</summary>
    public bool Allows(long nowNs) => nowNs - _timesNs[_next] >= Nanos.PerSecond;

    /// <summary>Orders less than a second old, for reports.</summary>
    public int CountIn(long nowNs)
    {
        int count = 0;
        foreach (long timeNs in _timesNs)
            count += nowNs - timeNs < Nanos.PerSecond ? 1 : 0;
        return count;
    }

    /// <summary>Notes an order that goes.</summary>
    public void Take(long nowNs)
    {
        _timesNs[_next] = nowNs;
        _next = (_next + 1) % _timesNs.Length;
    }
}
