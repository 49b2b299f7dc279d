using System.Text.Json;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class TimeInForceTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void A_gtt_order_is_canceled_at_its_time_and_not_before()
    {
        Desk desk = Desk.Open();
        long placedNs = desk.Core.NowNs;
        desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\",\"timeInForce\":\"GTT\",\"cancelAfter\":3", "a");
        placedNs = Math.Max(placedNs, desk.Core.NowNs);
        desk.Core.AdvanceTo(placedNs + (3 * SecondNs) - 1);
        desk.Play(_ => { });
        Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
        Assert.Equal(placedNs + (3 * SecondNs), desk.Core.NextTimerNs);
        desk.Core.AdvanceTo(placedNs + (10 * SecondNs));
        desk.Play(_ => { });
        Assert.Equal("canceled done 0/0/1", desk.Life("a")[^1]);
        Assert.Equal((placedNs + (3 * SecondNs)).ToString(), Desk.Text(desk.Orders[^1], "ts"));
        Assert.Equal("10000+0 owes 0+0", desk.Coins("USDT"));
        Assert.Equal(long.MaxValue, desk.Core.NextTimerNs);
    }

    [Fact]
    public void Gtt_orders_expire_in_the_order_of_their_times_and_a_filled_one_not_at_all()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"98.5\",\"size\":\"1\",\"timeInForce\":\"GTT\",\"cancelAfter\":5", "late");
        desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\",\"timeInForce\":\"GTT\",\"cancelAfter\":\"2\"", "early");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1\",\"timeInForce\":\"GTT\",\"cancelAfter\":4", "filled");
        desk.Play(tape => tape.Trade("sell", "99.9", "1").After(60 * SecondNs).Bid("97", "1"));
        Assert.Equal(["filled", "early", "late"], desk.Orders.Where(x => Desk.Text(x, "status") == "done").Select(x => Desk.Text(x, "clientOid")));
        Assert.Equal("filled", Desk.Text(desk.Orders.Last(x => Desk.Text(x, "clientOid") == "filled"), "type"));
    }

    [Fact]
    public void A_fok_order_counts_the_resting_orders_of_others()
    {
        Desk desk = new Desk([Desk.With(("BTC", 5m)), new(), new()]).Play(tape => tape.Book("99 1", "101 1"));
        desk.Order("\"side\":\"sell\",\"price\":\"100.5\",\"size\":\"1\"", "maker");
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"2.1\",\"timeInForce\":\"FOK\"", "a", account: 1);
        Assert.Equal(["received new", "canceled done 0/0/2.1"], desk.Life("a"));
        Assert.Equal("open open 0/1/0", desk.Life("maker")[^1]);
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"2\",\"timeInForce\":\"FOK\"", "b", account: 2);
        Assert.Equal(["received new", "match match 1/1/0", "match match 2/0/0", "filled done 2/0/0"], desk.Life("b"));
        Assert.Equal("filled done 1/0/0", desk.Life("maker")[^1]);
    }

    [Fact]
    public void A_market_order_by_funds_spends_no_more_and_what_buys_nothing_is_canceled()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"type\":\"market\",\"funds\":\"150\",\"timeInForce\":\"GTC\"", "a");
        Assert.Equal(["received", "match", "match", "canceled"], desk.Orders.Select(x => Desk.Text(x, "type")));
        Assert.All(desk.Orders, x => Assert.Equal("150", Desk.Text(x, "originFunds")));
        Assert.All(desk.Orders, x => Assert.Null(Desk.Text(x, "originSize")));
        JsonElement end = desk.Orders[^1];

        // 1 at 101, then 49 at 102 is 0.48039215 for 48.9999993.
        Assert.Equal(("1.48039215", "0.0000007", "0"), (Desk.Text(end, "filledSize"), Desk.Text(end, "canceledFunds"), Desk.Text(end, "remainFunds")));
        Assert.Equal("1.48039215+0 owes 0+0", desk.Coins("BTC"));
        Assert.Equal("9849.8500007+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void A_market_order_by_funds_that_fit_is_filled()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"type\":\"market\",\"funds\":50.5", "a");
        Assert.Equal(["received", "match", "filled"], desk.Orders.Select(x => Desk.Text(x, "type")));
        Assert.Equal("0", Desk.Text(desk.Orders[^1], "canceledFunds"));
    }

    [Fact]
    public void A_market_sell_by_funds_sells_until_it_has_them()
    {
        Desk desk = Desk.Open(Desk.With(("BTC", 2m)));
        desk.Order("\"side\":\"sell\",\"type\":\"market\",\"funds\":\"148\"", "a");
        Assert.Equal("filled", Desk.Text(desk.Orders[^1], "type"));
        Assert.Equal("0.5+0 owes 0+0", desk.Coins("BTC"));
        Assert.Equal("147.852+0 owes 0+0", desk.Coins("USDT"));
    }

    [Theory]
    [InlineData("\"allowMaxTimeWindow\":5000,\"clientTimestamp\":1000000", true)]
    [InlineData("\"allowMaxTimeWindow\":\"5000\",\"clientTimestamp\":\"994999\"", false)]
    [InlineData("\"allowMaxTimeWindow\":5000,\"clientTimestamp\":\"soon\"", false)]
    [InlineData("\"allowMaxTimeWindow\":5000", true)]
    [InlineData("\"clientTimestamp\":1", true)]
    public void An_order_outside_its_time_window_is_refused(string fields, bool isTaken)
    {
        Refusal? refusal = OrderReader.CheckWindow(Desk.Json(System.Text.Encoding.UTF8.GetBytes("{" + fields + "}")), nowMs: 1_000_000);
        Assert.Equal(isTaken ? null : "126041", refusal?.Code);
    }
}
