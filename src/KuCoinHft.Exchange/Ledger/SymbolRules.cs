namespace KuCoinHft.Exchange.Ledger;

/// <summary>What a symbol's trades cost.</summary>
/// <remarks>Source: <c>feeCategory</c>, <c>makerFeeCoefficient</c> and <c>takerFeeCoefficient</c> of <c>GET /api/v2/symbols</c>.</remarks>
public sealed record SymbolRules
{
    /// <summary>1, 2 or 3: class A, B or C.</summary>
    public int FeeCategory { get; init; } = 1;

    /// <summary>Factor of the maker fee.</summary>
    public decimal MakerCoefficient { get; init; } = 1.00m;

    /// <summary>Factor of the taker fee.</summary>
    public decimal TakerCoefficient { get; init; } = 1.00m;
}
