using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class FeedConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_from_the_welcome_on_reaches_intake_in_order()
    {
        await using var kucoin = new Feed { PushBeforeAck = true };
        using KuCoinRestClient rest = await kucoin.StartAsync();
        await using var feed = new FeedConnection(rest, new WallClock(), [new("/market/level2", ["BTC-USDT", "ETH-USDT"]), new("/spotMarket/tradeOrdersV2", [], IsPrivate: true)]);
        using var intake = new PolledIntake(feed.Source);
        await feed.ConnectAsync(Cancellation);
        await intake.UntilAsync(() => intake.Texts.Count == 5);
        Assert.Equal(
            [
                """{"id":"1","type":"welcome"}""",
                """{"type":"message","topic":"/market/level2:BTC-USDT,ETH-USDT"}""",
                """{"id":"2","type":"ack"}""",
                """{"type":"message","topic":"/spotMarket/tradeOrdersV2"}""",
                """{"id":"3","type":"ack"}""",
            ],
            intake.Texts);
        Assert.Equal("/api/v1/bullet-private", kucoin.BulletPaths.Single());
        Assert.Equal("?token=to%2Fken%3D%3D&connectId=1", kucoin.Queries.Single());
        Assert.Equal(
            [
                """{"id":"2","type":"subscribe","topic":"/market/level2:BTC-USDT,ETH-USDT","privateChannel":false,"response":true}""",
                """{"id":"3","type":"subscribe","topic":"/spotMarket/tradeOrdersV2","privateChannel":true,"response":true}""",
            ],
            kucoin.Received);
    }

    [Fact]
    public void Symbols_go_in_batches_of_a_hundred()
    {
        string[] symbols = [.. Enumerable.Range(0, 250).Select(i => $"S{i}-USDT")];
        string[] batches = [.. FeedConnection.Batches([new("/market/match", symbols), new("/account/balance", [], true)]).Select(batch => batch.Topic)];
        Assert.Equal(4, batches.Length);
        Assert.Equal([100, 100, 50], batches[..3].Select(topic => topic["/market/match:".Length..].Split(',').Length));
        Assert.Equal(symbols, batches[..3].SelectMany(topic => topic["/market/match:".Length..].Split(',')));
        Assert.Equal("/account/balance", batches[3]);
    }

    [Fact]
    public async Task A_refused_topic_is_named()
    {
        await using var kucoin = new Feed { Refuses = ""","type":"error","code":404,"data":"topic /market/foo is not found"}""" };
        using KuCoinRestClient rest = await kucoin.StartAsync();
        await using var feed = new FeedConnection(rest, new WallClock(), [new("/market/foo", ["BTC-USDT"])]);
        KuCoinException refused = await Assert.ThrowsAsync<KuCoinException>(() => feed.ConnectAsync(Cancellation));
        Assert.Equal("KuCoin answered 404 to /market/foo:BTC-USDT: topic /market/foo is not found", refused.Message);
        Assert.Equal(WsEnd.Unattached, feed.Source.End);
    }

    [Fact]
    public async Task A_first_message_that_is_no_welcome_is_named()
    {
        await using var kucoin = new Feed { Welcome = """{"id":"1","type":"error","code":401,"data":"token is invalid"}""" };
        using KuCoinRestClient rest = await kucoin.StartAsync();
        await using var feed = new FeedConnection(rest, new WallClock(), []);
        KuCoinException refused = await Assert.ThrowsAsync<KuCoinException>(() => feed.ConnectAsync(Cancellation));
        Assert.Equal(("401", "token is invalid"), (refused.Code, refused.Answer));
    }

    [Fact]
    public async Task Pings_go_out_and_pongs_come_to_intake()
    {
        await using var kucoin = new Feed { PingIntervalMs = 30 };
        using KuCoinRestClient rest = await kucoin.StartAsync();
        await using var feed = new FeedConnection(rest, new WallClock(), []);
        using var intake = new PolledIntake(feed.Source);
        await feed.ConnectAsync(Cancellation);
        await intake.UntilAsync(() => intake.Texts.Count >= 4);
        Assert.Equal(["""{"id":"2","type":"pong"}""", """{"id":"3","type":"pong"}"""], intake.Texts[1..3]);
    }

    [Fact]
    public async Task A_server_that_answers_no_ping_is_given_up_and_the_source_takes_the_next_connection()
    {
        await using var kucoin = new Feed { PingIntervalMs = 40, PingTimeoutMs = 60, IsMute = true };
        using KuCoinRestClient rest = await kucoin.StartAsync();
        await using var feed = new FeedConnection(rest, new WallClock(), []);
        using var intake = new PolledIntake(feed.Source);
        await feed.ConnectAsync(Cancellation);
        await intake.UntilAsync(() => feed.Source.End == WsEnd.Lost);
        await feed.Ended.WaitAsync(Cancellation);
        Assert.Equal("no answer to a ping, nothing received for 0.1 s", feed.Fault);

        kucoin.IsMute = false;
        kucoin.PingTimeoutMs = 10000;
        await feed.ConnectAsync(Cancellation);
        await intake.UntilAsync(() => intake.Texts.Any(text => text.Contains("pong", StringComparison.Ordinal)));
        Assert.Equal(2, intake.Texts.Count(text => text.Contains("welcome", StringComparison.Ordinal)));
    }

    /// <summary>The smallest server that keeps the feed's protocol, and breaks it where a test says so.</summary>
    private sealed class Feed : IAsyncDisposable
    {
        private LoopbackServer? _server;

        public string? Welcome { get; init; }

        public string? Refuses { get; init; }

        public bool PushBeforeAck { get; init; }

        public int PingIntervalMs { get; init; } = 18000;

        public int PingTimeoutMs { get; set; } = 10000;

        public bool IsMute { get; set; }

        public ConcurrentQueue<string> BulletPaths { get; } = [];

        public ConcurrentQueue<string> Queries { get; } = [];

        public ConcurrentQueue<string> Received { get; } = [];

        public async Task<KuCoinRestClient> StartAsync()
        {
            _server = await LoopbackServer.StartAsync(AnswerAsync);
            return new KuCoinRestClient(new KuCoinEndpoint { Rest = _server.Http, ApiKey = "key", Secret = "secret", Passphrase = "phrase" });
        }

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

        private async Task AnswerAsync(HttpContext context)
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                BulletPaths.Enqueue(context.Request.Path);
                await context.Response.WriteAsync($$$"""{"code":"200000","data":{"token":"to/ken==","instanceServers":[{"endpoint":"{{{_server!.Ws}}}","pingInterval":{{{PingIntervalMs}}},"pingTimeout":{{{PingTimeoutMs}}} }]}}""");
                return;
            }

            Queries.Enqueue(context.Request.QueryString.Value!);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            CancellationToken aborted = context.RequestAborted;
            await LoopbackServer.SendAsync(socket, Welcome ?? $$"""{"id":"{{context.Request.Query["connectId"]}}","type":"welcome"}""", aborted);
            while (await LoopbackServer.ReceiveAsync(socket, aborted) is string text)
                await ReplyAsync(socket, text, aborted);
        }

        private async Task ReplyAsync(WebSocket socket, string text, CancellationToken aborted)
        {
            JsonElement message = JsonDocument.Parse(text).RootElement;
            string head = $$"""{"id":"{{message.GetProperty("id").GetString()}}" """.TrimEnd();
            bool isPing = message.GetProperty("type").GetString() == "ping";
            if (isPing && !IsMute)
                await LoopbackServer.SendAsync(socket, head + ""","type":"pong"}""", aborted);
            if (isPing)
                return;
            Received.Enqueue(text);
            if (PushBeforeAck)
                await LoopbackServer.SendAsync(socket, $$"""{"type":"message","topic":"{{message.GetProperty("topic").GetString()}}"}""", aborted);
            await LoopbackServer.SendAsync(socket, head + (Refuses ?? ""","type":"ack"}"""), aborted);
        }
    }
}
