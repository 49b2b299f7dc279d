using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Spot on the WebSocket trading API, and what a key may do there.</summary>
public sealed class TradeApiTests
{
    private static readonly AccountOptions Account = new() { InitialTradeBalances = new Dictionary<string, decimal> { ["USDT"] = 1000 } };

    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2");

    [Fact]
    public async Task Spot_orders_are_placed_altered_and_canceled()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = Account });
        Socket trade = await client.TradeAsync();
        const string limit = "\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"limit\",\"price\":\"50\",\"size\":\"0.5\"";
        JsonElement placed = await Data(trade, "spot.order", $$"""{"clientOid":"a",{{limit}}}""");
        Assert.Equal("a", Desk.Text(placed, "clientOid"));
        Assert.False(placed.TryGetProperty("borrowSize", out _));
        JsonElement synced = await Data(trade, "spot.sync_order", """{"clientOid":"b","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.5"}""");
        Assert.Equal(("0.5", "0.5", "0", "done"), (Desk.Text(synced, "originSize"), Desk.Text(synced, "dealSize"), Desk.Text(synced, "remainSize"), Desk.Text(synced, "status")));
        JsonElement altered = await Data(trade, "spot.modify", """{"symbol":"BTC-USDT","clientOid":"a","newPrice":"60","newSize":"0.25"}""");
        Assert.NotEqual(Desk.Text(placed, "orderId"), Desk.Text(altered, "newOrderId"));
        JsonElement canceled = await Data(trade, "spot.sync_cancel", $$"""{"symbol":"BTC-USDT","orderId":"{{Desk.Text(altered, "newOrderId")}}"}""");
        Assert.Equal(("0.25", "0.25", "done"), (Desk.Text(canceled, "originSize"), Desk.Text(canceled, "canceledSize"), Desk.Text(canceled, "status")));
        await Data(trade, "spot.order", $$"""{"clientOid":"c",{{limit}}}""");
        Assert.Equal("c", Desk.Text(await Data(trade, "spot.cancel", """{"symbol":"BTC-USDT","clientOid":"c"}"""), "clientOid"));
    }

    [Fact]
    public async Task A_margin_order_is_unknown_to_a_spot_cancel()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = Account });
        Socket trade = await client.TradeAsync();
        await Data(trade, "margin.order", """{"clientOid":"a","symbol":"BTC-USDT","side":"buy","price":"50","size":"0.5"}""");
        Assert.Equal("400100", await Code(trade, "spot.cancel", """{"symbol":"BTC-USDT","clientOid":"a"}"""));
        Assert.Equal("200000", await Code(trade, "margin.cancel", """{"symbol":"BTC-USDT","clientOid":"a"}"""));
    }

    [Theory]
    [InlineData(ApiPermissions.General | ApiPermissions.Spot, "margin.order", "400007")]
    [InlineData(ApiPermissions.General | ApiPermissions.Margin, "spot.order", "400007")]
    [InlineData(ApiPermissions.General | ApiPermissions.Margin, "margin.order", "400100")]
    [InlineData(ApiPermissions.All, "futures.order", "400102")]
    public async Task A_key_may_send_what_it_has_the_permission_for(ApiPermissions permissions, string op, string code)
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = Account with { Permissions = permissions } });
        Assert.Equal(code, await Code(await client.TradeAsync(), op, "{}"));
    }

    [Fact]
    public async Task Margin_weighs_two_and_spot_one_and_a_spent_pool_says_so()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = Account with { RequestWeightMax = 4 } });
        Socket trade = await client.TradeAsync();
        Assert.Equal(("400100", 2), await Remaining(trade, "margin.order"));
        Assert.Equal(("400100", 1), await Remaining(trade, "spot.order"));
        Assert.Equal(("429000", 1), await Remaining(trade, "margin.cancel"));
        Assert.Equal(("400100", 0), await Remaining(trade, "spot.cancel"));
        Assert.Equal("pong", Desk.Text(await trade.AskAsync("""{"id":"p","op":"ping"}"""), "op"));
    }

    private static async Task<JsonElement> Data(Socket trade, string op, string args)
    {
        JsonElement answer = await trade.AskAsync($$"""{"id":"1","op":"{{op}}","args":{{args}} }""");
        Assert.True(Desk.Text(answer, "code") == "200000", $"{op} {args}: {answer}");
        return answer.GetProperty("data");
    }

    private static async Task<string?> Code(Socket trade, string op, string args) => Desk.Text(await trade.AskAsync($$"""{"id":"1","op":"{{op}}","args":{{args}} }"""), "code");

    private static async Task<(string? Code, int Remaining)> Remaining(Socket trade, string op)
    {
        JsonElement answer = await trade.AskAsync($$"""{"id":"1","op":"{{op}}","args":{ } }""");
        return (Desk.Text(answer, "code"), answer.GetProperty("userRateLimit").GetProperty("remaining").GetInt32());
    }
}
