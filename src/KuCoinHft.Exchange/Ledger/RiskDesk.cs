using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>Watches the debt ratio: warns, freezes, and takes positions over.</summary>
/// <remarks>
/// At the warning line the debt push comes at once instead of in its rhythm. At the liquidation line the account is frozen and its orders are
/// cancelled; a second later a liquidator takes every coin and pays every debt at mark price, against USDT. The fee is a share of the value so traded, as
/// far as it is there; what remains is USDT. What the assets do not cover is owed in USDT, and the account stays as it is until that is repaid.
/// Source: api.md 3.5 and 7. KuCoin does not say how long a liquidation takes, nor what exactly the fee is a share of.
/// </remarks>
internal sealed class RiskDesk
{
    private readonly Matcher _matcher;
    private readonly MarkPrices _marks;
    private readonly PushWriter _pushes;
    private readonly Rate _warningLine;
    private readonly Rate _feeRate;
    private readonly HashSet<ExchangeAccount> _warned = [];

    public RiskDesk(ExchangeRules rules, Matcher matcher, MarkPrices marks, PushWriter pushes)
    {
        (_matcher, _marks, _pushes) = (matcher, marks, pushes);
        _warningLine = Rate.Of(rules.WarningDebtRatio, nameof(rules.WarningDebtRatio));
        _feeRate = Rate.Of(rules.LiquidationFeeRate, nameof(rules.LiquidationFeeRate));
    }

    /// <summary>Looks at an account that owes something.</summary>
    public void Look(ExchangeAccount account, long nowNs)
    {
        MarginLedger ledger = account.Ledger;
        _pushes.Cause = null;
        if (ledger.Status == MarginStatus.Liquidation)
            Liquidate(account);
        else if (ledger.Status == MarginStatus.Bankruptcy)
            Settle(account);
        else if (ledger.IsFrozen())
            Freeze(account, nowNs);
        else
            Warn(account);
    }

    /// <summary>Coins came into the wallet: they pay what a liquidation left open.</summary>
    public void Settle(ExchangeAccount account)
    {
        MarginLedger ledger = account.Ledger;
        if (ledger.Status != MarginStatus.Bankruptcy)
            return;
        foreach (CoinAccount coins in ledger.Accounts)
            ledger.Repay(coins.Currency, long.MaxValue);
        if (ledger.HasLiability)
            return;
        ledger.Status = MarginStatus.Effective;
        _pushes.PositionStatus(account, "UNLIABILITY");
    }

    private void Warn(ExchangeAccount account)
    {
        if (!account.Ledger.IsAt(_warningLine))
            _warned.Remove(account);
        else if (_warned.Add(account))
            _pushes.Position(account, _marks);
    }

    private void Freeze(ExchangeAccount account, long nowNs)
    {
        account.Ledger.Status = MarginStatus.Liquidation;
        _pushes.PositionStatus(account, "FROZEN_FL");
        _matcher.CancelAll(account, nowNs);
    }

    private void Liquidate(ExchangeAccount account)
    {
        MarginLedger ledger = account.Ledger;
        _warned.Remove(account);
        foreach (CoinAccount coins in ledger.Accounts)
            ledger.Repay(coins.Currency, long.MaxValue);
        CoinAccount usdt = ledger[MarkPrices.Numeraire];
        long tradedQuote = TakeCoins(ledger, usdt);
        tradedQuote += PayDebts(ledger, usdt);
        ledger.Repay(usdt.Currency, long.MaxValue);
        ledger.ChargeLiquidation(usdt, Math.Min(_feeRate.CeilingOf(tradedQuote), usdt.AvailableUnits));
        ledger.Status = ledger.HasLiability ? MarginStatus.Bankruptcy : MarginStatus.Effective;
        _pushes.PositionStatus(account, "UNFROZEN_FL");
        if (ledger.HasLiability)
            _pushes.PositionStatus(account, "LIABILITY");
    }

    // A coin without a price stays: nobody could say what it is worth.
    private long TakeCoins(MarginLedger ledger, CoinAccount usdt)
    {
        long tradedQuote = 0;
        foreach (CoinAccount coins in ledger.Accounts)
        {
            if (coins == usdt || !_marks.TryValue(coins.Currency, coins.AvailableUnits, roundUp: false, out long valueQuote))
                continue;
            ledger.Liquidate(coins, coins.AvailableUnits);
            ledger.Liquidate(usdt, -valueQuote);
            tradedQuote += valueQuote;
        }

        return tradedQuote;
    }

    private long PayDebts(MarginLedger ledger, CoinAccount usdt)
    {
        long tradedQuote = 0;
        foreach (CoinAccount coins in ledger.Accounts)
        {
            if (coins == usdt || !_marks.TryValue(coins.Currency, coins.LiabilityUnits, roundUp: true, out long costQuote))
                continue;
            if (costQuote > usdt.AvailableUnits)
                ledger.CoverShortfall(usdt, costQuote - usdt.AvailableUnits);
            ledger.Liquidate(usdt, costQuote);
            ledger.Liquidate(coins, -coins.LiabilityUnits);
            ledger.Repay(coins.Currency, long.MaxValue);
            tradedQuote += costQuote;
        }

        return tradedQuote;
    }
}
