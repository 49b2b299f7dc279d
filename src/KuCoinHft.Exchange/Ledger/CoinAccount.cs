using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an account has and owes of one coin in one of its wallets.</summary>
/// <remarks>Units: 10^-<see cref="Precision"/> coin. Total is gross: borrowed coins are in it. Only the margin wallet owes.</remarks>
public sealed class CoinAccount
{
    internal CoinAccount(CoinTerms terms, long initialUnits) => (Terms, InitialUnits, AvailableUnits) = (terms, initialUnits, initialUnits);

    public string Currency => Terms.Currency;

    /// <summary>Decimal places of the coin.</summary>
    public int Precision => Terms.Precision;

    /// <summary>What was there at the start.</summary>
    public long InitialUnits { get; }

    public long AvailableUnits { get; internal set; }

    public long HoldUnits { get; internal set; }

    public long PrincipalUnits { get; internal set; }

    public long InterestUnits { get; internal set; }

    /// <summary>Available plus hold.</summary>
    public long TotalUnits => AvailableUnits + HoldUnits;

    /// <summary>Principal plus interest.</summary>
    public long LiabilityUnits => PrincipalUnits + InterestUnits;

    /// <summary>What the other side of the ledger received: with them, coins only ever move.</summary>
    public HouseAccount House { get; } = new();

    internal CoinTerms Terms { get; }

    /// <summary>An amount of this coin as KuCoin prints it.</summary>
    public string Text(long units) => DecimalText.Format(units, Precision);
}

/// <summary>The counterparties of <see cref="CoinAccount"/>: the market, the fee account, the lender, the liquidator, other wallets.</summary>
/// <remarks>Units: as the account's. Initial units of the account = its total now + all of these, to the last unit.</remarks>
public sealed class HouseAccount
{
    /// <summary>Received from our trades, less what they gave.</summary>
    public long MarketUnits { get; internal set; }

    /// <summary>Fees received, less rebates: for trades and for liquidations.</summary>
    public long FeeUnits { get; internal set; }

    /// <summary>Interest received.</summary>
    public long InterestUnits { get; internal set; }

    /// <summary>Principal paid back less principal lent: minus what the account owes.</summary>
    public long LoanUnits { get; internal set; }

    /// <summary>Taken over by the liquidator, less what it gave.</summary>
    public long LiquidatorUnits { get; internal set; }

    /// <summary>Sent to other wallets, less received from them: over all wallets of the exchange it sums to nothing.</summary>
    public long TransferUnits { get; internal set; }

    public long TotalUnits => MarketUnits + FeeUnits + InterestUnits + LoanUnits + LiquidatorUnits + TransferUnits;
}
