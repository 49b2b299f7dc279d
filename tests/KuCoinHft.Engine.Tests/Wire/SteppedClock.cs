using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>Session time as the test sets it.</summary>
internal sealed class SteppedClock(long nowNs = 0) : IClock
{
    public long NowNs { get; set; } = nowNs;
}
