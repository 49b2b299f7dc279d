namespace KuCoinHft.Research.Tests;

/// <summary>Tests that want the machine to themselves: workers that yield to nobody else's work, and counts of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
