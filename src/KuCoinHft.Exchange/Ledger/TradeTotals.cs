namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an account's orders and fills came to.</summary>
/// <remarks>Units: 10^-8 USDT at the mark of each fill's moment.</remarks>
internal sealed class TradeTotals
{
    public long OrderCount { get; set; }

    public long FillCount { get; set; }

    /// <summary>Funds of all fills.</summary>
    public long TurnoverQuote { get; set; }

    /// <summary>Fees of all fills, less rebates.</summary>
    public long FeesQuote { get; set; }
}
