using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>Accounts share the market and nothing else.</summary>
public sealed class ManyAccountsTests
{
    private const long HourNs = 3_600_000_000_000;

    private static Desk Two() => new Desk([Desk.With(("USDT", 1000m)), Desk.With(("USDT", 300m)) with { Uid = 7 }]).Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2"));

    [Fact]
    public void An_order_moves_only_its_own_accounts_coins()
    {
        Desk desk = Two();
        desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a", account: 1);
        Assert.Equal(("1000+0 owes 0+0", "201.902+98.098 owes 0+0"), (desk.Coins("USDT"), desk.Coins("USDT", 1)));
        Assert.Equal((7L, 100001L), (desk.Core.Accounts[1].Uid, desk.Core.Accounts[0].Uid));
        Assert.NotEmpty(desk.Private);
        Assert.All(desk.Private, x => Assert.Equal(1, x.Account));
        Assert.Equal((0L, 1L), (desk.Core.Statement().OrderCount, desk.Core.Statement(desk.Core.Accounts[1]).OrderCount));
    }

    [Fact]
    public void The_same_clientOid_is_another_order_of_another_account()
    {
        Desk desk = Two();
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a"), "code"));
        JsonElement second = desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a", account: 1);
        Assert.Equal("200000", Desk.Text(second, "code"));
        Assert.Equal("126033", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a", account: 1), "code"));
        Assert.Equal("200000", Desk.Text(desk.Cancel("a", account: 1), "code"));
        Assert.Equal(("901.902+98.098 owes 0+0", "300+0 owes 0+0"), (desk.Coins("USDT"), desk.Coins("USDT", 1)));
        Assert.Equal((0L, 1L), (desk.Core.Accounts[0].RejectCount, desk.Core.Accounts[1].RejectCount));
    }

    [Fact]
    public void Nobody_finds_or_cancels_the_order_of_another()
    {
        Desk desk = Two();
        string id = Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"98\",\"size\":\"1\"", "a").GetProperty("data"), "orderId")!;
        Assert.NotNull(desk.Core.Find(desk.Core.Accounts[0], Tape.Btc, id, null));
        Assert.Null(desk.Core.Find(desk.Core.Accounts[1], Tape.Btc, id, null));
        Assert.Equal("400100", Desk.Text(desk.Cancel("a", account: 1), "code"));
        Assert.Equal("126043", Desk.Text(Desk.Json(desk.Core.OrderBody(desk.Core.Accounts[1], Tape.Btc, id, null)), "code"));
    }

    [Fact]
    public void Interest_and_debt_pushes_go_by_each_accounts_own_loan()
    {
        Desk desk = Two();
        desk.Order("\"side\":\"sell\",\"price\":\"99\",\"size\":\"1\",\"autoBorrow\":true");
        desk.Play(tape => tape.After(2_000_000_000).Bid("98", "1"));
        desk.Order("\"side\":\"sell\",\"price\":\"98\",\"size\":\"0.5\",\"autoBorrow\":true", account: 1);
        desk.Play(tape => tape.After(7_000_000_000).Bid("98", "2"));
        Assert.Equal([0, 1, 0], desk.Private.Where(x => Desk.Text(x.Message, "topic") == "/margin/position").Select(x => x.Account));
        desk.Play(tape => tape.After(HourNs).Bid("98", "1"));
        Assert.Equal(("0+0 owes 1+0.00002501", "0+0 owes 0.5+0.00001251"), (desk.Coins("BTC"), desk.Coins("BTC", 1)));
    }

    [Fact]
    public void Two_hundred_active_orders_are_the_limit_of_each_account()
    {
        Desk desk = new Desk([new(), new()]).Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2"));
        for (int i = 0; i < 200; i++)
            Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"97\",\"size\":\"0.01\""), "code"));
        Assert.Equal("126011", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"97\",\"size\":\"0.01\""), "code"));
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"97\",\"size\":\"0.01\"", account: 1), "code"));
    }

    [Fact]
    public void An_exchange_without_accounts_is_refused() => Assert.Throws<ArgumentException>(() => new Desk([]));
}
