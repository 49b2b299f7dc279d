namespace KuCoinHft.Exchange.Matching;

internal enum TakerStepKind
{
    /// <summary>Trades with the recorded book.</summary>
    TakePublic,

    /// <summary>Trades with a resting order of one of our accounts.</summary>
    TakeOurs,

    /// <summary>Self-trade prevention: the resting order ends.</summary>
    CancelMaker,

    /// <summary>Self-trade prevention: the resting order becomes smaller.</summary>
    DecreaseMaker,

    /// <summary>Self-trade prevention: the new order becomes smaller.</summary>
    DecreaseTaker,
}

/// <summary>One step of a <see cref="TakerPlan"/>.</summary>
/// <param name="PriceTicks">What is paid or got; 0 where nothing trades.</param>
/// <param name="Depth">TakePublic: the level, from the best.</param>
/// <param name="Maker">The resting order, where there is one.</param>
internal readonly record struct TakerStep(TakerStepKind Kind, long PriceTicks, long Lots, int Depth, Order? Maker);
