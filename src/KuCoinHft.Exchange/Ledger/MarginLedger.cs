using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>The cross margin account: balances, holds, loans, interest, in integers that add up to the last unit.</summary>
/// <remarks>
/// Units: 10^-8 of each coin, whatever the coin's own precision; KuCoin keeps up to 12 places inside, but prints and charges 8.
/// Rounding: funds of a fill down, fees and interest up, both over the whole order, so that many small fills cost what one large would.
/// Source: api.md 7.
/// </remarks>
internal sealed class MarginLedger
{
    /// <summary>Debt ratio at which KuCoin freezes the account: <c>liqDebtRatio</c> of margin/config, in percent.</summary>
    public const int FrozenDebtPercent = 97;

    private readonly SortedDictionary<string, MarginAccount> _accounts = new(StringComparer.Ordinal);
    private readonly MarkPrices _marks;
    private readonly Action<BalanceChange> _changed;
    private readonly Rate _hourlyInterest;
    private readonly int _leverageCents;

    public MarginLedger(AccountOptions options, IEnumerable<string> currencies, MarkPrices marks, Action<BalanceChange> changed)
    {
        (_marks, _changed, _leverageCents) = (marks, changed, (int)(options.LeverageMax * 100));
        _hourlyInterest = Rate.Of(options.HourlyInterestRate, nameof(options.HourlyInterestRate));
        if (options.LeverageMax is < 1 or > 100 || _leverageCents != options.LeverageMax * 100)
            throw new ArgumentException($"{nameof(options.LeverageMax)} must be in 1..100 (1 = no borrowing) with at most 2 decimal places, not {options.LeverageMax}.", nameof(options));
        foreach ((string currency, decimal coins) in options.InitialBalances)
        {
            if (!Text.DecimalText.TryScale(coins, 8, out long units))
                throw new ArgumentException($"The initial balance of {currency} must not be negative nor finer than 10^-8, not {coins}.", nameof(options));
            _accounts[currency] = new MarginAccount(currency, units);
        }

        foreach (string currency in currencies)
            _accounts.TryAdd(currency, new MarginAccount(currency, 0));
    }

    /// <summary>All accounts in the order of their names.</summary>
    public IReadOnlyCollection<MarginAccount> Accounts => _accounts.Values;

    /// <summary>Interest charged so far, each charge in 10^-8 USDT at the mark of its moment.</summary>
    public long InterestChargedQuote { get; private set; }

    public MarginAccount this[string currency] => _accounts[currency];

    public bool HasLiability
    {
        get
        {
            foreach (MarginAccount account in _accounts.Values)
            {
                if (account.LiabilityUnits > 0)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Gross assets and debt in 10^-8 USDT.</summary>
    public (long AssetsQuote, long DebtQuote) Value()
    {
        long assetsQuote = 0, debtQuote = 0;
        foreach (MarginAccount account in _accounts.Values)
        {
            assetsQuote += _marks.Value(account.Currency, account.TotalUnits, roundUp: false);
            debtQuote += _marks.Value(account.Currency, account.LiabilityUnits, roundUp: true);
        }

        return (assetsQuote, debtQuote);
    }

    /// <summary>True from the liquidation line on.</summary>
    public bool IsFrozen()
    {
        (long assetsQuote, long debtQuote) = Value();
        return debtQuote > 0 && (Int128)debtQuote * 100 >= (Int128)assetsQuote * FrozenDebtPercent;
    }

    /// <summary>True when the account may owe <paramref name="units"/> more: (D + X) &lt;= (L - 1) x (A - D).</summary>
    public bool CanBorrow(string currency, long units)
    {
        if (!_marks.TryValue(currency, units, roundUp: true, out long loanQuote))
            return false;
        (long assetsQuote, long debtQuote) = Value();
        return ((Int128)debtQuote + loanQuote) * 100 <= (Int128)(_leverageCents - 100) * (assetsQuote - debtQuote);
    }

    /// <summary>The most of a coin that <see cref="CanBorrow"/> allows, 0 while it has no price.</summary>
    public long BorrowUnitsMax(string currency)
    {
        long markQuote = _marks.MarkQuote(currency);
        (long assetsQuote, long debtQuote) = Value();
        Int128 roomQuote = ((Int128)(_leverageCents - 100) * (assetsQuote - debtQuote) / 100) - debtQuote;
        return markQuote == 0 || roomQuote <= 0 ? 0 : (long)(roomQuote * Quote.One / markQuote);
    }

    /// <summary>Lends coins; the first hour's interest is owed at once.</summary>
    public void Borrow(string currency, long units)
    {
        MarginAccount account = _accounts[currency];
        account.PrincipalUnits += units;
        account.House.LoanUnits -= units;
        Charge(account, _hourlyInterest.CeilingOf(units));
        Change(account, units, 0, "marginV2.other");
    }

    /// <summary>Pays back up to <paramref name="unitsMax"/> of what is owed, interest before principal.</summary>
    /// <returns>Units paid.</returns>
    public long Repay(string currency, long unitsMax)
    {
        MarginAccount account = _accounts[currency];
        long units = Math.Min(Math.Min(unitsMax, account.LiabilityUnits), account.AvailableUnits);
        if (units <= 0)
            return 0;
        long interest = Math.Min(units, account.InterestUnits);
        account.InterestUnits -= interest;
        account.House.InterestUnits += interest;
        account.PrincipalUnits -= units - interest;
        account.House.LoanUnits += units - interest;
        Change(account, -units, 0, "marginV2.other");
        return units;
    }

    /// <summary>Interest of one hour on all that is owed, unpaid interest included.</summary>
    public void ChargeHour()
    {
        foreach (MarginAccount account in _accounts.Values)
        {
            if (account.LiabilityUnits > 0)
                Charge(account, _hourlyInterest.CeilingOf(account.LiabilityUnits));
        }
    }

    /// <summary>Moves available coins into an order's hold; negative gives them back.</summary>
    public void Hold(string currency, long units) => Change(_accounts[currency], -units, units, "marginV2.hold");

    /// <summary>A fill pays out of its order's hold: <paramref name="paidUnits"/> go to the market, <paramref name="feeUnits"/> are the fee, <paramref name="freedUnits"/> return to available.</summary>
    public void Pay(string currency, long paidUnits, long feeUnits, long freedUnits)
    {
        MarginAccount account = _accounts[currency];
        account.House.MarketUnits += paidUnits;
        account.House.FeeUnits += feeUnits;
        Change(account, freedUnits, -(paidUnits + feeUnits + freedUnits), "marginV2.setted");
    }

    /// <summary>A fill brings coins; the fee stays with the house.</summary>
    public void Receive(string currency, long receivedUnits, long feeUnits)
    {
        MarginAccount account = _accounts[currency];
        account.House.MarketUnits -= receivedUnits;
        account.House.FeeUnits += feeUnits;
        Change(account, receivedUnits - feeUnits, 0, "marginV2.setted");
    }

    private void Charge(MarginAccount account, long units)
    {
        account.InterestUnits += units;
        InterestChargedQuote += _marks.Value(account.Currency, units, roundUp: true);
    }

    private void Change(MarginAccount account, long availableUnits, long holdUnits, string why)
    {
        if (availableUnits == 0 && holdUnits == 0)
            return;
        account.AvailableUnits += availableUnits;
        account.HoldUnits += holdUnits;

        // The oracle of the reliability tests must not bend: a negative balance is our bug, and a run with it is worth nothing.
        if (account.AvailableUnits < 0 || account.HoldUnits < 0)
            throw new InvalidOperationException($"The ledger lost its balance: {account.Currency} available {account.AvailableUnits}, hold {account.HoldUnits}, both in 10^-8, after {why}.");
        _changed(new BalanceChange(account, availableUnits, holdUnits, why));
    }
}
