using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Matching;

/// <summary>Orders of several accounts, and of one, meet in one book.</summary>
public sealed class SelfTradeTests
{
    private static Desk Open() => new Desk([Desk.With(("BTC", 10m), ("USDT", 10_000m)), Desk.With(("BTC", 10m), ("USDT", 10_000m))])
        .Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2"));

    [Fact]
    public void Two_accounts_trade_at_the_resting_price_and_both_hear_of_it()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100.5\",\"size\":\"1\"", "maker");
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.4\"", "taker", account: 1);
        Assert.Equal(["received new", "open open 0/1/0", "match open 0.4/0.6/0"], desk.Life("maker"));
        Assert.Equal(["received new", "match match 0.4/0/0", "filled done 0.4/0/0"], desk.Life("taker"));
        JsonElement[] matches = [.. desk.Orders.Where(x => Desk.Text(x, "type") == "match")];
        Assert.Equal(["100.5", "100.5"], matches.Select(x => Desk.Text(x, "matchPrice")));
        Assert.Equal(Desk.Text(matches[0], "tradeId"), Desk.Text(matches[1], "tradeId"));
        Assert.Equal(["taker", "maker"], matches.Select(x => Desk.Text(x, "liquidity")));

        // 40.2 and 0.0402 of each.
        Assert.Equal("10040.1598+0 owes 0+0", desk.Coins("USDT"));
        Assert.Equal("9959.7598+0 owes 0+0", desk.Coins("USDT", 1));
        Assert.Equal(("9+0.6 owes 0+0", "10.4+0 owes 0+0"), (desk.Coins("BTC"), desk.Coins("BTC", 1)));
    }

    [Fact]
    public void A_taker_meets_public_and_private_orders_by_price_and_time()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"1\"", "behind");
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"0.5\"", "better");
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"3\"", "taker", account: 1);
        JsonElement[] matches = [.. desk.Orders.Where(x => Desk.Text(x, "clientOid") == "taker" && Desk.Text(x, "type") == "match")];

        // Ours at 100, then the lot that was displayed at 101 before ours came, then ours at 101, then the book at 102.
        Assert.Equal(["100 0.5", "101 1", "101 1", "102 0.5"], matches.Select(x => $"{Desk.Text(x, "matchPrice")} {Desk.Text(x, "matchSize")}"));
        Assert.Equal("filled done 1/0/0", desk.Life("behind")[^1]);
        Assert.Equal("filled done 0.5/0/0", desk.Life("better")[^1]);
    }

    [Fact]
    public void A_public_order_that_came_later_stands_behind_ours()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"1\"", "ours");
        desk.Play(tape => tape.Ask("101", "5"));
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"1.5\"", "taker", account: 1);
        Assert.Equal("match open 0.5/0.5/0", desk.Life("ours")[^1]);
    }

    [Fact]
    public void A_taker_who_takes_the_lots_before_a_maker_moves_it_up()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"1\"", "ours");
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.75\"", "taker", account: 1);
        Assert.Equal("open open 0/1/0", desk.Life("ours")[^1]);
        desk.Play(tape => tape.Trade("buy", "101", "0.5"));
        Assert.Equal("match open 0.25/0.75/0", desk.Life("ours")[^1]);
    }

    [Fact]
    public void Without_stp_an_account_trades_with_itself_and_pays_both_fees()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1\"", "new");
        Assert.Equal(("filled done 1/0/0", "filled done 1/0/0"), (desk.Life("old")[^1], desk.Life("new")[^1]));
        Assert.Equal(("10+0 owes 0+0", "9999.8+0 owes 0+0"), (desk.Coins("BTC"), desk.Coins("USDT")));
    }

    [Theory]
    [InlineData("CN", "open open 0/1/0", "canceled done 0/0/1.5")]
    [InlineData("CO", "canceled done 0/0/1", "filled done 1.5/0/0")]
    [InlineData("CB", "canceled done 0/0/1", "canceled done 0/0/1.5")]
    [InlineData("DC", "canceled done 0/0/1", "filled done 0.5/0/1")]
    public void Stp_ends_one_or_both_as_it_says(string stp, string old, string added)
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order($"\"side\":\"buy\",\"price\":\"102\",\"size\":\"1.5\",\"stp\":\"{stp}\"", "new");
        Assert.Equal((old, added), (desk.Life("old")[^1], desk.Life("new")[^1]));
        Assert.DoesNotContain(desk.Orders, x => Desk.Text(x, "matchPrice") == "100");
    }

    [Fact]
    public void Decrease_and_cancel_leaves_the_larger_order_smaller()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"0.25\",\"stp\":\"DC\"", "new");
        Assert.Equal("update open 0/0.75/0.25", desk.Life("old")[^1]);
        JsonElement update = desk.Orders.Single(x => Desk.Text(x, "type") == "update");
        Assert.Equal(("1", "0.75", "1"), (Desk.Text(update, "oldSize"), Desk.Text(update, "size"), Desk.Text(update, "originSize")));
        Assert.Equal("canceled done 0/0/0.25", desk.Life("new")[^1]);
        Assert.Equal(("9.25+0.75 owes 0+0", "10000+0 owes 0+0"), (desk.Coins("BTC"), desk.Coins("USDT")));
    }

    [Fact]
    public void Decrease_and_cancel_of_equal_orders_ends_both()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1\",\"stp\":\"DC\"", "new");
        Assert.Equal(("canceled done 0/0/1", "canceled done 0/0/1"), (desk.Life("old")[^1], desk.Life("new")[^1]));
        Assert.Equal(("10+0 owes 0+0", "10000+0 owes 0+0"), (desk.Coins("BTC"), desk.Coins("USDT")));
    }

    [Fact]
    public void Stp_does_not_concern_other_accounts()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1\",\"stp\":\"CN\"", "new", account: 1);
        Assert.Equal("filled done 1/0/0", desk.Life("new")[^1]);
    }

    [Fact]
    public void Cancel_new_keeps_what_was_traded_before()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100.5\",\"size\":\"0.5\"", "other", account: 1);
        desk.Order("\"side\":\"sell\",\"price\":\"100.7\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"3\",\"stp\":\"CN\"", "new");
        Assert.Equal(["received new", "match match 0.5/2.5/0", "canceled done 0.5/0/2.5"], desk.Life("new"));
    }

    [Fact]
    public void A_fok_order_with_stp_is_all_or_nothing_by_cancel_new()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "old");
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"1.5\",\"timeInForce\":\"FOK\",\"stp\":\"CO\"", "new");
        Assert.Equal("open open 0/1/0", desk.Life("old")[^1]);
        Assert.Equal(["received new", "canceled done 0/0/1.5"], desk.Life("new"));
    }

    [Fact]
    public void A_hidden_maker_pays_as_a_taker_and_a_post_only_order_that_meets_it_as_a_maker()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\",\"hidden\":true", "hidden");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"2\",\"postOnly\":true", "post", account: 1);
        Assert.Equal(["received new", "match match 1/1/0", "open open 1/1/0"], desk.Life("post"));
        Assert.Equal(["maker", "taker"], desk.Orders.Where(x => Desk.Text(x, "type") == "match").Select(x => Desk.Text(x, "liquidity")));
    }

    [Fact]
    public void A_post_only_order_does_not_meet_a_visible_one_of_ours()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\"", "visible");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"2\",\"postOnly\":true", "post", account: 1);
        Assert.Equal(["received new", "canceled done 0/0/2"], desk.Life("post"));
    }

    [Fact]
    public void An_iceberg_trades_slice_by_slice_and_each_next_slice_stands_at_the_end()
    {
        Desk desk = Open();
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"1\",\"iceberg\":true,\"visibleSize\":\"0.25\"", "ice");
        desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"0.5\"", "plain");
        desk.Order("\"side\":\"buy\",\"price\":\"100\",\"size\":\"1.1\"", "taker", account: 1);
        JsonElement[] matches = [.. desk.Orders.Where(x => Desk.Text(x, "type") == "match" && Desk.Text(x, "clientOid") != "taker")];
        Assert.Equal(["ice 0.25", "plain 0.5", "ice 0.25", "ice 0.1"], matches.Select(x => $"{Desk.Text(x, "clientOid")} {Desk.Text(x, "matchSize")}"));

        // A recorded trade at its price: the slice that has begun, and no more, as the market stands behind it.
        desk.Play(tape => tape.Ask("100", "3"));
        desk.Play(tape => tape.Trade("buy", "100", "0.3"));
        Assert.Equal("match open 0.75/0.25/0", desk.Life("ice")[^1]);
        desk.Play(tape => tape.Trade("buy", "100", "2.7"));
        Assert.Equal("match open 0.75/0.25/0", desk.Life("ice")[^1]);
    }
}
