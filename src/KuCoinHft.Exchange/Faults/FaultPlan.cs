namespace KuCoinHft.Exchange.Faults;

/// <summary>Faults and the seed of their chance: equal plans strike equal messages.</summary>
public sealed record FaultPlan(FaultTable Table, long Seed);
