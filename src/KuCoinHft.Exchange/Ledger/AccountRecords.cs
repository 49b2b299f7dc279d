using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>A line of <c>account/ledgers</c>: coins that came to or left a wallet.</summary>
/// <remarks>Units: the coin's. The change of the balance is <see cref="Units"/>, fee included; a hold is no line, as it moves nothing in or out.</remarks>
internal sealed record LedgerEntry(long Id, long AtNs, WalletKind Wallet, CoinAccount Coins, long Units, long FeeUnits, long BalanceUnits, BalanceCause Cause, string? Symbol, string? OrderId, long TradeId);

/// <summary>A loan as it was asked for and given.</summary>
internal sealed record LoanRecord(string OrderNo, long AtNs, string Currency, long Units, long ActualUnits);

/// <summary>A repayment, by hand or by a fill.</summary>
internal sealed record RepaymentRecord(string OrderNo, long AtNs, string Currency, long PrincipalUnits, long InterestUnits);

/// <summary>One hour's interest.</summary>
internal sealed record InterestRecord(long AtNs, string Currency, Rate DayRate, long Units);

/// <summary>What happened to an account's money: entries, loans, repayments, interest.</summary>
/// <remarks>Retention: the last <see cref="EntriesMax"/> entries and <see cref="DebtsMax"/> of each of the others; what is older is forgotten.</remarks>
internal sealed class AccountRecords
{
    public const int EntriesMax = 20_000;
    public const int DebtsMax = 10_000;

    private readonly Sequences _sequences;
    private readonly PushWriter _pushes;

    /// <param name="pushes">Knows the time, and the order that causes what is recorded.</param>
    public AccountRecords(Sequences sequences, PushWriter pushes) => (_sequences, _pushes) = (sequences, pushes);

    public Recent<LedgerEntry> Entries { get; } = new(EntriesMax);

    public Recent<LoanRecord> Loans { get; } = new(DebtsMax);

    public Recent<RepaymentRecord> Repayments { get; } = new(DebtsMax);

    public Recent<InterestRecord> Interest { get; } = new(DebtsMax);

    public void Add(in BalanceChange change)
    {
        long units = change.AvailableUnits + change.HoldUnits;
        if (units == 0)
            return;
        Order? order = _pushes.Cause;
        Entries.Add(new LedgerEntry(++_sequences.Entry, _pushes.NowNs, change.Wallet.Kind, change.Coins, units, change.FeeUnits, change.Coins.TotalUnits, change.Cause, order?.Ticket.Instrument.Symbol, order?.Id, _pushes.CauseTradeId));
    }

    public void AddLoan(string currency, long units, long actualUnits) =>
        Loans.Add(new LoanRecord(OrderNo(0x6c6f616e, ++_sequences.Loan), _pushes.NowNs, currency, units, actualUnits));

    public void AddRepayment(string currency, long principalUnits, long interestUnits) =>
        Repayments.Add(new RepaymentRecord(OrderNo(0x72657061, ++_sequences.Repayment), _pushes.NowNs, currency, principalUnits, interestUnits));

    public void AddInterest(string currency, Rate dayRate, long units) => Interest.Add(new InterestRecord(_pushes.NowNs, currency, dayRate, units));

    // KuCoin's numbers are object ids: seconds, then something unique.
    private string OrderNo(uint kind, long number) => $"{(uint)(_pushes.NowNs / Nanos.PerSecond):x8}{kind:x8}{number:x8}";
}
