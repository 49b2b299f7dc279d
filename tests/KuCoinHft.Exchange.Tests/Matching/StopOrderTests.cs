using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class StopOrderTests
{
    private const string Sell = "\"side\":\"sell\",\"price\":\"97\",\"size\":\"1\",\"stopPrice\":\"98.5\"";

    private static Desk Open() => Desk.Open(Desk.With(("BTC", 5m), ("USDT", 1000m))).Play(tape => tape.Trade("buy", "101", "0.1"));

    [Fact]
    public void A_stop_order_waits_without_a_hold_and_becomes_an_order_at_its_price()
    {
        Desk desk = Open();
        Place(desk, Sell, "a");
        Assert.Equal(["open"], Types(desk));
        Assert.Equal("5+0 owes 0+0", desk.Coins("BTC"));
        desk.Play(tape => tape.Trade("sell", "98.6", "0.1"));
        Assert.Equal(["open"], Types(desk));
        desk.Play(tape => tape.Trade("sell", "98.5", "0.1"));
        Assert.Equal(["open", "TRIGGERED", "received", "match", "filled"], Types(desk));
        JsonElement push = desk.Orders[1];
        Assert.Equal("True", Desk.Text(push, "triggerSuccess"));
        Assert.NotEqual(Desk.Text(push, "orderId"), Desk.Text(desk.Orders[2], "orderId"));
        Assert.Equal("a", Desk.Text(desk.Orders[2], "clientOid"));
        desk.Play(tape => tape.Trade("sell", "98", "0.1"));
        Assert.Equal(5, desk.Orders.Count);
    }

    [Fact]
    public void A_push_has_the_fields_of_the_documentation()
    {
        Desk desk = Open();
        Place(desk, Sell, "a");
        JsonElement push = desk.Private[^1].Message;
        Assert.Equal(("/spotMarket/advancedOrders", "stopOrder"), (Desk.Text(push, "topic"), Desk.Text(push, "subject")));
        JsonElement data = push.GetProperty("data");
        Assert.Equal(
            ["createdAt", "orderId", "orderPrice", "orderType", "side", "size", "stop", "stopPrice", "symbol", "tradeType", "ts", "type"],
            data.EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("stop", "loss", "97", "98.5", "MARGIN_TRADE"), (Desk.Text(data, "orderType"), Desk.Text(data, "stop"), Desk.Text(data, "orderPrice"), Desk.Text(data, "stopPrice"), Desk.Text(data, "tradeType")));
        Assert.Matches("^vs[0-9a-z]{22}$", Desk.Text(data, "orderId"));
    }

    [Fact]
    public void An_entry_stop_is_set_off_from_below()
    {
        Desk desk = Open();
        Place(desk, "\"side\":\"buy\",\"type\":\"market\",\"funds\":\"50\",\"stop\":\"entry\",\"stopPrice\":\"101.5\"", "a");
        desk.Play(tape => tape.Trade("buy", "101.4", "0.1"));
        Assert.Equal(["open"], Types(desk));
        desk.Play(tape => tape.Trade("buy", "101.5", "0.1"));
        Assert.Equal(["open", "TRIGGERED", "received", "match", "canceled"], Types(desk));
    }

    [Fact]
    public void A_stop_order_without_funds_fails_when_it_is_set_off()
    {
        Desk desk = Open();
        Place(desk, Sell.Replace("\"size\":\"1\"", "\"size\":\"6\"", StringComparison.Ordinal), "a");
        desk.Play(tape => tape.Trade("sell", "98", "0.1"));
        Assert.Equal(["open", "TRIGGERED"], Types(desk));
        Assert.Equal(("False", "Balance insufficient!"), (Desk.Text(desk.Orders[1], "triggerSuccess"), Desk.Text(desk.Orders[1], "error")));
        Assert.Empty(desk.Balances);
    }

    [Fact]
    public void A_canceled_stop_order_is_not_set_off()
    {
        Desk desk = Open();
        StopOrder stop = Place(desk, Sell, "a")!;
        Assert.Null(desk.Core.Orders.CancelStop(desk.Core.Account, stop.Id, null, desk.Core.NowNs, out _));
        Assert.Equal("400100", desk.Core.Orders.CancelStop(desk.Core.Account, stop.Id, null, desk.Core.NowNs, out _)?.Code);
        desk.Play(tape => tape.Trade("sell", "98", "0.1"));
        Assert.Equal(["open", "cancel"], Types(desk));
    }

    [Fact]
    public void Nobody_cancels_the_stop_order_of_another()
    {
        Desk desk = new Desk([new(), new()]).Play(tape => tape.Book("99 1", "101 1"));
        StopOrder stop = Place(desk, Sell, "a")!;
        Assert.Equal("400100", desk.Core.Orders.CancelStop(desk.Core.Accounts[1], stop.Id, null, desk.Core.NowNs, out _)?.Code);
        Assert.True(stop.IsWaiting);
    }

    [Theory]
    [InlineData("\"stopPrice\":\"98.5\"", "\"x\":1", "400100", "stopPrice")]
    [InlineData("\"stopPrice\":\"98.5\"", "\"stopPrice\":\"98.55\"", "600100", "Price increment")]
    [InlineData("\"stopPrice\":\"98.5\"", "\"stopPrice\":\"98.5\",\"stop\":\"up\"", "400100", "loss or entry")]
    [InlineData("\"size\":\"1\"", "\"size\":\"0\"", "400100", "size is required")]
    public void A_wrong_stop_order_is_refused(string part, string wrong, string code, string message)
    {
        Desk desk = Open();
        Refusal? refusal = desk.Core.Orders.PlaceStop(desk.Core.Account, Body(Sell.Replace(part, wrong, StringComparison.Ordinal), "a"), isMargin: true, desk.Core.NowNs, out _);
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(message, refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(1, desk.Core.Statement().RejectCount);
    }

    [Fact]
    public void Twenty_stop_orders_wait_in_a_symbol_and_a_clientOid_serves_once()
    {
        Desk desk = Open();
        for (int i = 0; i < 20; i++)
            Assert.NotNull(Place(desk, Sell, $"s-{i}"));
        Assert.Equal("135005", desk.Core.Orders.PlaceStop(desk.Core.Account, Body(Sell, "one more"[..3]), true, desk.Core.NowNs, out _)?.Code);
        Assert.Equal("126033", desk.Core.Orders.PlaceStop(desk.Core.Account, Body(Sell, "s-3"), true, desk.Core.NowNs, out _)?.Code);
        Assert.Equal("126033", Desk.Text(desk.Order("\"side\":\"sell\",\"price\":\"102\",\"size\":\"1\"", "s-3"), "code"));
    }

    [Fact]
    public void Stop_orders_are_set_off_in_the_order_they_came()
    {
        Desk desk = Open();
        Place(desk, Sell, "a");
        Place(desk, Sell.Replace("98.5", "99", StringComparison.Ordinal), "b");
        desk.Play(tape => tape.Trade("sell", "98", "0.1"));
        Assert.Equal(["a", "b"], desk.Orders.Where(x => Desk.Text(x, "type") == "received").Select(x => Desk.Text(x, "clientOid")));
    }

    [Fact]
    public void A_row_of_the_list_has_the_fields_of_the_documentation()
    {
        Desk desk = Open();
        StopOrder stop = Place(desk, Sell + ",\"remark\":\"r\"", "a")!;
        JsonElement row = Written(json => StopViews.WriteStop(json, stop));
        Assert.Equal(("NEW", "97.00000000000000000000", "1.00000000000000000000", "98.50000000000000000000"), (Desk.Text(row, "status"), Desk.Text(row, "price"), Desk.Text(row, "size"), Desk.Text(row, "stopPrice")));
        Assert.Equal(
            [
                "activateCondition", "cancelAfter", "channel", "clientOid", "createdAt", "domainId", "feeCurrency", "funds", "hidden", "iceberg", "id", "limitPrice", "makerFeeRate",
                "orderTime", "pop", "postOnly", "price", "relatedNo", "remark", "side", "size", "status", "stop", "stopPrice", "stopTriggerTime", "stp", "symbol", "tags",
                "takerFeeRate", "timeInForce", "tradeSource", "tradeType", "type", "userId", "visibleSize",
            ],
            row.EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));
        desk.Play(tape => tape.Trade("sell", "98", "0.1"));
        List<StopOrder> all = desk.Core.Queries.Stops(desk.Core.Account, new OrderFilter { Symbol = Tape.Btc }, isOco: false);
        Assert.Equal("TRIGGERED", Desk.Text(Written(json => StopViews.WriteStop(json, Assert.Single(all))), "status"));
    }

    [Fact]
    public void Liquidation_cancels_what_waits()
    {
        Desk desk = Open();
        StopOrder stop = Place(desk, Sell, "a")!;
        desk.Core.Matcher.CancelAll(desk.Core.Account, desk.Core.NowNs);
        Assert.Equal(StopState.Canceled, stop.State);
    }

    internal static StopOrder? Place(Desk desk, string fields, string clientOid)
    {
        desk.Core.Orders.PlaceStop(desk.Core.Account, Body(fields, clientOid), isMargin: true, desk.Core.NowNs, out StopOrder? stop);
        desk.Play(_ => { });
        return stop;
    }

    internal static JsonElement Body(string fields, string clientOid) =>
        Desk.Json(Encoding.UTF8.GetBytes($$"""{"clientOid":"{{clientOid}}","symbol":"{{Tape.Btc}}",{{fields}} }"""));

    internal static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            write(json);
        return Desk.Json(stream.ToArray());
    }

    private static string[] Types(Desk desk) => [.. desk.Orders.Select(x => Desk.Text(x, "type")!)];
}
