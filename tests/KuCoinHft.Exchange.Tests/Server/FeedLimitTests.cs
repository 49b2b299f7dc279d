using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Tunnels, and what a client of the feed may not do too much or too long.</summary>
public sealed class FeedLimitTests
{
    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2").Bid("97", "1").Trade("buy", "101", "0.1").Bid("96", "1");

    [Fact]
    public async Task A_tunnel_brings_its_own_pushes_under_its_name()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync(isPrivate: false);
        Assert.Equal("ack", Desk.Text(await feed.AskAsync("""{"id":1,"type":"openTunnel","newTunnelId":"bt1","response":true}"""), "type"));
        Assert.Equal("ack", Desk.Text(await feed.AskAsync("""{"id":2,"type":"openTunnel","newTunnelId":"bt2","response":true}"""), "type"));
        foreach (string tunnel in new[] { "bt1", "bt2" })
            Assert.Equal("ack", Desk.Text(await feed.AskAsync($$"""{"id":3,"type":"subscribe","topic":"/market/match:BTC-USDT","tunnelId":"{{tunnel}}","response":true}"""), "type"));
        Assert.Equal("ack", Desk.Text(await feed.AskAsync("""{"id":4,"type":"closeTunnel","tunnelId":"bt2","response":true}"""), "type"));
        client.Server.StartPlaying();
        JsonElement push = await feed.ReadAsync();
        Assert.Equal(("bt1", "/market/match:BTC-USDT", "101"), (Desk.Text(push, "tunnelId"), Desk.Text(push, "topic"), Desk.Text(push.GetProperty("data"), "price")));
        await client.Server.Completion.WaitAsync(Client.Token);
        Assert.Equal("pong", Desk.Text(await feed.AskAsync("""{"id":"5","type":"ping"}"""), "type"));
    }

    [Fact]
    public async Task A_tunnel_that_is_not_open_or_one_too_many_is_an_error()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync(isPrivate: false);
        Assert.Equal(404, (await feed.AskAsync("""{"id":"1","type":"subscribe","topic":"/market/match:BTC-USDT","tunnelId":"no","response":true}""")).GetProperty("code").GetInt32());
        Assert.Equal(404, (await feed.AskAsync("""{"id":"1","type":"closeTunnel","tunnelId":"no"}""")).GetProperty("code").GetInt32());
        Assert.Equal(400, (await feed.AskAsync("""{"id":"1","type":"openTunnel"}""")).GetProperty("code").GetInt32());
        for (int i = 0; i < 5; i++)
            await feed.SendAsync($$"""{"id":"1","type":"openTunnel","newTunnelId":"bt{{i}}"}""");
        Assert.Equal(509, (await feed.AskAsync("""{"id":"1","type":"openTunnel","newTunnelId":"bt5"}""")).GetProperty("code").GetInt32());
        Assert.Equal(400, (await feed.AskAsync("""{"id":"1","type":"openTunnel","newTunnelId":"bt4"}""")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task The_message_after_a_hundred_in_ten_seconds_is_refused()
    {
        await using Client client = await Client.OpenAsync(Market);
        Socket feed = await client.FeedAsync();
        for (int i = 0; i < 100; i++)
            Assert.Equal("pong", Desk.Text(await feed.AskAsync($$"""{"id":"{{i}}","type":"ping"}"""), "type"));
        JsonElement answer = await feed.AskAsync("""{"id":"100","type":"ping"}""");
        Assert.Equal(("100", 509, "exceed max permits per second"), (Desk.Text(answer, "id"), answer.GetProperty("code").GetInt32(), Desk.Text(answer, "data")));
    }

    [Fact]
    public async Task A_silent_client_is_told_so_and_cut_off_and_one_that_pings_is_not()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Limits = new FeedLimits { PingIntervalMs = 400, PingTimeoutMs = 400 } });
        JsonElement server = (await client.RestAsync("POST", "/api/v1/bullet-public", isSigned: false)).Body.GetProperty("data").GetProperty("instanceServers")[0];
        Assert.Equal((400, 400), (server.GetProperty("pingInterval").GetInt32(), server.GetProperty("pingTimeout").GetInt32()));
        Socket silent = await client.FeedAsync(), alive = await client.FeedAsync();
        var watch = Stopwatch.StartNew();
        Task<JsonElement> end = silent.ReadAsync();
        while (!end.IsCompleted)
        {
            Assert.Equal("pong", Desk.Text(await alive.AskAsync("""{"id":"1","type":"ping"}"""), "type"));
            await Task.WhenAny(end, Task.Delay(100, Client.Token));
        }

        Assert.Equal((400, "ping timeout"), ((await end).GetProperty("code").GetInt32(), Desk.Text(await end, "data")));
        Assert.Equal("", await silent.ReadTextAsync());
        Assert.True(watch.ElapsedMilliseconds >= 700, "The client was cut off before its time.");
        Assert.Equal("pong", Desk.Text(await alive.AskAsync("""{"id":"2","type":"ping"}"""), "type"));
    }

    [Fact]
    public async Task A_session_ends_with_its_token_and_an_expired_token_opens_none()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Limits = new FeedLimits { TokenLife = TimeSpan.FromMilliseconds(1500) } });
        string token = Desk.Text((await client.RestAsync("POST", "/api/v1/bullet-public", isSigned: false)).Body.GetProperty("data"), "token")!;
        string url = $"ws://127.0.0.1:{client.Server.Port}/?token={Uri.EscapeDataString(token)}&connectId=me";
        Socket feed = await client.ConnectAsync(url);
        Assert.Equal("welcome", Desk.Text(await feed.ReadAsync(), "type"));
        Assert.Equal("token is expired", Desk.Text(await feed.ReadAsync(), "data"));
        Assert.Equal("", await feed.ReadTextAsync());
        Socket late = await client.ConnectAsync(url);
        JsonElement answer = await late.ReadAsync();
        Assert.Equal(("me", 401, "token is expired"), (Desk.Text(answer, "id"), answer.GetProperty("code").GetInt32(), Desk.Text(answer, "data")));
        Assert.Equal("", await late.ReadTextAsync());
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_a_place_that_became_free_is_given()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Limits = new FeedLimits { ConnectionsMax = 1 } });
        Socket first = await client.FeedAsync();
        string token = Desk.Text((await client.RestAsync("POST", "/api/v1/bullet-private")).Body.GetProperty("data"), "token")!;
        string url = $"ws://127.0.0.1:{client.Server.Port}/?token={Uri.EscapeDataString(token)}&connectId=me";
        JsonElement answer = await (await client.ConnectAsync(url)).ReadAsync();
        Assert.Equal((509, "exceed max session count limitation of 1"), (answer.GetProperty("code").GetInt32(), Desk.Text(answer, "data")));
        first.Dispose();
        string? type = "error";
        for (int i = 0; i < 25 && type == "error"; i++)
            type = Desk.Text(await (await client.ConnectAsync(url)).ReadAsync(), "type");
        Assert.Equal("welcome", type);
    }

    [Fact]
    public async Task The_connection_after_thirty_in_a_minute_is_refused_before_the_upgrade()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Limits = new FeedLimits { ConnectionsPerMinuteMax = 2 } });
        Assert.Equal(30, new FeedLimits().ConnectionsPerMinuteMax);
        await client.FeedAsync();
        await client.TradeAsync();
        await Assert.ThrowsAsync<WebSocketException>(client.TradeAsync);
        await Assert.ThrowsAsync<WebSocketException>(() => client.FeedAsync());

        // Who has no key counts by address.
        Assert.NotNull(await client.FeedAsync(isPrivate: false));
    }
}
