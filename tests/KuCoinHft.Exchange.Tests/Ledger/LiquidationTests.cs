using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class LiquidationTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void At_the_warning_line_the_debt_push_comes_at_once_and_once()
    {
        Desk desk = Short();
        Move(desk, "119.3");
        Assert.Empty(desk.Positions);
        desk.Play(tape => tape.After(SecondNs).Bid("50", "1"));

        // 3.90004875 x 119.35 / 489.61 = 0.95069, below the line of liquidation, and cut.
        Assert.Equal("0.9506", Desk.Text(Assert.Single(desk.Positions), "debtRatio"));
        desk.Play(tape => tape.After(SecondNs).Bid("50", "2"));
        Assert.Single(desk.Positions);
        desk.Play(tape => tape.After(2 * SecondNs).Bid("50", "1"));
        Assert.Equal(2, desk.Positions.Count);
        Assert.Equal("EFFECTIVE", desk.Core.Ledger.StatusText);
    }

    [Fact]
    public void Over_the_line_an_account_is_frozen_its_orders_cancelled_its_short_covered_and_the_rest_returned()
    {
        Desk desk = Short();
        desk.Order("\"side\":\"buy\",\"price\":\"91\",\"size\":\"0.5\"", "resting");
        Move(desk, "124");
        desk.Play(tape => tape.After(SecondNs).Bid("50", "1"));
        Assert.Equal(["FROZEN_FL"], Statuses(desk));
        Assert.Equal("canceled done 0/0/0.5", desk.Life("resting")[^1]);
        Assert.Equal(("LIQUIDATION", "489.61+0 owes 0+0"), (desk.Core.Ledger.StatusText, desk.Coins("USDT")));
        Assert.Equal("130308", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"124.2\",\"size\":\"0.1\""), "code"));
        Assert.Equal("130202", desk.Core.Margin.Repay(desk.Core.Account, "BTC", "0.1", desk.Core.NowNs, out _)!.Code);
        Assert.Equal("130308", desk.Core.Margin.Transfer(desk.Core.Account, WalletKind.Main, desk.Core.Account, WalletKind.Margin, "USDT", "5", desk.Core.NowNs, out _)!.Code);
        desk.Play(tape => tape.After(SecondNs).Bid("50", "2"));
        Assert.Equal(["FROZEN_FL", "UNFROZEN_FL"], Statuses(desk));

        // 489.61 less 3.90004875 x 124.05 = 483.80104744, rounded up, and 1 % of that.
        Assert.Equal(("0.97094208+0 owes 0+0", "0+0 owes 0+0"), (desk.Coins("USDT"), desk.Coins("BTC")));
        CoinAccount usdt = desk.Core.Ledger["USDT"], btc = desk.Core.Ledger["BTC"];
        Assert.Equal((483_80104744L, -3_90004875L), (usdt.House.LiquidatorUnits, btc.House.LiquidatorUnits));
        Assert.Equal(39000000L + 4_83801048L, usdt.House.FeeUnits);
        Assert.Equal((0L, usdt.InitialUnits), (btc.TotalUnits + btc.House.TotalUnits, usdt.TotalUnits + usdt.House.TotalUnits));
        Assert.Equal(("EFFECTIVE", long.MaxValue), (desk.Core.Ledger.StatusText, desk.Core.NextTimerNs));
        Assert.Equal(BalanceCause.Liquidation, desk.Core.Account.Records.Entries[0].Cause);
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"110\",\"size\":\"0.001\""), "code"));
    }

    [Fact]
    public void A_long_is_sold_at_the_mark()
    {
        Desk desk = new Desk(Desk.With(("USDT", 100m))).Play(tape => tape.Book("99.9 10", "100 10"));
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"4.5\",\"autoBorrow\":true");
        desk.Play(tape => tape.Ask("100", "0").Bid("99.9", "0").Bid("79", "1").Ask("79.1", "1").After(2 * SecondNs).Bid("50", "1"));
        Assert.Equal(["FROZEN_FL", "UNFROZEN_FL"], Statuses(desk));
        Assert.Equal("0+0 owes 0+0", desk.Coins("BTC"));

        // 4.5 x 79.05 = 355.725 less 350.45 borrowed and its interest, less 1 % of the sale.
        Assert.Equal("1.71336937+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void What_the_assets_do_not_cover_is_owed_until_coins_come_in()
    {
        Desk desk = Short(main: 1000m);
        Move(desk, "200");
        desk.Play(tape => tape.After(2 * SecondNs).Bid("50", "1"));
        Assert.Equal(["FROZEN_FL", "UNFROZEN_FL", "LIABILITY"], Statuses(desk));

        // 3.90004875 x 200.05 - 489.61: the fee finds nothing left.
        Assert.Equal(("0+0 owes 290.59475244+0", "0+0 owes 0+0"), (desk.Coins("USDT"), desk.Coins("BTC")));
        Assert.Equal("BANKRUPTCY", desk.Core.Ledger.StatusText);
        Assert.Equal("130308", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"200\",\"size\":\"0.1\",\"autoBorrow\":true"), "code"));
        Assert.Null(desk.Core.Margin.Transfer(desk.Core.Account, WalletKind.Main, desk.Core.Account, WalletKind.Margin, "USDT", "300", desk.Core.NowNs, out _));
        desk.Play(tape => tape.Bid("50", "2"));
        Assert.Equal(["FROZEN_FL", "UNFROZEN_FL", "LIABILITY", "UNLIABILITY"], Statuses(desk));
        Assert.Equal(("9.40524756+0 owes 0+0", "EFFECTIVE"), (desk.Coins("USDT"), desk.Core.Ledger.StatusText));
    }

    [Fact]
    public void The_others_go_on_trading()
    {
        Desk desk = new Desk([Desk.With(("USDT", 100m)), Desk.With(("USDT", 1000m))]).Play(tape => tape.Book("100 10", "100.1 10"));
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"3.9\",\"autoBorrow\":true");
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\",\"autoBorrow\":true", account: 1);
        desk.Order("\"side\":\"buy\",\"price\":\"91\",\"size\":\"1\"", "kept", account: 1);
        Move(desk, "124");
        desk.Play(tape => tape.After(2 * SecondNs).Bid("50", "1"));
        Assert.All(desk.Private.Where(x => Desk.Text(x.Message, "subject") == "position.status"), x => Assert.Equal(0, x.Account));
        Assert.Equal("open open 0/1/0", desk.Life("kept")[^1]);
        Assert.True(desk.Core.Accounts[1].Ledger.HasLiability);
    }

    private static Desk Short(decimal main = 10m)
    {
        AccountOptions account = Desk.With(("USDT", 100m)) with { InitialMainBalances = new Dictionary<string, decimal> { ["USDT"] = main } };
        Desk desk = new Desk(account).Play(tape => tape.Book("100 10", "100.1 10"));
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"3.9\",\"autoBorrow\":true");
        return desk;
    }

    // Mid price = price + 0.05.
    private static void Move(Desk desk, string price) =>
        desk.Play(tape => tape.Ask("100.1", "0").Bid("100", "0").Bid(price, "1").Ask((decimal.Parse(price) + 0.1m).ToString(), "1"));

    private static string[] Statuses(Desk desk) => [.. desk.Private.Where(x => Desk.Text(x.Message, "subject") == "position.status").Select(x => Desk.Text(x.Message.GetProperty("data"), "type")!)];
}
