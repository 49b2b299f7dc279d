using System.Globalization;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an account asks about money: to borrow, to repay, to transfer, to change its leverage.</summary>
/// <remarks>
/// Units: amounts come as decimal text in whole coins, as clients send them.
/// Errors: a refusal with KuCoin's code; it leaves no trace but a failed loan's record. Source: api.md 6.5 and 7.
/// </remarks>
internal sealed class MarginRequests
{
    private readonly ExchangeCore _core;
    private readonly RiskDesk _risk;
    private readonly Sequences _sequences;

    public MarginRequests(ExchangeCore core, RiskDesk risk, Sequences sequences) => (_core, _risk, _sequences) = (core, risk, sequences);

    /// <summary>Borrows by hand.</summary>
    /// <param name="timeInForce">FOK: all or nothing; IOC: what the pool has.</param>
    /// <param name="loan">What was asked and given; null only when the request itself is wrong.</param>
    public Refusal? Borrow(ExchangeAccount account, string? currency, string? size, string? timeInForce, long nowNs, out LoanRecord? loan)
    {
        _core.AdvanceTo(nowNs);
        loan = null;
        Refusal? refusal = Read(account.Ledger, currency, size, out CoinAccount? coins, out long units);
        if (refusal is null && timeInForce is not ("IOC" or "FOK"))
            refusal = Refusal.TimeInForceInvalid;
        if (refusal is null && (units < coins!.Terms.BorrowUnitsMin || units % coins.Terms.BorrowUnit != 0))
            refusal = Refusal.BorrowSize;
        if (refusal is null && account.Ledger.IsFrozen())
            refusal = Refusal.Frozen;
        if (refusal is not null)
            return Refuse(account, refusal);
        long lentUnits = units;
        if (timeInForce == "IOC")
            lentUnits = Math.Min(units, coins!.Terms.FreeUnits - (coins.Terms.FreeUnits % coins.Terms.BorrowUnit));
        refusal = lentUnits == 0 ? Refusal.PoolDry : account.Ledger.RefuseLoan(coins!.Currency, lentUnits);
        if (refusal is null)
        {
            (_core.Pushes.Cause, _core.Pushes.CauseTradeId) = (null, 0);
            account.Ledger.Borrow(coins!.Currency, lentUnits, units);
        }
        else
        {
            account.Records.AddLoan(coins!.Currency, units, 0);
        }

        loan = account.Records.Loans[0];
        _core.UpdateTimers();
        return refusal is null ? null : Refuse(account, refusal);
    }

    /// <summary>Repays by hand: what is asked or what is owed, whichever is less; interest first.</summary>
    public Refusal? Repay(ExchangeAccount account, string? currency, string? size, long nowNs, out RepaymentRecord? repayment)
    {
        _core.AdvanceTo(nowNs);
        repayment = null;
        Refusal? refusal = Read(account.Ledger, currency, size, out CoinAccount? coins, out long units);
        if (refusal is null && account.Ledger.Status == MarginStatus.Liquidation)
            refusal = Refusal.PositionBusy;
        if (refusal is null && coins!.LiabilityUnits == 0)
            refusal = Refusal.NothingOwed;
        if (refusal is null && Math.Min(units, coins!.LiabilityUnits) > coins.AvailableUnits)
            refusal = Refusal.MarginInsufficient;
        if (refusal is not null)
            return Refuse(account, refusal);
        (_core.Pushes.Cause, _core.Pushes.CauseTradeId) = (null, 0);
        account.Ledger.Repay(coins!.Currency, units);
        repayment = account.Records.Repayments[0];
        _core.UpdateTimers();
        return null;
    }

    /// <summary>Moves coins between wallets, of one account or of two.</summary>
    public Refusal? Transfer(ExchangeAccount from, WalletKind fromKind, ExchangeAccount to, WalletKind toKind, string? currency, string? amount, long nowNs, out string? orderId)
    {
        _core.AdvanceTo(nowNs);
        orderId = null;
        Refusal? refusal = Read(from.WalletOf(fromKind), currency, amount, out CoinAccount? coins, out long units);
        if (refusal is null && from.WalletOf(fromKind) == to.WalletOf(toKind))
            refusal = Refusal.TransferToItself;
        if (refusal is null && ((fromKind == WalletKind.Margin && from.Ledger.IsFrozen()) || (toKind == WalletKind.Margin && to.Ledger.Status == MarginStatus.Liquidation)))
            refusal = Refusal.Frozen;
        if (refusal is null && units > coins!.AvailableUnits)
            refusal = Refusal.TransferInsufficient;
        if (refusal is null && units > TransferUnitsMax(from, fromKind, coins!.Currency))
            refusal = Refusal.TransferDebtRatio;
        if (refusal is not null)
            return Refuse(from, refusal);
        (_core.Pushes.Cause, _core.Pushes.CauseTradeId) = (null, 0);
        from.WalletOf(fromKind).Send(to.WalletOf(toKind), coins!.Currency, units);
        _risk.Settle(to);
        orderId = $"{(uint)(_core.NowNs / Nanos.PerSecond):x8}7472616e{++_sequences.Transfer:x8}";
        _core.UpdateTimers();
        return null;
    }

    /// <summary>What may leave a wallet now, in the coin's units.</summary>
    public static long TransferUnitsMax(ExchangeAccount account, WalletKind kind, string currency) =>
        kind == WalletKind.Margin ? account.Ledger.TransferUnitsMax(currency) : account.WalletOf(kind)[currency].AvailableUnits;

    /// <summary>Changes the leverage of cross margin.</summary>
    public Refusal? SetLeverage(ExchangeAccount account, string? leverage, long nowNs)
    {
        _core.AdvanceTo(nowNs);
        Refusal? refusal = decimal.TryParse(leverage, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? account.Ledger.SetLeverage(number) : Refusal.LeverageInvalid;
        return refusal is null ? null : Refuse(account, refusal);
    }

    private static Refusal? Read(Wallet wallet, string? currency, string? amount, out CoinAccount? coins, out long units)
    {
        units = 0;
        coins = currency is null ? null : wallet.Find(currency);
        if (coins is null)
            return Refusal.CurrencyUnknown;
        bool isNumber = decimal.TryParse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal number);
        return isNumber && number > 0 && DecimalText.TryScale(number, coins.Precision, out units) && units <= Instrument.QuantityMax ? null : Refusal.AmountInvalid;
    }

    private static Refusal Refuse(ExchangeAccount account, Refusal refusal)
    {
        account.RejectCount++;
        return refusal;
    }
}
