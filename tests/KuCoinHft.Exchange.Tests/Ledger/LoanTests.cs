using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class LoanTests
{
    private static readonly CurrencyRules Btc = new() { BorrowMinUnit = 0.01m, BorrowMinAmount = 0.05m, BorrowMaxAmount = 2, PoolAmount = 3, DayRates = [0.0024m, 0.0012m] };

    [Theory]
    [InlineData("0.6", "0.6")]
    [InlineData("0.601", "0.61")]
    [InlineData("0.51", "0.05")]
    public void An_automatic_loan_is_rounded_up_to_its_unit_and_its_minimum(string size, string loan)
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 1000m)));
        JsonElement first = desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"0.5\",\"autoBorrow\":true");
        Assert.Equal("0.5", Desk.Text(first.GetProperty("data"), "borrowSize"));
        desk.Cancel("c-1");
        JsonElement data = desk.Order($"\"side\":\"sell\",\"price\":\"101\",\"size\":\"{decimal.Parse(size) + (size == "0.51" ? 0 : 0.5m)}\",\"autoBorrow\":true").GetProperty("data");
        Assert.Equal(loan, Desk.Text(data, "borrowSize"));
        Assert.Equal(desk.Core.Account.Records.Loans[0].OrderNo, Desk.Text(data, "loanApplyId"));
    }

    [Theory]
    [InlineData("BTC", "0.04", "FOK", "130101")]
    [InlineData("BTC", "0.055", "FOK", "130101")]
    [InlineData("BTC", "0", "FOK", "400100")]
    [InlineData("BTC", "-1", "FOK", "400100")]
    [InlineData("BTC", "0.000000001", "FOK", "400100")]
    [InlineData("BTC", "x", "FOK", "400100")]
    [InlineData("XXX", "1", "FOK", "400100")]
    [InlineData(null, "1", "FOK", "400100")]
    [InlineData("BTC", "1", "GTC", "400100")]
    [InlineData("BTC", "2.01", "FOK", "130203")]
    [InlineData("ETH", "1", "FOK", "130203")]
    public void A_wrong_loan_is_refused_and_changes_nothing(string? currency, string size, string timeInForce, string code)
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 1000m)));
        Assert.Equal(code, desk.Core.Margin.Borrow(desk.Core.Account, currency, size, timeInForce, Tape.StartNs, out _)!.Code);
        Assert.Equal(("0+0 owes 0+0", 1L), (desk.Coins("BTC"), desk.Core.Account.RejectCount));
        Assert.False(desk.Core.Ledger.HasLiability);
    }

    [Fact]
    public void The_pool_is_shared_FOK_needs_all_of_it_and_IOC_takes_what_is_there()
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 1000m)), Desk.With(("USDT", 1000m)));
        Assert.Null(Borrow(desk, 0, "2", "FOK", out _));
        Assert.Equal("130204", Borrow(desk, 1, "1.5", "FOK", out LoanRecord? loan)!.Code);
        Assert.Equal((1_50000000L, 0L), (loan!.Units, loan.ActualUnits));
        Assert.Null(Borrow(desk, 1, "1.5", "IOC", out loan));
        Assert.Equal((1_50000000L, 1_00000000L), (loan!.Units, loan.ActualUnits));
        Assert.Equal("1+0 owes 1+0.0001", desk.Coins("BTC", 1));
        Assert.Equal("130204", Borrow(desk, 1, "0.1", "IOC", out _)!.Code);
        Assert.Equal((0L, 0L), (desk.Core.Ledger.BorrowUnitsMax("BTC"), desk.Core.Ledger["BTC"].Terms.FreeUnits));
        Assert.Null(desk.Core.Margin.Repay(desk.Core.Account, "BTC", "1.5", Tape.StartNs, out _));
        Assert.Equal(1_49980000L, desk.Core.Ledger["BTC"].Terms.FreeUnits);
    }

    [Fact]
    public void What_is_not_owed_or_not_there_cannot_be_repaid()
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 1000m)));
        Assert.Equal("130101", desk.Core.Margin.Repay(desk.Core.Account, "BTC", "1", Tape.StartNs, out _)!.Code);
        desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"0.5\",\"autoBorrow\":true");
        Assert.Equal("130301", desk.Core.Margin.Repay(desk.Core.Account, "BTC", "0.1", Tape.StartNs, out _)!.Code);
        Assert.Equal("0+0 owes 0.5+0.00005", desk.Coins("BTC"));
    }

    [Fact]
    public void A_coin_that_cannot_be_borrowed_is_not()
    {
        Desk desk = Open(Btc with { BorrowEnabled = false }, Desk.With(("USDT", 1000m)));
        Assert.Equal("130101", Borrow(desk, 0, "1", "FOK", out _)!.Code);
        Assert.Equal("130101", Desk.Text(desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"0.5\",\"autoBorrow\":true"), "code"));
        Assert.Equal(0, desk.Core.Ledger.BorrowUnitsMax("BTC"));
    }

    [Fact]
    public void Interest_goes_by_VIP_level_and_the_last_rate_stands_for_those_above()
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 1000m)), Desk.With(("USDT", 1000m)) with { VipLevel = 1 }, Desk.With(("USDT", 1000m)) with { VipLevel = 12 });
        for (int i = 0; i < 3; i++)
            Assert.Null(Borrow(desk, i, "1", "FOK", out _));
        Assert.Equal(["1+0 owes 1+0.0001", "1+0 owes 1+0.00005", "1+0 owes 1+0.00005"], Enumerable.Range(0, 3).Select(i => desk.Coins("BTC", i)));
    }

    [Fact]
    public void Collateral_counts_by_tiers_when_borrowing_and_not_in_the_debt_ratio()
    {
        CurrencyRules btc = Btc with { Collateral = [new(50, 1), new(80, 0.5m)], BorrowMaxAmount = null, PoolAmount = null };
        Desk desk = Open(btc, Desk.With(("BTC", 1m)));

        // 1 BTC at 100: 50 + 30 / 2 + 0 for the rest, four times.
        Assert.Equal(65_00000000L, desk.Core.Ledger.CollateralQuote());
        Assert.Equal(260_00000000L, desk.Core.Ledger.BorrowUnitsMax("USDT"));
        Assert.Equal("130203", desk.Core.Margin.Borrow(desk.Core.Account, "USDT", "260.00000001", "FOK", Tape.StartNs, out _)!.Code);
        Assert.Null(desk.Core.Margin.Borrow(desk.Core.Account, "USDT", "260", "FOK", Tape.StartNs, out _));
        Assert.Equal((360_00000000L, 260_00325000L), desk.Core.Ledger.Value());
    }

    [Theory]
    [InlineData("1", "400100")]
    [InlineData("1.99", "400100")]
    [InlineData("2.01", null)]
    [InlineData("5", null)]
    [InlineData("5.01", "400100")]
    [InlineData("3.001", "400100")]
    [InlineData("three", "400100")]
    public void Leverage_stays_between_what_is_in_use_and_the_maximum(string leverage, string? code)
    {
        Desk desk = Open(Btc, Desk.With(("USDT", 100m)));
        Assert.Null(desk.Core.Margin.Borrow(desk.Core.Account, "USDT", "100", "FOK", Tape.StartNs, out _));
        Assert.Equal(code, desk.Core.Margin.SetLeverage(desk.Core.Account, leverage, Tape.StartNs)?.Code);
        Assert.Equal(code is null ? decimal.Parse(leverage) : 5, desk.Core.Ledger.Leverage);
    }

    [Theory]
    [InlineData("0.5", "0.5", "200000")]
    [InlineData("0.5", "0.6", "130311")]
    [InlineData("1.2", "1", "126042")]
    public void Buys_keep_to_the_most_that_one_order_may_buy_and_an_account_may_have(string buyMax, string size, string code)
    {
        Desk desk = Open(Btc with { BuyMaxAmount = decimal.Parse(buyMax), HoldMaxAmount = 1.5m }, Desk.With(("USDT", 1000m), ("BTC", 1m)));
        Assert.Equal(code, Desk.Text(desk.Order($"\"side\":\"buy\",\"price\":\"101\",\"size\":\"{size}\""), "code"));
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"1\""), "code"));
    }

    [Fact]
    public void A_coin_of_six_decimals_is_kept_lent_and_charged_in_them()
    {
        Desk desk = new Desk([Desk.With(("USDT", 1000m))], new() { Currencies = new Dictionary<string, CurrencyRules> { ["SNX"] = new() { Precision = 6 } } })
            .Play(tape => tape.Book("2 1000", "2.002 1000", "SNX-USDT"));
        Assert.Null(desk.Core.Margin.Borrow(desk.Core.Account, "SNX", "10.000001", "FOK", Tape.StartNs, out _));
        CoinAccount snx = desk.Core.Ledger["SNX"];

        // 10.000001 x 0.0000125 = 0.0001250000125, rounded up to 10^-6.
        Assert.Equal((10_000_001L, 126L, "10.000001", "10.000127"), (snx.PrincipalUnits, snx.InterestUnits, snx.Text(snx.TotalUnits), snx.Text(snx.LiabilityUnits)));
        Assert.Equal((1020_01000200L, 20_01025413L), desk.Core.Ledger.Value());
        Assert.Contains("precision", Assert.Throws<ArgumentException>(() => new Desk([new()], new() { Currencies = new Dictionary<string, CurrencyRules> { ["SNX"] = new() { Precision = 3 } } })).Message, StringComparison.Ordinal);
        Assert.Contains("must be 8", Assert.Throws<ArgumentException>(() => new Desk([new()], new() { Currencies = new Dictionary<string, CurrencyRules> { ["USDT"] = new() { Precision = 6 } } })).Message, StringComparison.Ordinal);
    }

    private static Desk Open(CurrencyRules btc, params AccountOptions[] accounts) =>
        new Desk(accounts, new() { Currencies = new Dictionary<string, CurrencyRules> { ["BTC"] = btc } }).Play(tape => tape.Book("99 10", "101 10"));

    private static Refusal? Borrow(Desk desk, int account, string size, string timeInForce, out LoanRecord? loan) =>
        desk.Core.Margin.Borrow(desk.Core.Accounts[account], "BTC", size, timeInForce, Tape.StartNs, out loan);
}
