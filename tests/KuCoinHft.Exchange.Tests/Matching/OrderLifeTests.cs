using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class OrderLifeTests
{
    [Fact]
    public void A_taker_limit_order_trades_and_is_filled()
    {
        Desk desk = Desk.Open();
        JsonElement answer = desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.5\"", "a");
        Assert.Equal("200000", Desk.Text(answer, "code"));
        Assert.Equal("0", Desk.Text(answer.GetProperty("data"), "borrowSize"));
        Assert.Equal(24, Desk.Text(answer.GetProperty("data"), "orderId")!.Length);
        Assert.Equal(["received new", "match match 0.5/0/0", "filled done 0.5/0/0"], desk.Life("a"));
        Assert.Equal("101", Desk.Text(desk.Orders[1], "matchPrice"));
        Assert.Equal("taker", Desk.Text(desk.Orders[1], "liquidity"));
        Assert.Equal("takerFee", Desk.Text(desk.Orders[1], "feeType"));
        Assert.Equal("0", Desk.Text(desk.Orders[2], "remainFunds"));

        // 50.5 and a fee of 0.0505.
        Assert.Equal("9949.4495+0 owes 0+0", desk.Coins("USDT"));
        Assert.Equal("0.5+0 owes 0+0", desk.Coins("BTC"));
    }

    [Fact]
    public void A_taker_limit_order_rests_with_what_it_did_not_get()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"101.5\",\"size\":\"1.5\"", "a");
        Assert.Equal(["received new", "match match 1/0.5/0", "open open 1/0.5/0"], desk.Life("a"));

        // Paid 101.101; held 0.5 x 101.5 x 1.001.
        Assert.Equal("9848.09825+50.80075 owes 0+0", desk.Coins("USDT"));
        desk.Cancel("a");
        Assert.Equal("canceled done 1/0/0.5", desk.Life("a")[^1]);
        Assert.Equal("9898.899+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void An_order_walks_the_levels_and_each_is_a_match()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"2\"", "a");
        Assert.Equal(["received new", "match match 1/1/0", "match match 2/0/0", "filled done 2/0/0"], desk.Life("a"));
        Assert.Equal(["101", "102"], desk.Orders.Where(x => Desk.Text(x, "type") == "match").Select(x => Desk.Text(x, "matchPrice")));
    }

    [Fact]
    public void The_remainder_of_an_ioc_order_is_canceled_and_its_hold_returns()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"3\",\"timeInForce\":\"IOC\"", "a");
        Assert.Equal(["received new", "match match 1/2/0", "canceled done 1/0/2"], desk.Life("a"));
        Assert.Equal("9898.899+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void A_fok_order_trades_all_or_nothing()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"3.1\",\"timeInForce\":\"FOK\"", "a");
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"3\",\"timeInForce\":\"FOK\"", "b");
        Assert.Equal(["received new", "canceled done 0/0/3.1"], desk.Life("a"));
        Assert.Equal("filled done 3/0/0", desk.Life("b")[^1]);
    }

    [Fact]
    public void A_market_order_by_size_stays_within_the_price_band()
    {
        Desk desk = new Desk().Play(tape => tape.Book("99 1", "100 1, 110 1, 110.1 5"));
        desk.Order("\"side\":\"buy\",\"type\":\"market\",\"size\":\"3\"", "a");
        Assert.Equal(["received new", "match match 1/2/0", "match match 2/1/0", "canceled done 2/0/1"], desk.Life("a"));
        Assert.Null(Desk.Text(desk.Orders[0], "price"));
        Assert.Equal("9789.79+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void A_market_order_without_a_counterpart_is_canceled()
    {
        Desk desk = new Desk().Play(tape => tape.Book("99 1", ""));
        desk.Order("\"side\":\"buy\",\"type\":\"market\",\"size\":\"3\"", "a");
        Assert.Equal(["received new", "canceled done 0/0/3"], desk.Life("a"));
    }

    [Fact]
    public void What_we_took_stays_taken_until_the_recording_changes_the_level()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.75\",\"timeInForce\":\"IOC\"", "a");
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.75\",\"timeInForce\":\"IOC\"", "b");
        desk.Play(tape => tape.Ask("101", "0.9"));
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.75\",\"timeInForce\":\"IOC\"", "c");
        Assert.Equal("filled done 0.75/0/0", desk.Life("a")[^1]);
        Assert.Equal("canceled done 0.25/0/0.5", desk.Life("b")[^1]);
        Assert.Equal("filled done 0.75/0/0", desk.Life("c")[^1]);
    }

    [Fact]
    public void A_post_only_order_that_would_cross_is_received_and_canceled()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.5\",\"postOnly\":true", "a");
        desk.Order("\"side\":\"buy\",\"price\":\"100.9\",\"size\":\"0.5\",\"postOnly\":true", "b");
        Assert.Equal(["received new", "canceled done 0/0/0.5"], desk.Life("a"));
        Assert.Equal(["received new", "open open 0/0.5/0"], desk.Life("b"));
    }

    [Fact]
    public void A_maker_waits_for_the_queue_before_it()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
        desk.Play(tape => tape.Trade("sell", "99", "0.6").Bid("99", "0.4"));
        Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
        desk.Play(tape => tape.Trade("buy", "99", "5"));
        Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
        desk.Play(tape => tape.Trade("sell", "99", "0.7"));
        Assert.Equal("match open 0.3/0.7/0", desk.Life("a")[^1]);
        Assert.Equal("maker", Desk.Text(desk.Orders[^1], "liquidity"));
        desk.Play(tape => tape.Trade("sell", "99", "0.7"));
        Assert.Equal(["match open 1/0/0", "filled done 1/0/0"], desk.Life("a")[^2..]);
        Assert.Equal("1+0 owes 0+0", desk.Coins("BTC"));
        Assert.Equal("9900.901+0 owes 0+0", desk.Coins("USDT"));
    }

    [Fact]
    public void A_level_that_shrinks_shortens_the_queue_and_one_that_grows_does_not()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"sell\",\"price\":\"102\",\"size\":\"1\",\"autoBorrow\":true", "a");
        desk.Play(tape => tape.Ask("102", "0.5").Ask("102", "9").After(1_000_000_000).Trade("buy", "102", "0.5"));
        Assert.Equal("open open 0/1/0", desk.Life("a")[^1]);
        desk.Play(tape => tape.Trade("buy", "102", "0.25"));
        Assert.Equal("match open 0.25/0.75/0", desk.Life("a")[^1]);
    }

    [Fact]
    public void A_trade_through_the_price_fills_the_maker_whole_at_its_own_price()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"98.5\",\"size\":\"4\"", "a");
        desk.Play(tape => tape.Trade("sell", "98.4", "0.00001"));
        Assert.Equal("filled done 4/0/0", desk.Life("a")[^1]);
        Assert.Equal("98.5", Desk.Text(desk.Orders[^2], "matchPrice"));
    }

    [Fact]
    public void The_other_side_reaching_the_price_fills_the_maker_with_what_is_there()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1\"", "a");
        desk.Play(tape => tape.Ask("99.5", "0.4"));
        Assert.Equal("match open 0.4/0.6/0", desk.Life("a")[^1]);
        Assert.Equal("100", Desk.Text(desk.Orders[^1], "matchPrice"));

        // The same 0.4 does not come twice.
        desk.Play(tape => tape.Bid("98", "1"));
        Assert.Equal("match open 0.4/0.6/0", desk.Life("a")[^1]);
    }

    [Fact]
    public void Two_makers_at_one_price_share_a_trade_in_the_order_they_came()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "b");
        desk.Play(tape => tape.Trade("sell", "99", "2.5"));
        Assert.Equal("filled done 1/0/0", desk.Life("a")[^1]);
        Assert.Equal("match open 0.5/0.5/0", desk.Life("b")[^1]);
    }

    [Fact]
    public void A_canceled_order_is_not_filled_and_not_canceled_again()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a");
        JsonElement answer = desk.Cancel("a");
        Assert.Equal("a", Desk.Text(answer.GetProperty("data"), "clientOid"));
        Assert.Equal(["received new", "open open 0/1/0", "canceled done 0/0/1"], desk.Life("a"));
        JsonElement again = desk.Cancel("a");
        Assert.Equal("order_not_exist_or_not_allow_to_cancel", Desk.Text(again, "msg"));
        desk.Play(tape => tape.Trade("sell", "98", "10"));
        Assert.Equal(3, desk.Life("a").Length);
    }

    [Fact]
    public void An_order_is_canceled_by_its_order_id()
    {
        Desk desk = Desk.Open();
        string orderId = Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a").GetProperty("data"), "orderId")!;
        JsonElement answer = desk.Submit($$$"""{"id":"x","op":"margin.cancel","args":{"symbol":"BTC-USDT","orderId":"{{{orderId}}}"}}""");
        Assert.Equal(orderId, Desk.Text(answer.GetProperty("data"), "orderId"));
        Assert.Equal("canceled done 0/0/1", desk.Life("a")[^1]);
    }

    [Fact]
    public void Numbers_and_booleans_are_taken_in_any_json_type()
    {
        Desk desk = Desk.Open();
        JsonElement answer = desk.Order("\"side\":\"buy\",\"price\":101,\"size\":1E-3,\"isIsolated\":\"false\",\"autoBorrow\":\"true\",\"cancelAfter\":-1,\"unknown\":{}", "a");
        Assert.Equal("200000", Desk.Text(answer, "code"));
        Assert.Equal("filled done 0.001/0/0", desk.Life("a")[^1]);
    }

    [Fact]
    public void A_push_has_the_fields_of_the_documentation()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"0.01\"", "a");
        Assert.Equal(["clientOid", "orderId", "orderTime", "orderType", "originSize", "price", "side", "status", "symbol", "ts", "type"], Names(desk.Orders[0]));
        Assert.Equal(
            ["canceledSize", "clientOid", "filledSize", "orderId", "orderTime", "orderType", "originSize", "price", "remainSize", "side", "size", "status", "symbol", "ts", "type"],
            Names(desk.Orders[1]));
        Assert.Equal(
            ["accountId", "available", "availableChange", "currency", "hold", "holdChange", "relationContext", "relationEvent", "relationEventId", "time", "total"],
            Names(desk.Balances[0]));

        // price x size x 1.001: the taker fee is part of the hold.
        Assert.Equal("-1.001", Desk.Text(desk.Balances[0], "availableChange"));
        Assert.Equal("1.001", Desk.Text(desk.Balances[0], "holdChange"));
        Assert.Equal("marginV2.hold", Desk.Text(desk.Balances[0], "relationEvent"));
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal)];
}
