using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Matching;

public sealed class RefusalTests
{
    private const string Good = "\"clientOid\":\"c\",\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"price\":\"100\",\"size\":\"0.01\"";

    [Theory]
    [InlineData("\"clientOid\":\"c\"", "\"x\":0", "400100", "validation.createOrder.clientOidIsRequired")]
    [InlineData("\"clientOid\":\"c\"", "\"clientOid\":\"a b\"", "400100", "clientOid")]
    [InlineData("\"clientOid\":\"c\"", "\"clientOid\":\"12345678901234567890123456789012345678901\"", "400100", "clientOid")]
    [InlineData("BTC-USDT", "XXX-USDT", "400100", "Unsupported trading pair.")]
    [InlineData("BTC-USDT", "SNX-USDT", "130303", "not supported for margin")]
    [InlineData("BTC-USDT", "ETH-USDT", "126015", "no order book")]
    [InlineData("\"side\":\"buy\"", "\"side\":\"long\"", "400100", "side")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"type\":\"stop\"", "400100", "type")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"timeInForce\":\"GTT\"", "400100", "timeInForce")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"isIsolated\":true", "130307", "Isolated")]
    [InlineData("\"size\":\"0.01\"", "\"funds\":\"10\"", "400100", "size is required")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"size\":\"0.01\",\"funds\":\"10\"", "400100", "exactly one")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\"", "400100", "size is required")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"funds\":\"-1\"", "400100", "funds must be")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"funds\":\"10.0000001\"", "600100", "Order funds increment invalid.")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"funds\":\"0.09\"", "600101", "The order funds should more then 0.1 USDT.")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"funds\":\"100000000\"", "126027", "above the maximum")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"funds\":\"9999\"", "126013", "Balance insufficient!")]
    [InlineData("\"size\":\"0.01\"", "\"type\":\"market\",\"size\":\"0.01\",\"stp\":\"DC\"", "400100", "stp")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"stp\":\"XX\"", "400100", "stp")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"timeInForce\":\"GTX\"", "400100", "timeInForce")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"timeInForce\":\"GTT\",\"cancelAfter\":-1", "400100", "cancelAfter")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"iceberg\":true", "400100", "visibleSize")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"iceberg\":true,\"visibleSize\":\"0.0004\"", "400100", "visibleSize")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"iceberg\":true,\"visibleSize\":\"0.02\"", "400100", "visibleSize")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.01\",\"remark\":\"12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901\"", "400100", "remark")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0\"", "400100", "size is required")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"-1\"", "400100", "size is required")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"many\"", "400100", "size is required")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.010000001\"", "600100", "Order size increment invalid.")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.000009\"", "400100", "Order size below the minimum requirement.")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"0.0009\"", "600101", "The order funds should more then 0.1 USDT.")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"1000000000\"", "126027", "above the maximum")]
    [InlineData("\"price\":\"100\",", "", "400100", "price is required")]
    [InlineData("\"price\":\"100\"", "\"price\":\"100.01\"", "600100", "Price increment invalid.")]
    [InlineData("\"price\":\"100\"", "\"price\":\"111.2\"", "126022", "price protection")]
    [InlineData("\"side\":\"buy\",\"price\":\"100\"", "\"side\":\"sell\",\"price\":\"89\"", "126022", "price protection")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"1000\"", "126013", "Balance insufficient!")]
    [InlineData("\"size\":\"0.01\"", "\"size\":\"1000\",\"autoBorrow\":true", "130203", "maximum borrowable")]
    public void A_wrong_order_is_refused_by_its_code_and_leaves_no_trace(string part, string wrong, string code, string message)
    {
        Desk desk = Desk.Open();
        JsonElement answer = desk.Submit("{\"id\":\"1\",\"op\":\"margin.order\",\"args\":{" + Good.Replace(part, wrong, StringComparison.Ordinal) + "}}");
        Assert.Equal(code, Desk.Text(answer, "code"));
        Assert.Contains(message, Desk.Text(answer, "msg"), StringComparison.Ordinal);
        Assert.False(answer.TryGetProperty("data", out _));
        Assert.Empty(desk.Orders);
        Assert.Empty(desk.Balances);
        Assert.Equal(1, desk.Core.Statement().RejectCount);
        Assert.Equal("200000", Desk.Text(desk.Submit("{\"id\":\"1\",\"op\":\"margin.order\",\"args\":{" + Good + "}}"), "code"));
    }

    [Theory]
    [InlineData("{\"id\":\"\",\"op\":\"margin.order\",\"args\":{}}", "4001002")]
    [InlineData("{\"id\":\"1\",\"op\":\"margin.order\"}", "400102")]
    [InlineData("{\"id\":\"1\",\"op\":\"futures.order\",\"args\":{}}", "400102")]
    [InlineData("[]", "400101")]
    [InlineData("nonsense", "400101")]
    [InlineData("{\"id\":\"1\",\"op\":\"margin.cancel\",\"args\":{\"symbol\":\"BTC-USDT\",\"clientOid\":\"none\"}}", "400100")]
    [InlineData("{\"id\":\"1\",\"op\":\"margin.cancel\",\"args\":{\"symbol\":\"BTC-USDT\"}}", "400100")]
    [InlineData("{\"id\":\"1\",\"op\":\"margin.cancel\",\"args\":{\"clientOid\":\"none\"}}", "400100")]
    public void A_wrong_request_is_refused_by_its_code(string request, string code) => Assert.Equal(code, Desk.Text(Desk.Open().Submit(request), "code"));

    [Fact]
    public void A_client_oid_serves_once_even_after_its_order_is_done()
    {
        Desk desk = Desk.Open();
        desk.Order("\"side\":\"buy\",\"price\":\"101\",\"size\":\"0.1\"", "a");
        Assert.Equal("126033", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"90\",\"size\":\"0.1\"", "a"), "code"));
    }

    [Fact]
    public void The_order_after_two_hundred_is_refused()
    {
        Desk desk = Desk.Open();
        for (int i = 0; i < 200; i++)
            Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\""), "code"));
        Assert.Equal("126011", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.01\""), "code"));
    }

    [Fact]
    public void A_spent_request_quota_refuses_until_its_window_ends()
    {
        Desk desk = Desk.Open(new() { RequestWeightMax = 4 });
        Assert.Equal("126013", Desk.Text(desk.Order("\"side\":\"sell\",\"price\":\"101\",\"size\":\"0.1\""), "code"));
        JsonElement second = desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.1\"");
        Assert.Equal("0", Desk.Text(second.GetProperty("userRateLimit"), "remaining"));
        Assert.Equal("429000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.1\""), "code"));
        desk.Play(tape => tape.After(30_000_000_000).Bid("98", "1"));
        Assert.Equal("200000", Desk.Text(desk.Order("\"side\":\"buy\",\"price\":\"95\",\"size\":\"0.1\""), "code"));
    }

    [Fact]
    public void A_ping_is_answered_with_the_market_time()
    {
        JsonElement answer = Desk.Open().Submit("{\"id\":\"p\",\"op\":\"ping\",\"timestamp\":1}");
        Assert.Equal("pong", Desk.Text(answer, "op"));
        Assert.Equal("p", Desk.Text(answer, "id"));
        Assert.Equal((Tape.StartNs / 1_000_000).ToString(), Desk.Text(answer, "timestamp"));
    }
}
