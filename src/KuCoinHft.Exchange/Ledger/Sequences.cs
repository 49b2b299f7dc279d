namespace KuCoinHft.Exchange.Ledger;

/// <summary>The numbers that the exchange gives out over all accounts.</summary>
internal sealed class Sequences
{
    public long Entry { get; set; } = 1_949_641_706_720;

    public long Loan { get; set; }

    public long Repayment { get; set; }

    public long Transfer { get; set; }
}
