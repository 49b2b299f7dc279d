using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class TransferTests
{
    [Fact]
    public void Coins_move_between_wallets_and_both_balances_are_pushed()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m)));
        Assert.Null(Move(desk, WalletKind.Margin, WalletKind.Main, "400", out string? orderId));
        Assert.Equal(24, orderId!.Length);
        Assert.Null(Move(desk, WalletKind.Main, WalletKind.Trade, "150.5", out _));
        ExchangeAccount account = desk.Core.Account;
        Assert.Equal((600_00000000L, 249_50000000L, 150_50000000L), (account.Ledger["USDT"].AvailableUnits, account.Main["USDT"].AvailableUnits, account.Trade["USDT"].AvailableUnits));
        desk.Play(tape => tape.Bid("97", "1"));
        Assert.Equal(
            ["marginV2.transfer -400", "main.transfer 400", "main.transfer -150.5", "trade_hf.transfer 150.5"],
            desk.Balances.Select(x => $"{Desk.Text(x, "relationEvent")} {Desk.Text(x, "availableChange")}"));
        Assert.Equal(3, desk.Balances.Select(x => Desk.Text(x, "accountId")).Distinct().Count());
        LedgerEntry entry = account.Records.Entries[0];
        Assert.Equal((WalletKind.Trade, 150_50000000L, 150_50000000L, BalanceCause.Transfer), (entry.Wallet, entry.Units, entry.BalanceUnits, entry.Cause));
        Assert.Equal(0, desk.Core.Statement().NetPnlQuote);
    }

    [Theory]
    [InlineData(WalletKind.Margin, WalletKind.Main, "1000.00000001", "400100", "account.available.amount")]
    [InlineData(WalletKind.Margin, WalletKind.Margin, "1", "400100", "must differ")]
    [InlineData(WalletKind.Trade, WalletKind.Main, "1", "400100", "account.available.amount")]
    [InlineData(WalletKind.Margin, WalletKind.Main, "0", "400100", "positive")]
    [InlineData(WalletKind.Margin, WalletKind.Main, "0.000000001", "400100", "decimals")]
    public void A_wrong_transfer_is_refused(WalletKind from, WalletKind to, string amount, string code, string part)
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m)));
        Refusal refusal = Move(desk, from, to, amount, out _)!;
        Assert.Equal(code, refusal.Code);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1000+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void Out_of_margin_goes_only_what_leaves_the_debt_ratio_at_0_60()
    {
        Desk desk = new Desk(Desk.With(("USDT", 1000m)) with { HourlyInterestRate = 0 });
        Assert.Null(desk.Core.Margin.Borrow(desk.Core.Account, "USDT", "600", "FOK", Tape.StartNs, out _));

        // 600 / (1600 - 600) = 0.6.
        Assert.Equal(600_00000000L, MarginRequests.TransferUnitsMax(desk.Core.Account, WalletKind.Margin, "USDT"));
        Assert.Contains("0.6", Move(desk, WalletKind.Margin, WalletKind.Main, "600.00000001", out _)!.Message, StringComparison.Ordinal);
        Assert.Null(Move(desk, WalletKind.Margin, WalletKind.Main, "600", out _));
        Assert.Equal(0, MarginRequests.TransferUnitsMax(desk.Core.Account, WalletKind.Margin, "USDT"));
        Assert.Null(Move(desk, WalletKind.Main, WalletKind.Margin, "1", out _));
    }

    [Fact]
    public void Coins_move_from_one_account_to_another()
    {
        Desk desk = new([Desk.With(("USDT", 1000m)), Desk.With(("USDT", 1m))]);
        Assert.Null(desk.Core.Margin.Transfer(desk.Core.Accounts[0], WalletKind.Margin, desk.Core.Accounts[1], WalletKind.Margin, "USDT", "9", Tape.StartNs, out _));
        Assert.Equal(("991+0 owes 0+0", "10+0 owes 0+0"), (desk.Coins("USDT"), desk.Coins("USDT", 1)));
        Assert.Equal((9_00000000L, -9_00000000L), (desk.Core.Accounts[0].Ledger["USDT"].House.TransferUnits, desk.Core.Accounts[1].Ledger["USDT"].House.TransferUnits));
    }

    [Fact]
    public void Records_forget_the_oldest_and_grow_no_further()
    {
        Desk desk = new(Desk.With(("USDT", 1000m)));
        ExchangeAccount account = desk.Core.Account;
        for (int i = 0; i < AccountRecords.EntriesMax; i++)
            (i % 2 == 0 ? account.Ledger : account.Main).Send(i % 2 == 0 ? account.Main : account.Ledger, "USDT", 1);
        Assert.Equal(AccountRecords.EntriesMax, account.Records.Entries.Count);
        Assert.Equal(2 * AccountRecords.EntriesMax, account.Records.Entries[0].Id - account.Records.Entries[AccountRecords.EntriesMax - 1].Id + 1 + AccountRecords.EntriesMax);
    }

    private static Refusal? Move(Desk desk, WalletKind from, WalletKind to, string amount, out string? orderId) =>
        desk.Core.Margin.Transfer(desk.Core.Account, from, desk.Core.Account, to, "USDT", amount, Tape.StartNs, out orderId);
}
