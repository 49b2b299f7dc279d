using System.Text.Json;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class OcoOrderTests
{
    // Sells at 103 or, once the market has fallen to 97, at 96.
    private const string Sell = "\"side\":\"sell\",\"price\":\"103\",\"size\":\"1\",\"stopPrice\":\"97\",\"limitPrice\":\"96\"";

    private static Desk Open() => Desk.Open(Desk.With(("BTC", 5m), ("USDT", 1000m))).Play(tape => tape.Trade("buy", "101", "0.1"));

    [Fact]
    public void Both_legs_wait_without_a_hold()
    {
        Desk desk = Open();
        OcoOrder oco = Place(desk, Sell);
        Assert.Equal(["open e_l_o 103", "open l_s_o 97"], Pushes(desk));
        Assert.Equal("5+0 owes 0+0", desk.Coins("BTC"));
        JsonElement details = StopOrderTests.Written(json => StopViews.WriteOco(json, oco, withLegs: true));
        Assert.Equal(["orderId", "symbol", "clientOid", "orderTime", "status", "orders"], details.EnumerateObject().Select(x => x.Name));
        Assert.Equal("NEW", Desk.Text(details, "status"));
        Assert.Equal(2, details.GetProperty("orders").GetArrayLength());
        Assert.Same(oco, Assert.Single(desk.Core.Queries.Ocos(desk.Core.Account, new OrderFilter { Symbol = Tape.Btc })));
    }

    [Fact]
    public void A_fill_of_the_limit_leg_cancels_the_stop_leg()
    {
        Desk desk = Open();
        OcoOrder oco = Place(desk, Sell);
        desk.Play(tape => tape.Trade("buy", "103", "0.1"));
        Assert.Equal(OcoState.Triggered, oco.State);
        Assert.True(oco.StopLeg.IsWaiting);
        Assert.Equal("4+1 owes 0+0", desk.Coins("BTC"));
        desk.Play(tape => tape.Trade("buy", "103", "0.25"));
        Assert.Equal(StopState.Canceled, oco.StopLeg.State);
        Assert.Equal("cancel l_s_o 97", Pushes(desk)[^1]);
        Assert.Equal(OcoState.Triggered, oco.State);
        desk.Play(tape => tape.Trade("buy", "103.1", "5"));
        Assert.Equal(OcoState.Done, oco.State);
        desk.Play(tape => tape.Trade("sell", "90", "1"));
        Assert.Equal("4+0 owes 0+0", desk.Coins("BTC"));
    }

    [Fact]
    public void The_stop_leg_cancels_a_limit_leg_that_waits()
    {
        Desk desk = Open();
        OcoOrder oco = Place(desk, Sell);
        desk.Play(tape => tape.Trade("sell", "97", "0.1"));
        Assert.Equal(["open e_l_o 103", "open l_s_o 97", "cancel e_l_o 103", "TRIGGERED l_s_o 97"], Pushes(desk));
        Assert.Equal(OcoState.Done, oco.State);
        Assert.Equal("4+0 owes 0+0", desk.Coins("BTC"));
        desk.Play(tape => tape.Trade("buy", "105", "1"));
        Assert.Equal("4+0 owes 0+0", desk.Coins("BTC"));
    }

    [Fact]
    public void The_stop_leg_takes_the_place_of_a_limit_leg_without_a_fill()
    {
        Desk desk = Open();
        OcoOrder oco = Place(desk, Sell);
        desk.Play(tape => tape.Ask("103", "9").Trade("buy", "103", "0.1"));
        Assert.Equal("4+1 owes 0+0", desk.Coins("BTC"));
        desk.Play(tape => tape.Trade("sell", "96.5", "0.1"));
        Assert.Equal(OcoState.Done, oco.State);
        Assert.Equal(["received", "open", "canceled", "received", "match", "filled"], desk.Orders.Where(x => Desk.Text(x, "orderType") != "stop").Select(x => Desk.Text(x, "type")));
        Assert.Equal("4+0 owes 0+0", desk.Coins("BTC"));
    }

    [Fact]
    public void A_canceled_oco_order_cancels_its_legs_and_what_they_became()
    {
        Desk desk = Open();
        OcoOrder waiting = Place(desk, Sell, "w"), running = Place(desk, Sell.Replace("103", "102.5", StringComparison.Ordinal), "r");
        desk.Play(tape => tape.Ask("102.5", "9").Trade("buy", "102.5", "0.1"));
        Assert.Equal((OcoState.New, OcoState.Triggered), (waiting.State, running.State));
        foreach (OcoOrder oco in (OcoOrder[])[waiting, running])
        {
            Assert.Null(desk.Core.Orders.CancelOco(desk.Core.Account, oco.Id, null, desk.Core.NowNs, out _));
            Assert.Equal(OcoState.Cancelled, oco.State);
            Assert.Equal("400100", desk.Core.Orders.CancelOco(desk.Core.Account, oco.Id, null, desk.Core.NowNs, out _)?.Code);
        }

        desk.Play(tape => tape.Trade("sell", "90", "1").Trade("buy", "120", "10"));
        Assert.Equal("5+0 owes 0+0", desk.Coins("BTC"));
    }

    [Theory]
    [InlineData("\"stopPrice\":\"97\"", "\"stopPrice\":\"102\"", "135018")]
    [InlineData("\"price\":\"103\"", "\"price\":\"100\"", "135018")]
    [InlineData("\"side\":\"sell\"", "\"side\":\"buy\"", "135018")]
    [InlineData("\"stopPrice\":\"97\",", "", "400100")]
    [InlineData(",\"limitPrice\":\"96\"", "", "400100")]
    [InlineData("\"size\":\"1\"", "\"type\":\"market\",\"size\":\"1\"", "400100")]
    public void A_wrong_oco_order_is_refused(string part, string wrong, string code)
    {
        Desk desk = Open();
        JsonElement body = StopOrderTests.Body(Sell.Replace(part, wrong, StringComparison.Ordinal), "a");
        Assert.Equal(code, desk.Core.Orders.PlaceOco(desk.Core.Account, body, isMargin: true, desk.Core.NowNs, out _)?.Code);
        Assert.Empty(desk.Orders);
    }

    private static OcoOrder Place(Desk desk, string fields, string clientOid = "o")
    {
        Assert.Null(desk.Core.Orders.PlaceOco(desk.Core.Account, StopOrderTests.Body(fields, clientOid), isMargin: true, desk.Core.NowNs, out OcoOrder? oco));
        desk.Play(_ => { });
        return oco!;
    }

    private static string[] Pushes(Desk desk) =>
        [.. desk.Orders.Where(x => Desk.Text(x, "orderType") == "stop").Select(x => $"{Desk.Text(x, "type")} {Desk.Text(x, "stop")} {Desk.Text(x, "stopPrice")}")];
}
