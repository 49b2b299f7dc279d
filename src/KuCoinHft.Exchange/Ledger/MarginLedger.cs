using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>How a cross margin account stands.</summary>
internal enum MarginStatus
{
    Effective,

    /// <summary>Over the liquidation line: frozen until its positions are taken over.</summary>
    Liquidation,

    /// <summary>Its assets did not cover its debts; it still owes the difference.</summary>
    Bankruptcy,
}

/// <summary>The cross margin wallet of an account: balances, holds, loans, interest.</summary>
/// <remarks>
/// Rounding: funds of a fill down, fees and interest up, both over the whole order, so that many small fills cost what one large would.
/// Source: api.md 7.
/// </remarks>
internal sealed class MarginLedger : Wallet
{
    private readonly MarkPrices _marks;
    private readonly AccountRecords _records;
    private readonly Rate? _dayRate;
    private readonly int _vipLevel;
    private readonly Rate _liquidationLine;
    private readonly Rate _transferLine;
    private readonly decimal _leverageMax;
    private long _leverageCents;
    private int _owedCount;

    public MarginLedger(AccountOptions options, ExchangeRules rules, IEnumerable<CoinTerms> coins, MarkPrices marks, AccountRecords records, Action<BalanceChange> changed)
        : base(WalletKind.Margin, coins, options.InitialBalances, changed)
    {
        (_marks, _records, _vipLevel) = (marks, records, options.VipLevel);
        if (options.HourlyInterestRate is { } hourly)
            _dayRate = new Rate(Rate.Of(hourly, nameof(options.HourlyInterestRate)).Parts * 24);
        _liquidationLine = Rate.Of(rules.LiquidationDebtRatio, nameof(rules.LiquidationDebtRatio));
        _transferLine = Rate.Of(rules.TransferDebtRatio, nameof(rules.TransferDebtRatio));
        _leverageMax = Math.Max(rules.LeverageMax, options.LeverageMax);
        _leverageCents = (long)(options.LeverageMax * 100);
        if (options.LeverageMax is < 1 or > 100 || _leverageCents != options.LeverageMax * 100)
            throw new ArgumentException($"{nameof(options.LeverageMax)} must be in 1..100 (1 = no borrowing) with at most 2 decimal places, not {options.LeverageMax}.", nameof(options));
    }

    /// <summary>Interest charged so far, each charge in 10^-8 USDT at the mark of its moment.</summary>
    public long InterestChargedQuote { get; private set; }

    public MarginStatus Status { get; set; }

    public decimal Leverage => _leverageCents / 100m;

    public bool HasLiability => _owedCount > 0;

    /// <summary>The status as KuCoin names it.</summary>
    public string StatusText => Status == MarginStatus.Bankruptcy ? "BANKRUPTCY" : IsFrozen() ? "LIQUIDATION" : "EFFECTIVE";

    /// <summary>Gross assets and debt in 10^-8 USDT.</summary>
    public (long AssetsQuote, long DebtQuote) Value()
    {
        long assetsQuote = 0, debtQuote = 0;
        foreach (CoinAccount coins in Accounts)
        {
            assetsQuote += _marks.Value(coins.Currency, coins.TotalUnits, roundUp: false);
            debtQuote += _marks.Value(coins.Currency, coins.LiabilityUnits, roundUp: true);
        }

        return (assetsQuote, debtQuote);
    }

    /// <summary>What of the assets counts as collateral, in 10^-8 USDT.</summary>
    public long CollateralQuote()
    {
        long quote = 0;
        foreach (CoinAccount coins in Accounts)
            quote += coins.Terms.CollateralQuote(_marks.Value(coins.Currency, coins.TotalUnits, roundUp: false));
        return quote;
    }

    /// <summary>True when debt / assets is at or above the line.</summary>
    public bool IsAt(Rate line)
    {
        (long assetsQuote, long debtQuote) = Value();
        return debtQuote > 0 && line.IsReachedBy(debtQuote, assetsQuote);
    }

    /// <summary>True from the liquidation line on, and until what follows from it is over.</summary>
    public bool IsFrozen() => Status != MarginStatus.Effective || (HasLiability && IsAt(_liquidationLine));

    /// <summary>Why the account may not owe <paramref name="units"/> more; null when it may.</summary>
    public Refusal? RefuseLoan(string currency, long units)
    {
        CoinTerms terms = this[currency].Terms;
        if (!terms.Rules.BorrowEnabled)
            return Refusal.BorrowDisabled;
        if (units > LeverageUnitsMax(currency) || units > terms.BorrowUnitsMax - this[currency].LiabilityUnits)
            return Refusal.BorrowLimit;
        return units > terms.FreeUnits ? Refusal.PoolDry : null;
    }

    /// <summary><c>maxBorrowSize</c>: the most of a coin that can be borrowed now, 0 while it has no price.</summary>
    public long BorrowUnitsMax(string currency)
    {
        CoinTerms terms = this[currency].Terms;
        long units = Math.Min(Math.Min(LeverageUnitsMax(currency), terms.BorrowUnitsMax - this[currency].LiabilityUnits), terms.FreeUnits);
        return !terms.Rules.BorrowEnabled || units <= 0 ? 0 : units - (units % terms.BorrowUnit);
    }

    /// <summary>What may leave the wallet: everything available without debt; else no more than leaves the debt ratio at its line.</summary>
    public long TransferUnitsMax(string currency)
    {
        long available = this[currency].AvailableUnits;
        if (!HasLiability)
            return available;
        (_, long debtQuote) = Value();
        long roomQuote = CollateralQuote() - (long)((((Int128)debtQuote * 1_000_000_000_000) + _transferLine.Parts - 1) / Math.Max(1, _transferLine.Parts));
        return roomQuote <= 0 ? 0 : Math.Min(available, _marks.UnitsFor(currency, roomQuote));
    }

    /// <summary>Why the leverage may not become <paramref name="leverage"/>; null when it has.</summary>
    public Refusal? SetLeverage(decimal leverage)
    {
        (long assetsQuote, long debtQuote) = Value();
        if (leverage <= 1 || leverage > _leverageMax || decimal.Round(leverage, 2) != leverage)
            return Refusal.LeverageInvalid;
        if (leverage * (assetsQuote - debtQuote) < assetsQuote && debtQuote > 0)
            return Refusal.LeverageInUse;
        _leverageCents = (long)(leverage * 100);
        return null;
    }

    public Rate DayRateOf(CoinTerms terms) => _dayRate ?? terms.DayRate(_vipLevel);

    /// <summary>Lends coins; the first hour's interest is owed at once.</summary>
    /// <param name="askedUnits">What was asked for, if it was more; 0 where it was not.</param>
    public void Borrow(string currency, long units, long askedUnits = 0)
    {
        CoinAccount coins = this[currency];
        _records.AddLoan(currency, Math.Max(units, askedUnits), units);
        Owe(coins, units, 0);
        Charge(coins, units);
        Change(coins, units, 0, 0, BalanceCause.Loan);
    }

    /// <summary>Pays back up to <paramref name="unitsMax"/> of what is owed, interest before principal.</summary>
    /// <returns>Units paid.</returns>
    public long Repay(string currency, long unitsMax)
    {
        CoinAccount coins = this[currency];
        long units = Math.Min(Math.Min(unitsMax, coins.LiabilityUnits), coins.AvailableUnits);
        if (units <= 0)
            return 0;
        long interest = Math.Min(units, coins.InterestUnits);
        coins.House.InterestUnits += interest;
        _records.AddRepayment(currency, units - interest, interest);
        Owe(coins, interest - units, -interest);
        Change(coins, -units, 0, 0, BalanceCause.Repayment);
        return units;
    }

    /// <summary>Interest of one hour on all that is owed, unpaid interest included.</summary>
    public void ChargeHour()
    {
        foreach (CoinAccount coins in Accounts)
        {
            if (coins.LiabilityUnits > 0)
                Charge(coins, coins.LiabilityUnits);
        }
    }

    /// <summary>The liquidator takes available coins, or gives them where <paramref name="takenUnits"/> is negative.</summary>
    public void Liquidate(CoinAccount coins, long takenUnits)
    {
        coins.House.LiquidatorUnits += takenUnits;
        Change(coins, -takenUnits, 0, 0, BalanceCause.Liquidation);
    }

    /// <summary>Charges for a liquidation.</summary>
    public void ChargeLiquidation(CoinAccount coins, long feeUnits)
    {
        coins.House.FeeUnits += feeUnits;
        Change(coins, -feeUnits, 0, feeUnits, BalanceCause.Liquidation);
    }

    /// <summary>The house pays what the assets did not cover; it is owed from then on.</summary>
    public void CoverShortfall(CoinAccount coins, long units)
    {
        Owe(coins, units, 0);
        Change(coins, units, 0, 0, BalanceCause.Liquidation);
    }

    // (D + X) <= (L - 1) x (C - D), for X in units of the coin.
    private long LeverageUnitsMax(string currency)
    {
        (_, long debtQuote) = Value();
        Int128 roomQuote = ((Int128)(_leverageCents - 100) * (CollateralQuote() - debtQuote) / 100) - debtQuote;
        return roomQuote <= 0 ? 0 : _marks.UnitsFor(currency, (long)roomQuote);
    }

    private void Charge(CoinAccount coins, long onUnits)
    {
        Rate dayRate = DayRateOf(coins.Terms);
        long units = dayRate.HourOf(onUnits);
        Owe(coins, 0, units);
        InterestChargedQuote += _marks.Value(coins.Currency, units, roundUp: true);
        _records.AddInterest(coins.Currency, dayRate, units);
    }

    private void Owe(CoinAccount coins, long principalUnits, long interestUnits)
    {
        bool owedBefore = coins.LiabilityUnits > 0;
        coins.PrincipalUnits += principalUnits;
        coins.InterestUnits += interestUnits;
        coins.House.LoanUnits -= principalUnits;
        coins.Terms.LentUnits += principalUnits;
        _owedCount += (coins.LiabilityUnits > 0 ? 1 : 0) - (owedBefore ? 1 : 0);
    }
}
