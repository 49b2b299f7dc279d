using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Agents;

/// <summary>How Q-values become target positions.</summary>
/// <param name="SwitchMargin">Q, in percent of the price, that a new target must gain over the present one; keeps fees from eating small preferences.</param>
/// <param name="HoldNs">Least time between two changes of target of one symbol, going flat included: the agents look 20 to 30 seconds ahead.</param>
public sealed record AgentPolicy(float SwitchMargin = 0.015f, long HoldNs = 15 * Nanos.PerSecond);
