using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>Looks whether the books of a <see cref="World"/> balance, to the last unit.</summary>
internal static class BooksCheck
{
    /// <summary>The balances against their counterparties, and the sums over all accounts.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Find(ExchangeCore core)
    {
        var transfers = new Dictionary<string, long>();
        var principals = new Dictionary<string, long>();
        foreach (ExchangeAccount account in core.Accounts)
        {
            int owed = 0;
            foreach (CoinAccount coins in World.Rows(account))
            {
                string name = $"account {account.Index}, {coins.Currency}";
                if (coins is not { AvailableUnits: >= 0, HoldUnits: >= 0, PrincipalUnits: >= 0, InterestUnits: >= 0 })
                    return $"{name}: something is negative";
                if (coins.InitialUnits != coins.TotalUnits + coins.House.TotalUnits)
                    return $"{name}: {coins.InitialUnits - coins.TotalUnits - coins.House.TotalUnits} units are lost";
                if (coins.House.LoanUnits != -coins.PrincipalUnits)
                    return $"{name}: the lender is owed {-coins.House.LoanUnits} and the account owes {coins.PrincipalUnits}";
                transfers[coins.Currency] = transfers.GetValueOrDefault(coins.Currency) + coins.House.TransferUnits;
                principals[coins.Currency] = principals.GetValueOrDefault(coins.Currency) + coins.PrincipalUnits;
                owed += coins.LiabilityUnits > 0 ? 1 : 0;
            }

            if (account.Ledger.HasLiability != owed > 0)
                return $"account {account.Index} {(owed > 0 ? "owes" : "owes nothing")} and the ledger says otherwise";
        }

        foreach (CoinAccount coins in core.Account.Ledger.Accounts)
        {
            if (transfers[coins.Currency] != 0)
                return $"{coins.Currency}: transfers lose {transfers[coins.Currency]} units";
            if (principals[coins.Currency] != coins.Terms.LentUnits)
                return $"{coins.Currency}: {coins.Terms.LentUnits} units are lent and {principals[coins.Currency]} owed";
        }

        return null;
    }

    /// <summary>The balances against the records that were kept on the way: they alone tell the same story.</summary>
    public static string? FindInRecords(ExchangeCore core)
    {
        foreach (ExchangeAccount account in core.Accounts)
        {
            AccountRecords records = account.Records;
            if (records.Entries.Count == AccountRecords.EntriesMax || records.Interest.Count == AccountRecords.DebtsMax || records.Repayments.Count == AccountRecords.DebtsMax)
                return $"account {account.Index} has forgotten records; take fewer lines";
            foreach (CoinAccount coins in World.Rows(account))
            {
                LedgerEntry[] entries = [.. All(records.Entries).Where(x => x.Coins == coins)];
                if (coins.TotalUnits != coins.InitialUnits + entries.Sum(x => x.Units))
                    return $"account {account.Index}, {coins.Currency}: entries come to {coins.InitialUnits + entries.Sum(x => x.Units)}, the balance is {coins.TotalUnits}";
                if (entries.Length > 0 && entries[0].BalanceUnits != coins.TotalUnits)
                    return $"account {account.Index}, {coins.Currency}: the last entry says {entries[0].BalanceUnits}, the balance is {coins.TotalUnits}";
                if (FindByCause(entries, coins) is { } fault)
                    return $"account {account.Index}, {coins.Currency}: {fault}";
                if (coins.House.FeeUnits != entries.Sum(x => x.FeeUnits))
                    return $"account {account.Index}, {coins.Currency}: fees of entries differ from those of the house";
            }

            foreach (CoinAccount coins in account.Ledger.Accounts)
            {
                long charged = All(records.Interest).Where(x => x.Currency == coins.Currency).Sum(x => x.Units);
                long paid = All(records.Repayments).Where(x => x.Currency == coins.Currency).Sum(x => x.InterestUnits);
                long lent = All(records.Loans).Where(x => x.Currency == coins.Currency).Sum(x => x.ActualUnits);
                long principal = All(records.Repayments).Where(x => x.Currency == coins.Currency).Sum(x => x.PrincipalUnits);
                LedgerEntry[] entries = [.. All(records.Entries).Where(x => x.Coins == coins)];
                if (Sum(entries, BalanceCause.Loan) != lent || -Sum(entries, BalanceCause.Repayment) != principal + paid)
                    return $"account {account.Index}, {coins.Currency}: {lent} lent and {principal + paid} repaid, entries say {Sum(entries, BalanceCause.Loan)} and {-Sum(entries, BalanceCause.Repayment)}";
                if (charged != paid + coins.InterestUnits || paid != coins.House.InterestUnits)
                    return $"account {account.Index}, {coins.Currency}: interest charged {charged}, paid {paid}, owed {coins.InterestUnits}, received {coins.House.InterestUnits}";
            }
        }

        return null;
    }

    public static IEnumerable<T> All<T>(Exchange.Matching.Recent<T> records)
        where T : class => Enumerable.Range(0, records.Count).Select(i => records[i]);

    // Net assets change by nothing but trades with their fees, transfers, liquidations, and the interest that is checked apart.
    private static string? FindByCause(LedgerEntry[] entries, CoinAccount coins)
    {
        long traded = Sum(entries, BalanceCause.Exchange) + entries.Where(x => x.Cause == BalanceCause.Exchange).Sum(x => x.FeeUnits);
        if (traded != -coins.House.MarketUnits)
            return $"trades come to {traded}, the market received {coins.House.MarketUnits}";
        return Sum(entries, BalanceCause.Transfer) == -coins.House.TransferUnits ? null : $"transfers come to {Sum(entries, BalanceCause.Transfer)}, other wallets received {coins.House.TransferUnits}";
    }

    private static long Sum(LedgerEntry[] entries, BalanceCause cause) => entries.Where(x => x.Cause == cause).Sum(x => x.Units);
}
