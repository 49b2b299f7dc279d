using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange;

/// <summary>What the account has come to, at a moment of market time.</summary>
/// <remarks>Units: 10^-8 USDT at mid price; fees and interest at the mark of the moment they were charged.</remarks>
public sealed record Statement
{
    public required long AtNs { get; init; }

    /// <summary>Gross assets, borrowed coins included.</summary>
    public required long AssetsQuote { get; init; }

    /// <summary>Principal and interest owed.</summary>
    public required long DebtQuote { get; init; }

    /// <summary>The initial balances at the first known marks.</summary>
    public required long InitialEquityQuote { get; init; }

    /// <summary>Trading fees paid.</summary>
    public required long FeesQuote { get; init; }

    /// <summary>Interest charged, paid or not.</summary>
    public required long InterestQuote { get; init; }

    /// <summary>Funds of all fills.</summary>
    public required long TurnoverQuote { get; init; }

    public required long OrderCount { get; init; }

    public required long FillCount { get; init; }

    /// <summary>Requests refused with an error code.</summary>
    public required long RejectCount { get; init; }

    /// <summary>Assets less debt.</summary>
    public long EquityQuote => AssetsQuote - DebtQuote;

    /// <summary>Realised and unrealised profit, after fees and interest.</summary>
    public long NetPnlQuote => EquityQuote - InitialEquityQuote;

    internal static Statement Of(ExchangeAccount account, long nowNs, MarkPrices marks)
    {
        (long assetsQuote, long debtQuote) = account.Value(marks);
        return new Statement
        {
            AtNs = nowNs,
            AssetsQuote = assetsQuote,
            DebtQuote = debtQuote,
            InitialEquityQuote = account.InitialQuote,
            FeesQuote = account.Settled.FeesQuote,
            InterestQuote = account.Ledger.InterestChargedQuote,
            TurnoverQuote = account.Settled.TurnoverQuote,
            OrderCount = account.Settled.OrderCount,
            FillCount = account.Settled.FillCount,
            RejectCount = account.RejectCount,
        };
    }
}
