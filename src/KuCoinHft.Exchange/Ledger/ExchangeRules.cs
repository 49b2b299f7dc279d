using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>What holds for every account of the exchange.</summary>
public sealed record ExchangeRules
{
    /// <summary><c>priceLimitRate</c>: how far from the first opposite level an order may trade.</summary>
    public decimal PriceLimitRate { get; init; } = 0.1m;

    /// <summary>Queues, impact, and what a market made from candles needs.</summary>
    public MatchingOptions Matching { get; init; } = new();
}
