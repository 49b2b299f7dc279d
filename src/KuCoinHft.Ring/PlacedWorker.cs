namespace KuCoinHft.Ring;

/// <summary>One worker of a <see cref="Placement"/>: which stages it polls, where, and how it waits.</summary>
/// <param name="Stages">Their names, in the pipeline's order.</param>
/// <param name="Core">The core it pins itself to, or null.</param>
/// <param name="Strategy">What it does with its core while there is nothing to do.</param>
/// <param name="IsForced">Whether it may spin although too few cores are left for everything else.</param>
public sealed record PlacedWorker(IReadOnlyList<string> Stages, int? Core, WaitStrategy Strategy, bool IsForced);
