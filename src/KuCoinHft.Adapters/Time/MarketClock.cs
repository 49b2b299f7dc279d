using System.Diagnostics;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.Time;

/// <summary>Session time that runs at a multiple of the wall clock: 1 live, 20 in a demo at 20x.</summary>
/// <remarks>Monotonic: it is counted from a start by the steady clock, so a step of the wall clock does not move it.</remarks>
public sealed class MarketClock : IClock
{
    private readonly double _nsPerTick;
    private readonly long _startNs;
    private long _startTicks;

    /// <param name="startNs">Session time at <see cref="Start"/>, until which time stands still.</param>
    /// <param name="speed">Session seconds per second.</param>
    public MarketClock(long startNs, double speed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(speed, 0);
        _startNs = startNs;
        _nsPerTick = 1e9 / Stopwatch.Frequency * speed;
    }

    public long NowNs
    {
        get
        {
            long start = Volatile.Read(ref _startTicks);
            return start == 0 ? _startNs : _startNs + (long)((Stopwatch.GetTimestamp() - start) * _nsPerTick);
        }
    }

    /// <summary>Lets time run from now on.</summary>
    public void Start() => Volatile.Write(ref _startTicks, Stopwatch.GetTimestamp());
}
