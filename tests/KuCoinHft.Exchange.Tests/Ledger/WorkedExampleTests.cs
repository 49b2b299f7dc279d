using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>What KuCoin's documented examples come to, to the last digit (api.md 7).</summary>
public sealed class WorkedExampleTests
{
    private static readonly ExchangeRules WholeUsdt = new() { Currencies = new Dictionary<string, CurrencyRules> { ["USDT"] = new() { BorrowMinUnit = 1, DayRates = [0.000296m] } } };

    [Fact]
    public void Forty_USDT_at_five_times_may_borrow_163()
    {
        Desk desk = new([Desk.With(("USDT", 40.8648372m))], WholeUsdt);
        Assert.Equal("163", Coins(desk, desk.Core.Ledger.BorrowUnitsMax("USDT")));
    }

    [Fact]
    public void Five_USDT_with_a_crumb_of_debt_at_ten_times_may_borrow_44_at_a_debt_ratio_of_0()
    {
        Desk desk = new([Desk.With(("USDT", 4.97008482m)) with { LeverageMax = 10 }], WholeUsdt);
        desk.Core.Ledger.Borrow("USDT", 38_890);
        Assert.Equal("4.97047372+0 owes 0.0003889+0.00000001", desk.Coins("USDT"));
        Assert.Equal("44", Coins(desk, desk.Core.Ledger.BorrowUnitsMax("USDT")));
        (long assetsQuote, long debtQuote) = desk.Core.Ledger.Value();
        Assert.Equal("0", PushWriter.DebtRatioText(assetsQuote, debtQuote));
    }

    [Fact]
    public void An_hour_on_a_crumb_is_one_unit() => Assert.Equal(1, Rate.Of(0.000296m, "rate").HourOf(13_482));

    [Fact]
    public void Repaying_10_of_10_00013482_pays_the_interest_and_leaves_as_much_principal()
    {
        Desk desk = new([Desk.With(("USDT", 100m)) with { HourlyInterestRate = 0.000013482m }]);
        ExchangeAccount account = desk.Core.Account;
        Assert.Null(desk.Core.Margin.Borrow(account, "USDT", "10", "FOK", Tape.StartNs, out LoanRecord? loan));
        Assert.Equal((10_00000000L, 10_00000000L), (loan!.Units, loan.ActualUnits));
        Assert.Equal("110+0 owes 10+0.00013482", desk.Coins("USDT"));
        Assert.Null(desk.Core.Margin.Repay(account, "USDT", "10", Tape.StartNs, out RepaymentRecord? repayment));
        Assert.Equal((9_99986518L, 13_482L), (repayment!.PrincipalUnits, repayment.InterestUnits));
        Assert.Equal("100+0 owes 0.00013482+0", desk.Coins("USDT"));
        InterestRecord interest = Assert.Single(Enumerable.Range(0, account.Records.Interest.Count).Select(i => account.Records.Interest[i]));
        Assert.Equal((13_482L, 0.000323568m), (interest.Units, interest.DayRate.Value));
    }

    [Fact]
    public void A_limit_buy_of_half_a_dollar_holds_the_taker_fee_too()
    {
        Desk desk = new Desk([Desk.With(("USDT", 100m))]).Play(tape => tape.Book("50000 1", "50001 1"));
        desk.Order("\"side\":\"buy\",\"price\":\"50000\",\"size\":\"0.00001\"");
        Assert.Equal(("-0.5005", "0.5005"), (Desk.Text(desk.Balances[0], "availableChange"), Desk.Text(desk.Balances[0], "holdChange")));
    }

    private static string Coins(Desk desk, long units) => desk.Core.Ledger["USDT"].Text(units);
}
