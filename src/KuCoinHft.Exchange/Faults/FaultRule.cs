using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Faults;

/// <summary>A fault of the table at work: its own stream of chance, and how often it has struck.</summary>
/// <remarks>Thread: any. Each rule draws for itself, so that one more row in a table leaves the others' choices as they were.</remarks>
internal sealed class FaultRule(Fault fault, long seed, int index)
{
    private readonly Lock _gate = new();
    private SeededDraw _draw = new((ulong)seed, (ulong)index);
    private long _count;
    private int _isBegun;

    public Fault Fault => fault;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Whether it strikes this message, which it can.</summary>
    /// <param name="sinceOpenNs">Market time since the opening.</param>
    public bool Strikes(long sinceOpenNs)
    {
        lock (_gate)
        {
            if (_count >= fault.Times || sinceOpenNs < (fault.AtNs ?? 0))
                return false;
            if (fault.AtNs is null && _draw.Below(1_000_000L) >= fault.ChanceE6)
                return false;
            _count++;
            return true;
        }
    }

    /// <summary>Whether it lasts at this time.</summary>
    public bool Lasts(long sinceOpenNs) => sinceOpenNs >= fault.AtNs && sinceOpenNs < fault.AtNs + fault.ForNs;

    /// <summary>Counts what a lasting fault has struck.</summary>
    public void CountOne() => Interlocked.Increment(ref _count);

    /// <summary>Whether its moment has come, once.</summary>
    public bool Begins(long sinceOpenNs)
    {
        if (sinceOpenNs < fault.AtNs || Interlocked.Exchange(ref _isBegun, 1) == 1)
            return false;
        CountOne();
        return true;
    }
}
