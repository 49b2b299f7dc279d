using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Server;

public sealed class RestTests
{
    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2").Bid("97", "1");

    [Theory]
    [InlineData("", "", "400001")]
    [InlineData("KC-API-SIGN", "", "400001")]
    [InlineData("KC-API-KEY-VERSION", "1", "400009")]
    [InlineData("KC-API-TIMESTAMP", "1760000000000", "400002")]
    [InlineData("KC-API-TIMESTAMP", "soon", "400002")]
    [InlineData("KC-API-KEY", "other", "400003")]
    [InlineData("KC-API-PASSPHRASE", "plain", "400004")]
    [InlineData("KC-API-SIGN", "AAAA", "400005")]
    public async Task A_wrong_header_is_answered_with_401_and_its_code(string header, string value, string code)
    {
        await using Client client = await Client.OpenAsync(Market);
        (int status, JsonElement body, _) = await client.RestAsync("GET", "/api/v3/margin/accounts?queryType=MARGIN_V2", change: request =>
        {
            if (header.Length == 0)
                request.Headers.Clear();
            request.Headers.Remove(header.Length == 0 ? "x" : header);
            if (value.Length > 0)
                request.Headers.Add(header, value);
        });
        Assert.Equal((401, code), (status, Desk.Text(body, "code")));
        Assert.False(body.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Public_endpoints_answer_signed_and_unsigned_calls_with_rate_limit_headers()
    {
        await using Client client = await Client.OpenAsync(Market);
        (int status, JsonElement body, HttpResponseMessage response) = await client.RestAsync("GET", "/api/v1/timestamp", isSigned: false);
        Assert.Equal((200, "200000"), (status, Desk.Text(body, "code")));
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - body.GetProperty("data").GetInt64(), -1, 60_000);
        Assert.Equal("2000", response.Headers.GetValues("gw-ratelimit-limit").Single());
        Assert.Equal("1997", response.Headers.GetValues("gw-ratelimit-remaining").Single());
        Assert.InRange(int.Parse(response.Headers.GetValues("gw-ratelimit-reset").Single()), 1, 30_000);
        Assert.Equal(200, (await client.RestAsync("GET", "/api/v1/timestamp")).Status);
    }

    [Fact]
    public async Task A_spent_pool_answers_429()
    {
        await using Client client = await Client.OpenAsync(Market);
        for (int i = 0; i < 200; i++)
            Assert.Equal(200, (await client.RestAsync("POST", "/api/v1/bullet-public", isSigned: false)).Status);
        (int status, JsonElement body, _) = await client.RestAsync("POST", "/api/v1/bullet-public", isSigned: false);
        Assert.Equal((429, "429000"), (status, Desk.Text(body, "code")));
    }

    [Theory]
    [InlineData("GET", "/api/v9/nothing", 404, "404000")]
    [InlineData("POST", "/api/v1/timestamp", 405, "400000")]
    [InlineData("GET", "/api/v2/symbols/XXX-USDT", 200, "900001")]
    [InlineData("GET", "/api/v3/market/orderbook/level2?symbol=XXX-USDT", 200, "900001")]
    [InlineData("GET", "/api/v3/hf/margin/orders/client-order/none?symbol=BTC-USDT", 200, "126043")]
    [InlineData("DELETE", "/api/v3/hf/margin/orders/none?symbol=BTC-USDT", 200, "400100")]
    [InlineData("POST", "/api/v3/hf/margin/order", 200, "400100")]
    public async Task What_is_not_there_has_its_status_and_code(string method, string path, int status, string code)
    {
        await using Client client = await Client.OpenAsync(Market);
        (int Status, JsonElement Body, HttpResponseMessage _) answer = await client.RestAsync(method, path);
        Assert.Equal((status, code), (answer.Status, Desk.Text(answer.Body, "code")));
    }

    [Fact]
    public async Task Symbols_carry_the_increments_of_the_instruments()
    {
        await using Client client = await Client.OpenAsync(Market);
        foreach (string path in new[] { "/api/v1/symbols", "/api/v2/symbols" })
        {
            JsonElement[] symbols = [.. (await client.RestAsync("GET", path, isSigned: false)).Body.GetProperty("data").EnumerateArray()];
            Assert.Equal(["BTC-USDT", "ETH-USDT", "SNX-USDT"], symbols.Select(x => Desk.Text(x, "symbol")));
            Assert.Equal(("0.1", "0.00000001", "0.00001", "0.1", "True"), (Desk.Text(symbols[0], "priceIncrement"), Desk.Text(symbols[0], "baseIncrement"), Desk.Text(symbols[0], "baseMinSize"), Desk.Text(symbols[0], "minFunds"), Desk.Text(symbols[0], "isMarginEnabled")));
        }

        JsonElement margin = (await client.RestAsync("GET", "/api/v3/margin/symbols", isSigned: false)).Body.GetProperty("data").GetProperty("items");
        Assert.Equal(2, margin.GetArrayLength());
        Assert.Equal("0.01", Desk.Text((await client.RestAsync("GET", "/api/v2/symbols/ETH-USDT", isSigned: false)).Body.GetProperty("data"), "priceIncrement"));
    }

    [Fact]
    public async Task An_order_is_placed_found_and_canceled_by_both_ids()
    {
        await using Client client = await Client.OpenAsync(Market);
        const string order = """{"clientOid":"a","side":"buy","symbol":"BTC-USDT","type":"limit","price":"98","size":"0.5"}""";
        (_, JsonElement placed, _) = await client.RestAsync("POST", "/api/v3/hf/margin/order", order);
        Assert.Equal(("200000", true), (Desk.Text(placed, "code"), placed.GetProperty("success").GetBoolean()));
        string orderId = Desk.Text(placed.GetProperty("data"), "orderId")!;
        JsonElement open = (await client.RestAsync("GET", "/api/v3/hf/margin/orders/client-order/a?symbol=BTC-USDT")).Body.GetProperty("data");
        Assert.Equal((orderId, "True", "0.5", "49"), (Desk.Text(open, "id"), Desk.Text(open, "active"), Desk.Text(open, "remainSize"), Desk.Text(open, "remainFunds")));
        JsonElement canceled = (await client.RestAsync("DELETE", $"/api/v3/hf/margin/orders/{orderId}?symbol=BTC-USDT")).Body;
        Assert.Equal(orderId, Desk.Text(canceled.GetProperty("data"), "orderId"));
        JsonElement done = (await client.RestAsync("GET", $"/api/v3/hf/margin/orders/{orderId}?symbol=BTC-USDT")).Body.GetProperty("data");
        Assert.Equal(("False", "0", "0.5"), (Desk.Text(done, "active"), Desk.Text(done, "remainSize"), Desk.Text(done, "cancelledSize")));

        await client.RestAsync("POST", "/api/v3/hf/margin/order", order.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));
        JsonElement byClientOid = (await client.RestAsync("DELETE", "/api/v3/hf/margin/orders/client-order/b?symbol=BTC-USDT")).Body;
        Assert.Equal("b", Desk.Text(byClientOid.GetProperty("data"), "clientOid"));
        (_, JsonElement again, _) = await client.RestAsync("DELETE", "/api/v3/hf/margin/orders/client-order/b?symbol=BTC-USDT");
        Assert.Equal(("400100", "order_not_exist_or_not_allow_to_cancel"), (Desk.Text(again, "code"), Desk.Text(again, "msg")));
    }

    [Fact]
    public async Task The_margin_account_shows_balances_debt_and_what_may_be_borrowed()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = Desk.With(("USDT", 40.8648372m)) });
        JsonElement before = (await client.RestAsync("GET", "/api/v3/margin/accounts?quoteCurrency=USDT&queryType=MARGIN_V2")).Body.GetProperty("data");

        // KuCoin's own example: 40.8648372 USDT at 5x may borrow 4 times as much.
        JsonElement usdt = before.GetProperty("accounts").EnumerateArray().Single(x => Desk.Text(x, "currency") == "USDT");
        Assert.Equal(("163.4593488", "40.8648372", "0"), (Desk.Text(usdt, "maxBorrowSize"), Desk.Text(usdt, "available"), Desk.Text(before, "debtRatio")));
        await client.RestAsync("POST", "/api/v3/hf/margin/order", """{"clientOid":"a","side":"sell","symbol":"BTC-USDT","type":"market","size":"0.5","autoBorrow":true}""");
        JsonElement after = (await client.RestAsync("GET", "/api/v3/margin/accounts?quoteCurrency=USDT&queryType=MARGIN_V2")).Body.GetProperty("data");
        JsonElement btc = after.GetProperty("accounts").EnumerateArray().Single(x => Desk.Text(x, "currency") == "BTC");
        Assert.Equal(("0.5", "0.00000625", "0.50000625", "0"), (Desk.Text(btc, "liabilityPrincipal"), Desk.Text(btc, "liabilityInterest"), Desk.Text(btc, "liability"), Desk.Text(btc, "total")));
        Assert.Equal(("EFFECTIVE", "50.000625"), (Desk.Text(after, "status"), Desk.Text(after, "totalLiabilityOfQuoteCurrency")));
        Assert.Equal(1, client.Server.Statement().FillCount);
    }

    [Fact]
    public async Task A_book_asked_for_before_its_snapshot_comes_once_play_has_brought_it()
    {
        Tape tape = new Tape().Bid("97", "7").Book("99 1", "101 1").Bid("96", "6");
        await using Client client = await Client.OpenAsync(tape);
        Task<(int Status, JsonElement Body, HttpResponseMessage Response)> asked = client.RestAsync("GET", "/api/v3/market/orderbook/level2?symbol=BTC-USDT");
        client.Server.StartPlaying();
        JsonElement data = (await asked).Body.GetProperty("data");
        Assert.Contains(Desk.Text(data, "sequence"), new[] { "101", "102" });
        Assert.Equal("99", data.GetProperty("bids")[0][0].GetString());
    }

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Exchange.Server.ExchangeServer(new() { Recording = Market, Speed = 0, ApiKey = "", Secret = "", Passphrase = "", Account = new AccountOptions() }));
}
