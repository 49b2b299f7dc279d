using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using KuCoinHft.Exchange.Tests.Server;

namespace KuCoinHft.Exchange.Tests.Faults;

/// <summary>Faults over real sockets.</summary>
public sealed class FaultServerTests
{
    private const string Order = """{"clientOid":"a","symbol":"BTC-USDT","side":"buy","price":"101","size":"0.5"}""";

    private static Tape Market => new Tape().Book("99 1", "101 1").Bid("98", "1").After(2_000_000_000).Bid("98", "2").After(4_000_000_000).Bid("98", "3");

    [Fact]
    public async Task An_answer_over_REST_is_lost_after_the_order_was_accepted()
    {
        await using Client client = await OpenAsync("""{"name":"answerLost","probability":1}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RestAsync("POST", "/api/v3/hf/margin/order", Order));
        Assert.Equal((1, 1), (client.Server.Statement().OrderCount, client.Server.FaultCounts["answerLost"]));
    }

    [Fact]
    public async Task An_answer_over_REST_says_500_after_the_order_was_accepted()
    {
        await using Client client = await OpenAsync("""{"name":"answerError","atSeconds":0,"code":"500000"}""");
        (int status, JsonElement body, _) = await client.RestAsync("POST", "/api/v3/hf/margin/order", Order);
        Assert.Equal((500, "500000", 1), (status, Desk.Text(body, "code"), client.Server.Statement().OrderCount));
        Assert.Equal(200, (await client.RestAsync("POST", "/api/v3/hf/margin/order", Order.Replace("\"a\"", "\"b\"", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task In_a_storm_REST_gives_429()
    {
        await using Client client = await OpenAsync("""{"name":"rateLimitStorm","atSeconds":0,"forSeconds":1}""");
        Assert.Equal(429, (await client.RestAsync("GET", "/api/v1/timestamp", isSigned: false)).Status);
        client.Server.StartPlaying();
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal(200, (await client.RestAsync("GET", "/api/v1/timestamp", isSigned: false)).Status);
    }

    [Fact]
    public async Task All_tokens_end_at_once()
    {
        await using Client client = await OpenAsync("""{"name":"tokenExpiry","atSeconds":1}""");
        Socket feed = await client.FeedAsync();
        client.Server.StartPlaying();
        Assert.Equal("token is expired", Desk.Text(await feed.ReadAsync(), "data"));
        Assert.Equal("", await feed.ReadTextAsync());
        Assert.NotNull(await client.FeedAsync());
    }

    [Fact]
    public async Task A_clock_that_is_ahead_refuses_signatures_of_now()
    {
        await using Client client = await OpenAsync("""{"name":"clockSkew","atSeconds":0,"forSeconds":1,"skewMs":60000}""");
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.InRange((await client.RestAsync("GET", "/api/v1/timestamp", isSigned: false)).Body.GetProperty("data").GetInt64() - now, 60_000, 70_000);
        (int status, JsonElement body, _) = await client.RestAsync("POST", "/api/v1/bullet-private");
        Assert.Equal((401, "400002"), (status, Desk.Text(body, "code")));
        client.Server.StartPlaying();
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal(200, (await client.RestAsync("POST", "/api/v1/bullet-private")).Status);
    }

    [Fact]
    public async Task A_message_drips()
    {
        await using Client client = await OpenAsync("""{"name":"slowDrip","probability":1,"bytes":3,"delayMs":10}""");
        Socket feed = await client.FeedAsync();
        var watch = Stopwatch.StartNew();
        Assert.Equal("""{"id":"1","type":"pong"}""", (await feed.AskAsync("""{"id":"1","type":"ping"}""")).GetRawText());
        Assert.True(watch.ElapsedMilliseconds >= 60, $"The pong's 8 parts came in {watch.ElapsedMilliseconds} ms.");
        Assert.Equal(2, client.Server.FaultCounts["slowDrip"]);
    }

    [Fact]
    public async Task A_half_open_connection_stays_open_and_is_heard_again()
    {
        await using Client client = await OpenAsync("""{"name":"halfOpen","atSeconds":1,"forSeconds":3,"socket":"feed"}""");
        Socket feed = await client.FeedAsync();
        await feed.SubscribeAsync("/market/level2:BTC-USDT");
        client.Server.StartPlaying();
        Assert.Contains("\"98\",\"1\"", await feed.ReadTextAsync(), StringComparison.Ordinal);

        // The frame of the second second fell into the hole.
        Assert.Contains("\"98\",\"3\"", await feed.ReadTextAsync(), StringComparison.Ordinal);
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal("pong", Desk.Text(await feed.AskAsync("""{"id":"1","type":"ping"}"""), "type"));
    }

    [Fact]
    public async Task A_restart_breaks_connections_and_keeps_orders()
    {
        await using Client client = await OpenAsync("""{"name":"restart","atSeconds":1,"forSeconds":3}""");
        Assert.Equal(200, (await client.RestAsync("POST", "/api/v3/hf/margin/order", Order)).Status);
        Socket feed = await client.FeedAsync(), trade = await client.TradeAsync();
        client.Server.StartPlaying();
        await Assert.ThrowsAsync<WebSocketException>(feed.ReadTextAsync);
        await Assert.ThrowsAsync<WebSocketException>(trade.ReadTextAsync);
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal(1, client.Server.Statement().OrderCount);
        Assert.NotNull(await client.TradeAsync());
        Assert.NotNull(await client.FeedAsync());
    }

    private static Task<Client> OpenAsync(string faults) => Client.OpenAsync(Market, x => x with { Faults = Plans.Of(faults) });
}
