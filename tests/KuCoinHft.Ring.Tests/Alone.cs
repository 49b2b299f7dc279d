namespace KuCoinHft.Ring.Tests;

/// <summary>Tests that change the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
