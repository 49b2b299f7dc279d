using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class HistoryTests
{
    [Fact]
    public void Pages_of_done_orders_follow_each_other_without_a_hole()
    {
        Desk desk = Desk.Open();
        for (int i = 0; i < 25; i++)
        {
            desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\"", $"o-{i}");
            desk.Cancel($"o-{i}");
        }

        var seen = new List<string?>();
        var filter = new OrderFilter { Symbol = Tape.Btc, IsMargin = true, Limit = 10 };
        while (true)
        {
            JsonElement page = StopOrderTests.Written(json => desk.Core.Queries.WriteDone(json, desk.Core.Account, filter, OrderBody.Write));
            if (page.GetProperty("items").GetArrayLength() == 0)
                break;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(x => Desk.Text(x, "clientOid")));
            filter = filter with { LastId = page.GetProperty("lastId").GetInt64() };
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"o-{i}"), seen);
    }

    [Fact]
    public void Fills_name_both_orders_and_what_they_cost()
    {
        Desk desk = new Desk([Desk.With(("BTC", 1m)), new()]).Play(tape => tape.Book("99 1", "101 1"));
        string maker = Id(desk.Order("\"side\":\"sell\",\"price\":\"100\",\"size\":\"0.5\""));
        string taker = Id(desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"1\"", account: 1));
        JsonElement page = StopOrderTests.Written(json => desk.Core.Queries.WriteFills(json, desk.Core.Accounts[1], new OrderFilter { OrderId = taker }));
        JsonElement[] fills = [.. page.GetProperty("items").EnumerateArray()];
        Assert.Equal(["101 0.5 50.5 0.0505 taker", "100 0.5 50 0.05 taker"], fills.Select(x => $"{Desk.Text(x, "price")} {Desk.Text(x, "size")} {Desk.Text(x, "funds")} {Desk.Text(x, "fee")} {Desk.Text(x, "liquidity")}"));
        Assert.Equal(maker, Desk.Text(fills[1], "counterOrderId"));
        Assert.Equal(page.GetProperty("lastId").GetInt64(), fills[1].GetProperty("id").GetInt64());
        Assert.Equal(
            [
                "counterOrderId", "createdAt", "fee", "feeCurrency", "feeRate", "forceTaker", "funds", "id", "liquidity", "orderId", "price", "side", "size", "stop", "symbol", "tax", "taxRate",
                "tradeId", "tradeType", "type",
            ],
            fills[0].EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));
        FillRecord other = Assert.Single(desk.Core.Queries.Fills(desk.Core.Accounts[0], new OrderFilter()));
        Assert.Equal((taker, fills[1].GetProperty("tradeId").GetInt64(), false), (other.CounterOrderId, other.TradeId, other.IsTaker));
    }

    [Fact]
    public void Active_orders_are_the_accounts_own_newest_first()
    {
        Desk desk = new Desk([new(), new()]).Play(tape => tape.Book("99 1", "101 1").Book("9.9 10", "10.1 10", "ETH-USDT"));
        desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a");
        desk.Order("\"side\":\"buy\",\"price\":\"97\",\"size\":\"1\"", "b");
        desk.Order("\"side\":\"buy\",\"price\":\"97\",\"size\":\"1\"", "c", account: 1);
        OrderQueries queries = desk.Core.Queries;
        Assert.Equal(["b", "a"], queries.Active(desk.Core.Account, new OrderFilter()).Select(x => x.Ticket.ClientOid));
        Assert.Equal([Tape.Btc], queries.ActiveSymbols(desk.Core.Account, isMargin: true));
        Assert.Empty(queries.ActiveSymbols(desk.Core.Account, isMargin: false));
        JsonElement page = StopOrderTests.Written(json => OrderQueries.WriteNumbered(json, queries.Active(desk.Core.Account, new OrderFilter()), page: 2, pageSize: 1, OrderBody.Write));
        Assert.Equal((2, 2, "a"), (page.GetProperty("totalNum").GetInt32(), page.GetProperty("totalPage").GetInt32(), Desk.Text(page.GetProperty("items")[0], "clientOid")));
        Assert.Equal(2, desk.Core.Orders.CancelAll(desk.Core.Account, new OrderFilter { Symbol = Tape.Btc }, desk.Core.NowNs));
        Assert.Single(queries.Active(desk.Core.Accounts[1], new OrderFilter()));
    }

    [Fact]
    public void What_is_beyond_the_retention_is_forgotten_and_its_clientOid_free()
    {
        var recent = new Recent<string>(3);
        Assert.Equal([null, null, null, "a", "b"], ((string[])["a", "b", "c", "d", "e"]).Select(recent.Add));
        Assert.Equal(["e", "d", "c"], Enumerable.Range(0, recent.Count).Select(i => recent[i]));

        Desk desk = Desk.Open(new() { RequestWeightMax = int.MaxValue });
        desk.Order("\"side\":\"buy\",\"price\":\"102\",\"size\":\"0.01\",\"timeInForce\":\"IOC\"", "first");
        for (int i = 0; i < OrderHistory.DoneMax - 1; i++)
            desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\",\"timeInForce\":\"IOC\"", $"o-{i}");
        Assert.NotNull(desk.Core.Find(desk.Core.Account, Tape.Btc, null, "first"));
        desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\",\"timeInForce\":\"IOC\"", "last");
        Assert.Null(desk.Core.Find(desk.Core.Account, Tape.Btc, null, "first"));
        Assert.Equal(OrderHistory.DoneMax, desk.Core.Account.History.Done.Count);
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\"", "first"), "code"));
    }

    [Fact]
    public void A_part_of_an_order_is_canceled_and_its_hold_returns()
    {
        Desk desk = Desk.Open();
        string id = Id(desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a"));
        Assert.Null(desk.Core.Orders.CancelPart(desk.Core.Account, Tape.Btc, id, "0.4", desk.Core.NowNs));
        desk.Play(_ => { });
        Assert.Equal("update open 0/0.6/0.4", desk.Life("a")[^1]);
        Assert.Equal("9941.1412+58.8588 owes 0+0", desk.Coins("USDT"));
        JsonElement body = Desk.Json(desk.Core.OrderBody(desk.Core.Account, Tape.Btc, id, null)).GetProperty("data");
        Assert.Equal(("58.8", "39.2", "0.6", "True"), (Desk.Text(body, "remainFunds"), Desk.Text(body, "cancelledFunds"), Desk.Text(body, "remainSize"), Desk.Text(body, "active")));
        Assert.Null(desk.Core.Orders.CancelPart(desk.Core.Account, Tape.Btc, id, "9", desk.Core.NowNs));
        desk.Play(_ => { });
        Assert.Equal("canceled done 0/0/1", desk.Life("a")[^1]);
        Assert.Equal("400100", desk.Core.Orders.CancelPart(desk.Core.Account, Tape.Btc, id, "0.1", desk.Core.NowNs)?.Code);
    }

    [Fact]
    public void An_altered_order_is_a_new_one_that_owes_what_the_old_one_got()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 100m)));
        string id = Id(desk.Order("\"side\":\"buy\",\"price\":\"99\",\"size\":\"1\"", "a"));
        desk.Play(tape => tape.Trade("sell", "99", "1.25"));
        Assert.Null(Alter(desk, "\"newPrice\":\"98\",\"newSize\":\"0.75\"", out Order? altered));
        Assert.NotEqual(id, altered!.Id);
        Assert.Equal((50_000_000, 980L, "a"), (altered.Ticket.SizeLots, altered.Ticket.PriceTicks, altered.Ticket.ClientOid));
        Assert.Same(altered, desk.Core.Find(desk.Core.Account, Tape.Btc, null, "a"));

        // Too dear: refused, and the order stands.
        Assert.Equal("126013", Alter(desk, "\"newSize\":\"1\"", out _)?.Code);
        Assert.True(altered.IsActive);
        Assert.Null(Alter(desk, "\"newPrice\":\"97.5\"", out Order? again));
        Assert.Equal((50_000_000L, 975L), (again!.Ticket.SizeLots, again.Ticket.PriceTicks));
        Assert.Equal("600100", Alter(desk, "\"newPrice\":\"97.55\"", out _)?.Code);
    }

    [Fact]
    public void Every_field_of_an_order_is_told_as_it_was_given()
    {
        Desk desk = Desk.Open();
        string id = Id(desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\",\"timeInForce\":\"GTT\",\"cancelAfter\":60,\"stp\":\"CB\",\"iceberg\":true,\"visibleSize\":\"0.1\",\"remark\":\"why\",\"tags\":\"t\"", "a"));
        JsonElement body = Desk.Json(desk.Core.OrderBody(desk.Core.Account, Tape.Btc, id, null)).GetProperty("data");
        Assert.Equal(("GTT", "60", "CB", "True", "0.1", "why", "t"), (Desk.Text(body, "timeInForce"), Desk.Text(body, "cancelAfter"), Desk.Text(body, "stp"), Desk.Text(body, "iceberg"), Desk.Text(body, "visibleSize"), Desk.Text(body, "remark"), Desk.Text(body, "tags")));
    }

    [Fact]
    public void A_test_order_is_judged_and_does_nothing()
    {
        Desk desk = Desk.Open();
        JsonElement good = StopOrderTests.Body("\"side\":\"buy\",\"price\":\"101\",\"size\":\"1\"", "a"), dear = StopOrderTests.Body("\"side\":\"buy\",\"price\":\"101\",\"size\":\"1000\"", "b");
        Assert.Null(desk.Core.Orders.Test(desk.Core.Account, good, isMargin: true, desk.Core.NowNs));
        Assert.Equal("126013", desk.Core.Orders.Test(desk.Core.Account, dear, isMargin: true, desk.Core.NowNs)?.Code);
        desk.Play(_ => { });
        Assert.Empty(desk.Orders);
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"1\"", "a"), "code"));
    }

    private static Refusal? Alter(Desk desk, string fields, out Order? altered)
    {
        JsonElement body = Desk.Json(Encoding.UTF8.GetBytes($$"""{"symbol":"{{Tape.Btc}}","clientOid":"a",{{fields}} }"""));
        Refusal? refusal = desk.Core.Orders.Alter(desk.Core.Account, body, desk.Core.NowNs, out altered);
        desk.Play(_ => { });
        return refusal;
    }

    private static string Id(JsonElement answer) => Desk.Text(answer.GetProperty("data"), "orderId")!;
}
