using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Exchange.Server.Rest;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>A whole session over HTTP and the feed: every endpoint succeeds once, in its documented shape.</summary>
public sealed class ConformanceTests
{
    private const string Tail = """ "symbol":"BTC-USDT","side":"buy","type":"limit","price":"50","size":"0.5" """;

    private readonly HashSet<Route> _called = [];
    private readonly List<string> _faults = [];

    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2").Book("9 100", "10 100", "ETH-USDT").Bid("97", "1");

    [Fact]
    public async Task Every_endpoint_answers_in_its_documented_shape()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with
        {
            Account = new AccountOptions
            {
                InitialBalances = new Dictionary<string, decimal> { ["USDT"] = 1000, ["BTC"] = 1 },
                InitialTradeBalances = new Dictionary<string, decimal> { ["USDT"] = 1000 },
                InitialMainBalances = new Dictionary<string, decimal> { ["USDT"] = 1000 },
            },
            Limits = new FeedLimits { ConnectionsPerMinuteMax = 100 },
        });
        await PublicAsync(client);
        await MarginAsync(client);
        await SpotAsync(client);
        await StopsAsync(client, "/api/v3/hf/margin/stop-order");
        await OcosAsync(client);
        await OldOrdersAsync(client);
        await AccountAsync(client);
        Assert.Equal([], client.Server.Routes.Where(x => !_called.Contains(x)).Select(x => $"{x.Method} {x.Path} was not called"));
        Assert.True(_faults.Count == 0, string.Join('\n', _faults));
    }

    [Fact]
    public void A_shape_sees_a_missing_a_wrong_an_unknown_and_a_null_field()
    {
        Shapes shape = Shapes.OfAnswer("GET", "/api/v1/status")!;
        Assert.Empty(shape.Faults(Desk.Json("""{"code":"200000","data":{"status":"open","msg":""}}"""u8.ToArray())));
        Assert.Equal([".data.msg is missing"], shape.Faults(Desk.Json("""{"code":"200000","data":{"status":"open"}}"""u8.ToArray())));
        Assert.Equal([".data.msg is null"], shape.Faults(Desk.Json("""{"code":"200000","data":{"status":"open","msg":null}}"""u8.ToArray())));
        Assert.Equal([".data.mood is not documented"], shape.Faults(Desk.Json("""{"code":"200000","data":{"status":"open","msg":"","mood":1}}"""u8.ToArray())));
        Assert.Equal([".code is 200000, not string", ".data.status is ajar, not one of [\"open\",\"close\",\"cancelonly\"]"], shape.Faults(Desk.Json("""{"code":200000,"data":{"status":"ajar","msg":""}}"""u8.ToArray())));
    }

    [Fact]
    public async Task Private_pushes_of_a_life_with_debts_have_their_documented_shape()
    {
        await using Client client = await Client.OpenAsync(new Tape().Book("99 1, 98 2", "101 1, 102 2").After(9_000_000_000).Bid("97", "1").Trade("sell", "98", "0.1").Bid("96", "1"));
        Socket feed = await client.FeedAsync();
        string[] topics = ["/spotMarket/tradeOrdersV2", "/spotMarket/tradeOrders", "/account/balance", "/margin/position", "/spotMarket/advancedOrders"];
        foreach (string topic in topics)
            await feed.SubscribeAsync(topic);
        const string order = "/api/v3/hf/margin/order";
        await CallAsync(client, "POST", order, """{"clientOid":"a","symbol":"BTC-USDT","side":"sell","type":"market","size":"0.5","autoBorrow":true}""");
        await CallAsync(client, "POST", order, """{"clientOid":"b","symbol":"BTC-USDT","side":"buy","price":"90","size":"0.5"}""");
        await CallAsync(client, "DELETE", order + "s/client-order/b?symbol=BTC-USDT");
        await CallAsync(client, "POST", "/api/v3/hf/margin/stop-order", """{"clientOid":"c","symbol":"BTC-USDT","side":"buy","price":"90","size":"0.1","stopPrice":"98","stop":"loss"}""");
        client.Server.StartPlaying();
        var seen = new HashSet<string>();
        while (seen.Count < topics.Length || !seen.Contains("/spotMarket/advancedOrders TRIGGERED"))
        {
            JsonElement push = await feed.ReadAsync();
            string topic = Desk.Text(push, "topic")!, type = Desk.Text(push.GetProperty("data"), "type") ?? "";
            seen.Add(topic);
            seen.Add($"{topic} {type}");

            // The specification's enum of stop order types is that of orders; what is live says TRIGGERED (api.md 3.5).
            Assert.All(Shapes.OfPush(topic).Faults(push), x => Assert.StartsWith(".data.type is TRIGGERED", x, StringComparison.Ordinal));
            Assert.Equal(topic == "/account/balance", push.TryGetProperty("id", out _));
            Assert.False(topic == "/spotMarket/tradeOrders" && type == "received", "The older order topic has no received.");
        }
    }

    private async Task PublicAsync(Client client)
    {
        foreach (string path in new[]
        {
            "timestamp", "status", "my-ip", "symbols", "markets", "isolated/symbols", "prices", "margin/config", "market/allTickers", "market/stats?symbol=BTC-USDT", "market/histories?symbol=BTC-USDT",
            "market/orderbook/level1?symbol=BTC-USDT", "market/orderbook/level2_20?symbol=BTC-USDT", "market/orderbook/level2_100?symbol=BTC-USDT", "market/candles?symbol=BTC-USDT&type=1min", "mark-price/USDT-BTC/current",
        })
            await CallAsync(client, "GET", "/api/v1/" + path);
        foreach (string path in new[] { "v2/symbols", "v2/symbols?market=USDS", "v2/symbols/BTC-USDT", "v3/currencies", "v3/currencies/BTC", "v3/margin/symbols?symbol=BTC-USDT", "v3/mark-price/all-symbols", "v3/margin/collateralRatio", "v3/margin/available-inventory?currency=USDT", "v3/market/orderbook/level2?symbol=BTC-USDT" })
            await CallAsync(client, "GET", "/api/" + path);
        await CallAsync(client, "POST", "/api/v1/bullet-public");
        await CallAsync(client, "POST", "/api/v1/bullet-private");
    }

    private async Task MarginAsync(Client client)
    {
        const string path = "/api/v3/hf/margin/", query = "?symbol=BTC-USDT&tradeType=MARGIN_TRADE";
        await CallAsync(client, "POST", path + "order/test", $$"""{"clientOid":"m-0",{{Tail}}}""");
        string id = Id(await CallAsync(client, "POST", path + "order", $$"""{"clientOid":"m-1",{{Tail}}}"""));
        await CallAsync(client, "POST", path + "order", $$"""{"clientOid":"m-2",{{Tail}}}""");
        await CallAsync(client, "POST", path + "order", $$"""{"clientOid":"m-3",{{Tail}}}""");
        await CallAsync(client, "POST", path + "order", """{"clientOid":"m-4","symbol":"BTC-USDT","side":"buy","type":"market","size":"0.01"}""");
        foreach (string list in new[] { "order/active/symbols?tradeType=MARGIN_TRADE", "orders/active" + query, $"orders/{id}?symbol=BTC-USDT", "orders/client-order/m-4?symbol=BTC-USDT", "fills" + query })
            await CallAsync(client, "GET", path + list);
        await CallAsync(client, "DELETE", path + $"orders/{id}?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders/client-order/m-2?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders" + query);
        JsonElement done = await CallAsync(client, "GET", path + "orders/done" + query);
        Assert.Equal(["m-3", "m-2", "m-1", "m-4"], done.GetProperty("items").EnumerateArray().Select(x => Desk.Text(x, "clientOid")));
    }

    private async Task SpotAsync(Client client)
    {
        const string path = "/api/v1/hf/";
        await CallAsync(client, "POST", path + "orders/test", $$"""{"clientOid":"s-0",{{Tail}}}""");
        string first = Id(await CallAsync(client, "POST", path + "orders", $$"""{"clientOid":"s-1",{{Tail}}}"""));
        string second = Id(await CallAsync(client, "POST", path + "orders/sync", $$"""{"clientOid":"s-2",{{Tail}}}"""));
        await CallAsync(client, "POST", path + "orders/multi", $$"""{"orderList":[{"clientOid":"s-3",{{Tail}}},{"clientOid":"s-3",{{Tail}}}]}""");
        await CallAsync(client, "POST", path + "orders/multi/sync", $$"""{"orderList":[{"clientOid":"s-4",{{Tail}}},{"clientOid":"s-5"}]}""");
        await CallAsync(client, "POST", path + "orders/sync", """{"clientOid":"s-6","symbol":"BTC-USDT","side":"buy","type":"market","funds":"5"}""");
        foreach (string list in new[] { "orders/active?symbol=BTC-USDT", "orders/active/page?symbol=BTC-USDT&pageSize=2", "orders/active/symbols", $"orders/{first}?symbol=BTC-USDT", "orders/client-order/s-6?symbol=BTC-USDT", "fills?symbol=BTC-USDT" })
            await CallAsync(client, "GET", path + list);
        await CallAsync(client, "DELETE", path + $"orders/cancel/{first}?symbol=BTC-USDT&cancelSize=0.1");
        await CallAsync(client, "DELETE", path + $"orders/{first}?symbol=BTC-USDT");
        await CallAsync(client, "POST", path + "orders/alter", """{"symbol":"BTC-USDT","clientOid":"s-4","newPrice":"51"}""");
        await CallAsync(client, "DELETE", path + $"orders/sync/{second}?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders/sync/client-order/s-3?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders/client-order/s-4?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders?symbol=BTC-USDT");
        await CallAsync(client, "DELETE", path + "orders/cancelAll");
        await CallAsync(client, "GET", path + "orders/done?symbol=BTC-USDT");
    }

    private async Task StopsAsync(Client client, string margin)
    {
        const string classic = "/api/v1/stop-order", stop = """,  "stopPrice":"60","stop":"loss"}""";
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(1, 3).Select(async x => Id(await CallAsync(client, "POST", margin, $$"""{"clientOid":"p-{{x}}",{{Tail}}{{stop}}"""))))];
        string spot = Id(await CallAsync(client, "POST", classic, $$"""{"clientOid":"p-4",{{Tail}}{{stop}}"""));
        await CallAsync(client, "POST", classic, $$"""{"clientOid":"p-5",{{Tail}},"tradeType":"MARGIN_TRADE"{{stop}}""");
        foreach (string path in new[] { margin + "s?stop=stop", $"{margin}/orderId?orderId={ids[0]}", margin + "/clientOid?clientOid=p-2", classic, $"{classic}/{spot}", classic + "/queryOrderByClientOid?clientOid=p-4" })
            await CallAsync(client, "GET", path);
        await CallAsync(client, "DELETE", $"{margin}/cancel-by-id?orderId={ids[0]}");
        await CallAsync(client, "DELETE", margin + "/cancel-by-clientOid?clientOid=p-2");
        await CallAsync(client, "DELETE", margin + $"/cancel?orderIds={ids[2]}");
        await CallAsync(client, "DELETE", $"{classic}/{spot}");
        await CallAsync(client, "DELETE", classic + "/cancelOrderByClientOid?clientOid=p-5");
        Assert.Equal(0, (await CallAsync(client, "DELETE", classic + "/cancel?symbol=BTC-USDT")).GetProperty("cancelledOrderIds").GetArrayLength());
    }

    private async Task OcosAsync(Client client)
    {
        foreach ((string place, string byId, string byClientOid, string detail, string all) in new[]
        {
            ("/api/v3/hf/margin/oco-order", "/orderId?orderId=", "/clientOid?clientOid=", "/detail/orderId?orderId=", "/api/v3/hf/margin/oco-orders"),
            ("/api/v3/oco/order", "/", "/api/v3/oco/client-order/", "/details/", "/api/v3/oco/orders"),
        })
        {
            bool isMargin = place.Contains("margin", StringComparison.Ordinal);
            string body = $$"""{"clientOid":"o-{{place.Length}}-%",{{Tail}},"stopPrice":"110","limitPrice":"111"}""";
            string id = Id(await CallAsync(client, "POST", place, body.Replace('%', '1')));
            await CallAsync(client, "POST", place, body.Replace('%', '2'));
            await CallAsync(client, "POST", place, body.Replace('%', '3'));
            string named = $"{(isMargin ? place : "")}{byClientOid}o-{place.Length}-";
            await CallAsync(client, "GET", place + byId + id);
            await CallAsync(client, "GET", named + "1");
            await CallAsync(client, "GET", place + detail + id);
            await CallAsync(client, "GET", all);
            await CallAsync(client, "DELETE", isMargin ? $"{place}/cancel-by-id?orderId={id}" : $"{place}/{id}");
            await CallAsync(client, "DELETE", isMargin ? $"{place}/cancel-by-clientOid?clientOid=o-{place.Length}-2" : named + "2");
            JsonElement rest = await CallAsync(client, "DELETE", isMargin ? place + "/cancel?symbol=BTC-USDT" : all + "?symbol=BTC-USDT");
            Assert.Equal(2, rest.GetProperty("cancelledOrderIds").GetArrayLength());
        }
    }

    private async Task OldOrdersAsync(Client client)
    {
        await CallAsync(client, "POST", "/api/v1/orders/test", $$"""{"clientOid":"d-0",{{Tail}}}""");
        string id = Id(await CallAsync(client, "POST", "/api/v1/orders", $$"""{"clientOid":"d-1",{{Tail}}}"""));
        foreach (string oid in new[] { "d-2", "d-3" })
            await CallAsync(client, "POST", "/api/v1/orders", $$"""{"clientOid":"{{oid}}",{{Tail}}}""");
        foreach (string path in new[] { "orders?status=active", "orders?status=done", $"orders/{id}", "order/client-order/d-2", "fills?symbol=BTC-USDT" })
            await CallAsync(client, "GET", "/api/v1/" + path);
        await CallAsync(client, "DELETE", $"/api/v1/orders/{id}");
        await CallAsync(client, "DELETE", "/api/v1/order/client-order/d-2");
        Assert.Equal(1, (await CallAsync(client, "DELETE", "/api/v1/orders?symbol=BTC-USDT")).GetProperty("cancelledOrderIds").GetArrayLength());
    }

    private async Task AccountAsync(Client client)
    {
        const string margin = "/api/v3/margin/";
        await CallAsync(client, "POST", margin + "borrow", """{"currency":"USDT","size":10,"timeInForce":"FOK","isHf":true}""");
        await CallAsync(client, "POST", margin + "repay", """{"currency":"USDT","size":"4"}""");
        foreach (string list in new[] { "borrow", "repay", "interest" })
            Assert.Equal(1, (await CallAsync(client, "GET", margin + list + "?currency=USDT")).GetProperty("items").GetArrayLength());
        await CallAsync(client, "POST", "/api/v3/position/update-user-leverage", """{"leverage":"4"}""");
        await CallAsync(client, "POST", "/api/v3/accounts/universal-transfer", """{"clientOid":"t-1","currency":"USDT","amount":"5","type":"INTERNAL","fromAccountType":"TRADE","toAccountType":"MARGIN_V2"}""");
        await CallAsync(client, "POST", "/api/v2/accounts/inner-transfer", """{"clientOid":"t-2","currency":"USDT","amount":"5","from":"main","to":"trade_hf"}""");
        foreach (string path in new[] { margin + "borrowRate?currency=USDT", margin + "currencies?isIsolated=false&currency=BTC", margin + "accounts?queryType=MARGIN_V2&quoteCurrency=BTC", margin + "accounts" })
            await CallAsync(client, "GET", path);
        string id = Desk.Text((await CallAsync(client, "GET", "/api/v1/accounts?currency=USDT&type=main"))[0], "id")!;
        foreach (string path in new[]
        {
            "v1/accounts", $"v1/accounts/{id}", "v1/accounts/ledgers", "v1/hf/accounts/ledgers?direction=in", "v3/hf/margin/account/ledgers?currency=USDT", "v1/accounts/transferable?currency=USDT&type=MARGIN_V2", "v1/margin/account",
            "v3/isolated/accounts", "v1/isolated/accounts", "v2/user-info", "v1/user/api-key", "v1/hf/accounts/opened", "ua/v1/account/mode", "v1/base-fee", "v1/trade-fees?symbols=BTC-USDT,ETH-USDT",
        })
            await CallAsync(client, "GET", "/api/" + path);
    }

    private static string Id(JsonElement data) => Desk.Text(data, "orderId")!;

    private async Task<JsonElement> CallAsync(Client client, string method, string path, string body = "")
    {
        (int status, JsonElement answer, _) = await client.RestAsync(method, path, body);
        Assert.True((status, Desk.Text(answer, "code")) == (200, "200000"), $"{method} {path} {body}: {status} {answer}");
        Route route = new RouteTable(client.Server.Routes).Find(path.Split('?')[0], method, out _, out _)!;
        lock (_called)
        {
            _called.Add(client.Server.Routes.Single(x => x == route));
            string documented = route.Path.Replace("level2_20", "level2_{size}", StringComparison.Ordinal).Replace("level2_100", "level2_{size}", StringComparison.Ordinal);
            _faults.AddRange((Shapes.OfAnswer(method, documented)?.Faults(answer) ?? []).Select(x => $"{method} {path}: {x}"));
        }

        return answer.GetProperty("data");
    }
}
