using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>Session time that follows the recording whatever the rate: the time of the market frame that is taken next.</summary>
/// <remarks>Thread: the intake worker; set once before it starts.</remarks>
internal sealed class PlanClock(long nowNs) : IClock
{
    public long NowNs { get; set; } = nowNs;
}
