namespace KuCoinHft.Exchange.Ledger;

/// <summary>What holds for every account of the exchange.</summary>
public sealed record ExchangeRules
{
    /// <summary><c>priceLimitRate</c>: how far from the first opposite level an order may trade.</summary>
    public decimal PriceLimitRate { get; init; } = 0.1m;
}
