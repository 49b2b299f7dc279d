using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine;

/// <summary>What a user may set, read once at start.</summary>
/// <param name="SessionId">Part of every clientOid; give each session its own, such as its start in seconds.</param>
/// <param name="TimerPeriodNs">Time between decision frames of a symbol; the models' cadence.</param>
/// <param name="OrderRestNs">How long an order may rest unfilled.</param>
/// <param name="OrderSilenceNs">How long the exchange may be silent about an order before it is asked over REST; the gaps between questions grow from it.</param>
/// <param name="IsMetered">Stamp every stage of every frame.</param>
public sealed record EngineSettings(
    uint SessionId,
    RiskLimits Risk,
    AgentPolicy Agents,
    long TimerPeriodNs = 100 * Nanos.PerMillisecond,
    long OrderRestNs = 3 * Nanos.PerSecond,
    long OrderSilenceNs = 5 * Nanos.PerSecond,
    bool IsMetered = false);
