using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class MarginTests
{
    private const long HourNs = 3_600_000_000_000;

    [Fact]
    public void A_short_borrows_only_what_is_missing_and_owes_one_hour_at_once()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m), ("BTC", 0.25m)));
        JsonElement data = desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"1\",\"autoBorrow\":true", "a").GetProperty("data");
        Assert.Equal("0.75", Desk.Text(data, "borrowSize"));
        Assert.NotEqual("", Desk.Text(data, "loanApplyId"));

        // 0.75 x 0.0000125 = 0.000009375, rounded up to 10^-8.
        Assert.Equal("0+0 owes 0.75+0.00000938", desk.Coins("BTC"));
        Assert.Equal("1098.901+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void A_cover_repays_interest_first_and_then_principal()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m)));
        desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"1\",\"autoBorrow\":true");
        Assert.Equal("0+0 owes 1+0.0000125", desk.Coins("BTC"));
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.4\",\"autoRepay\":true");
        Assert.Equal("0+0 owes 0.6000125+0", desk.Coins("BTC"));
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"1\",\"autoRepay\":true");
        Assert.Equal("0.3999875+0 owes 0+0", desk.Coins("BTC"));
        CoinAccount account = desk.Core.Ledger["BTC"];
        Assert.Equal((0L, 1250L), (account.House.LoanUnits, account.House.InterestUnits));
    }

    [Fact]
    public void A_long_borrows_quote_with_the_fee_and_a_sale_repays_it()
    {
        Desk desk = new Desk(Desk.With(("USDT", 100m))).Play(tape => tape.Book("100 10", "100.1 10"));
        desk.Order("\"side\":\"buy\",\"price\":\"100.1\",\"size\":\"2\",\"autoBorrow\":true");

        // 200.2 x 1.001 - 100 = 100.4002, interest 0.0012550025 rounded up.
        Assert.Equal("0+0 owes 100.4002+0.00125501", desk.Coins("USDT"));
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"2\",\"autoRepay\":true");
        Assert.Equal("99.39854499+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void Interest_is_charged_on_every_full_hour_of_market_time_and_itself_accrues()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m)));
        desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"1\",\"autoBorrow\":true");

        // The tape begins at 08:53:20.
        desk.Play(tape => tape.After((6 * 60 + 39) * 1_000_000_000L).Bid("98", "1"));
        Assert.Equal("0+0 owes 1+0.0000125", desk.Coins("BTC"));
        desk.Play(tape => tape.After(1_000_000_000).Bid("98", "2"));
        Assert.Equal("0+0 owes 1+0.00002501", desk.Coins("BTC"));
        desk.Play(tape => tape.After(2 * HourNs).Bid("98", "1"));
        Assert.Equal("0+0 owes 1+0.00005003", desk.Coins("BTC"));
        Assert.Equal(3, desk.Positions.Select(x => x.GetProperty("debtList").GetProperty("BTC").GetString()).Distinct().Count() - 1);
    }

    [Fact]
    public void The_debt_ratio_is_pushed_every_four_seconds_while_something_is_owed()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 300m)));
        desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"1\",\"autoBorrow\":true");
        desk.Play(tape => tape.After(9_000_000_000).Bid("98", "1"));
        Assert.Equal(2, desk.Positions.Count);

        // Debt 1.0000125 x 100, assets 300 + 99 - 0.099.
        Assert.Equal("0.2506", Desk.Text(desk.Positions[0], "debtRatio"));
        Assert.Equal("1.0000125", desk.Positions[0].GetProperty("debtList").GetProperty("BTC").GetString());
        Assert.Equal("398.901", desk.Positions[0].GetProperty("assetList").GetProperty("USDT").GetProperty("total").GetString());
        Assert.Equal("1.0000125", Desk.Text(desk.Positions[0], "totalDebt"));
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"1.1\",\"autoRepay\":true");
        desk.Play(tape => tape.After(9_000_000_000).Bid("98", "2"));
        Assert.Equal(2, desk.Positions.Count);
    }

    [Theory]
    [InlineData("3.99", "200000")]
    [InlineData("4.01", "130203")]
    public void A_loan_stops_at_four_times_the_net_value(string size, string code)
    {
        Desk desk = new Desk(Desk.With(("USDT", 100m))).Play(tape => tape.Book("99.9 10", "100.1 10"));
        Assert.Equal(code, Desk.Text(desk.Order($"\"side\":\"sell\",\"price\":\"101\",\"size\":\"{size}\",\"autoBorrow\":true"), "code"));
    }

    [Fact]
    public void At_the_liquidation_line_every_new_order_is_refused()
    {
        Desk desk = new Desk(Desk.With(("USDT", 100m))).Play(tape => tape.Book("100 10", "100.1 10"));
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"3.9\",\"autoBorrow\":true");
        desk.Play(tape => tape.Ask("100.1", "0").Bid("100", "0").Bid("124", "1").Ask("124.2", "1"));
        JsonElement answer = desk.Order("\"side\":\"buy\",\"price\":\"124.2\",\"size\":\"0.1\",\"autoRepay\":true");
        Assert.Equal("130308", Desk.Text(answer, "code"));
        Assert.Contains("0.97", Desk.Text(answer, "msg"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_statement_counts_fees_interest_and_net_profit()
    {
        Desk desk = new Desk(Desk.With(("USDT", 1000m), ("BTC", 1m))).Play(tape => tape.Book("99.9 10", "100.1 10"));
        Statement before = desk.Core.Statement();
        Assert.Equal((1100_00000000L, 1100_00000000L, 0L), (before.EquityQuote, before.InitialEquityQuote, before.NetPnlQuote));
        desk.Order("\"side\":\"sell\",\"price\":\"99.9\",\"size\":\"2\",\"autoBorrow\":true");
        Statement after = desk.Core.Statement();
        Assert.Equal(19980000, after.FeesQuote);
        Assert.Equal(1250 * 100, after.InterestQuote);
        Assert.Equal(199_80000000L, after.TurnoverQuote);

        // Half a spread on two coins, the fee and the interest.
        Assert.Equal(-20000000 - 19980000 - 125000, after.NetPnlQuote);
        Assert.Equal((1L, 1L, 0L), (after.OrderCount, after.FillCount, after.RejectCount));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_fee_rate_out_of_range_is_refused_by_name(double rate)
    {
        var e = Assert.Throws<ArgumentException>(() => new Desk(new AccountOptions { TakerFeeRate = (decimal)rate }));
        Assert.Contains("TakerFeeRate", e.Message, StringComparison.Ordinal);
    }
}
