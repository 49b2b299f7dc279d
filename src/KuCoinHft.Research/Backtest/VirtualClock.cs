using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Research.Backtest;

/// <summary>Session time that stands where it was put: replay, backtest and tests.</summary>
public sealed class VirtualClock : IClock
{
    public long NowNs { get; private set; }

    /// <summary>Moves to <paramref name="ns"/>; an earlier time is ignored, since session time never goes back.</summary>
    public void MoveTo(long ns) => NowNs = Math.Max(NowNs, ns);
}
