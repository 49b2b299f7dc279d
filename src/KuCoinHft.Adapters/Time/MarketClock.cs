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
    private long _stoppedNs;

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
            long stopped = Volatile.Read(ref _stoppedNs);
            if (stopped != 0)
                return stopped;
            long start = Volatile.Read(ref _startTicks);
            return start == 0 ? _startNs : _startNs + (long)((Stopwatch.GetTimestamp() - start) * _nsPerTick);
        }
    }

    /// <summary>Lets time stand still from now on: after a recording's end there is no market time any more.</summary>
    /// <remarks>A reader that was between two reads may still see a time up to this call's; none sees a later one.</remarks>
    public void Stop() => Volatile.Write(ref _stoppedNs, NowNs);

    /// <summary>Lets time run from now on.</summary>
    public void Start() => Volatile.Write(ref _startTicks, Stopwatch.GetTimestamp());
}
