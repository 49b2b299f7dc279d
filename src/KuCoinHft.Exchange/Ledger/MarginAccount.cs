namespace KuCoinHft.Exchange.Ledger;

/// <summary>What the account has and owes of one coin.</summary>
/// <remarks>Units: 10^-8 coin. Total is gross: borrowed coins are in it.</remarks>
public sealed class MarginAccount
{
    internal MarginAccount(string currency, long initialUnits) => (Currency, InitialUnits, AvailableUnits) = (currency, initialUnits, initialUnits);

    public string Currency { get; }

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
}

/// <summary>The counterparties of <see cref="MarginAccount"/>: the market, the fee account, the lender.</summary>
/// <remarks>Units: 10^-8 coin. Initial units of the account = its total now + all of these, to the last unit.</remarks>
public sealed class HouseAccount
{
    /// <summary>Received from our trades, less what they gave.</summary>
    public long MarketUnits { get; internal set; }

    /// <summary>Trading fees received.</summary>
    public long FeeUnits { get; internal set; }

    /// <summary>Interest received.</summary>
    public long InterestUnits { get; internal set; }

    /// <summary>Principal paid back less principal lent: minus what the account owes.</summary>
    public long LoanUnits { get; internal set; }
}

/// <summary>A change of one balance, for the <c>/account/balance</c> push.</summary>
/// <param name="Event">KuCoin's relationEvent.</param>
internal readonly record struct BalanceChange(MarginAccount Account, long AvailableUnits, long HoldUnits, string Event);
