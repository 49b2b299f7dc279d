using System.Net.WebSockets;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class TradeConnectionTests
{
    // The vector of api.md section 4: key, secret, challenge and the reply that it must get.
    private const string Key = "5c2db93503aa674c74a31734";
    private const string Secret = "5f1a7b9e-0d2c-4e6f-8a31-b4c5d6e7f809";
    private const string Challenge = "{\"sessionId\":\"92f2aec4-0000-4000-8000-4d7e93911bdc\", \"timestamp\": 1760000000100}";
    private const string Reply = "YrhYgyUELkd9ACvb+UqHyQwIT+5k7J/jyyCgSmd8cAg=";
    private const string Welcome = "{\"sessionId\":\"92f2aec4-0000-4000-8000-4d7e93911bdc\",\"data\":\"welcome\",\"pingInterval\":30,\"pingTimeout\":10000}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_proves_itself_takes_orders_and_pings()
    {
        string? query = null;
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            query = context.Request.QueryString.Value;
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await LoopbackServer.SendAsync(socket, Challenge, context.RequestAborted);
            string? reply = await LoopbackServer.ReceiveAsync(socket, context.RequestAborted);
            await LoopbackServer.SendAsync(socket, reply == Reply ? Welcome : "{\"code\":\"400011\",\"msg\":\"" + reply + "\"}", context.RequestAborted);
            while (await LoopbackServer.ReceiveAsync(socket, context.RequestAborted) is string text)
                await LoopbackServer.SendAsync(socket, text, context.RequestAborted);
        });
        await using var trade = new TradeConnection(Endpoint(new Uri(server.Ws, "/v1/private")), new WallClock(), new FixedTime(1760000000010));
        using var intake = new PolledIntake(trade.Source);
        Assert.False(trade.Send("{}"u8), "no session yet");
        await trade.ConnectAsync(Cancellation);
        Assert.Equal("?apikey=5c2db93503aa674c74a31734&sign=%2FmTdVEucEvUCrseMHTNw%2B6yoL5E%2Ba4uqnZG%2FMJl7HFo%3D&passphrase=zGVFglJxdtaTs4DJrP7Yiw3Y%2FxEcXq0SBDgq9FTf5Vg%3D&timestamp=1760000000010", query);

        Assert.True(trade.Send("{\"id\":\"r-1\",\"op\":\"margin.order\"}"u8));
        await intake.UntilAsync(() => intake.Texts.Contains("{\"id\":\"r-1\",\"op\":\"margin.order\"}") && intake.Texts.Contains("{\"id\":\"ping-1\",\"op\":\"ping\",\"timestamp\":1760000000010}"));
        Assert.Equal([Challenge, Welcome], intake.Texts[..2]);
    }

    [Fact]
    public async Task A_refused_session_is_named()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            await LoopbackServer.SendAsync(socket, Challenge, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
            await LoopbackServer.SendAsync(socket, "{\"code\":\"400011\",\"msg\":\"session verification failed\"}", aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
        });
        await using var trade = new TradeConnection(Endpoint(new Uri(server.Ws, "/v1/private")), new WallClock());
        KuCoinException refused = await Assert.ThrowsAsync<KuCoinException>(() => trade.ConnectAsync(Cancellation));
        Assert.Equal(("400011", "session verification failed"), (refused.Code, refused.Answer));
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
        Assert.False(trade.Send("{}"u8));
    }

    [Fact]
    public async Task A_lost_session_refuses_orders()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            await LoopbackServer.SendAsync(socket, Challenge, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
            await LoopbackServer.SendAsync(socket, Welcome, aborted);
        });
        await using var trade = new TradeConnection(Endpoint(server.Ws), new WallClock());
        using var intake = new PolledIntake(trade.Source);
        await trade.ConnectAsync(Cancellation);
        await intake.UntilAsync(() => trade.Source.End is WsEnd.Lost or WsEnd.Closed);
        await trade.Ended.WaitAsync(Cancellation);
        Assert.False(trade.Send("{}"u8));
    }

    [Fact]
    public void Without_an_address_the_documented_one_is_taken()
    {
        var endpoint = new KuCoinEndpoint { Rest = new Uri("http://127.0.0.1:1"), ApiKey = Key, Secret = Secret, Passphrase = "p" };
        Assert.Equal("wss://wsapi.kucoin.com/v1/private", endpoint.Trade.AbsoluteUri);
        Assert.Empty(endpoint.TrustedCertificates);
    }

    private static KuCoinEndpoint Endpoint(Uri trade) =>
        new() { Rest = new Uri("http://127.0.0.1:1"), Trade = trade, ApiKey = Key, Secret = Secret, Passphrase = "correct horse" };

    private sealed class FixedTime(long unixMs) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
    }
}
