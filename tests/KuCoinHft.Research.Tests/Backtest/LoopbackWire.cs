using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Adapters.Tests.KuCoin;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>Both ends of KuCoin's two sockets and its REST on loopback; the server says what the test tells it to, message by message.</summary>
/// <remarks>Thread: the test's; the server's ends run on the pool.</remarks>
internal sealed class LoopbackWire : IAsyncDisposable
{
    /// <summary>What a server says before the first message, in the order in which it is received.</summary>
    public static readonly (FrameSource Source, string Text)[] Opening =
    [
        (FrameSource.Trade, """{"sessionId":"s-1","timestamp":1760000000100}"""),
        (FrameSource.Trade, """{"sessionId":"s-1","data":"welcome","pingInterval":600000,"pingTimeout":600000}"""),
        (FrameSource.Feed, """{"id":"1","type":"welcome"}"""),
        (FrameSource.Feed, """{"id":"2","type":"ack"}"""),
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<byte[]> _requests = [];
    private readonly KuCoinRestClient _rest;
    private readonly TradeConnection _trade;
    private readonly FeedConnection _feed;
    private readonly LoopbackServer _server;
    private WebSocket? _feedServer;
    private WebSocket? _tradeServer;
    private byte[] _snapshot = [];

    private LoopbackWire(X509Certificate2? certificate, Func<RequestDelegate, Task<LoopbackServer>> start, IClock clock, IReadOnlyList<string> symbols)
    {
        _server = start(ServeAsync).GetAwaiter().GetResult();
        var endpoint = new KuCoinEndpoint
        {
            Rest = _server.Http,
            Trade = new Uri(_server.Ws, "/v1/private"),
            ApiKey = "key",
            Secret = "secret",
            Passphrase = "phrase",
            TrustedCertificates = certificate is null ? [] : [certificate],
        };
        _rest = new KuCoinRestClient(endpoint);
        _trade = new TradeConnection(endpoint, clock);
        _feed = new FeedConnection(_rest, clock, [new("/market/level2", symbols)]);
    }

    public IFrameSource[] Sources => [_trade.Source, _feed.Source];

    public WireMeter FeedMeter => _feed.Wire;

    public WireMeter TradeMeter => _trade.Wire;

    /// <param name="certificate">The server's; null leaves TLS out.</param>
    public static LoopbackWire Create(X509Certificate2? certificate, IClock clock, IReadOnlyList<string> symbols) =>
        new(certificate, answer => LoopbackServer.StartAsync(answer, certificate: certificate), clock, symbols);

    public void ConnectTrade() => _trade.ConnectAsync(TestContext.Current.CancellationToken).Wait(Limit);

    public void ConnectFeed() => _feed.ConnectAsync(TestContext.Current.CancellationToken).Wait(Limit);

    /// <summary>Sends from the server to the engine.</summary>
    public void Send(FrameSource source, ReadOnlyMemory<byte> json)
    {
        WebSocket socket = source == FrameSource.Trade ? _tradeServer! : _feedServer!;
        Assert.True(socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask().Wait(Limit));
    }

    /// <summary>Takes a request from the engine to the server.</summary>
    /// <returns>As the server received it.</returns>
    public byte[] Order(ReadOnlySpan<byte> message)
    {
        Assert.True(_trade.Send(message));
        Assert.True(_requests.TryTake(out byte[]? received, Limit), "the server did not receive the order");
        return received!;
    }

    /// <summary>A full book by REST.</summary>
    public byte[] Fetch(string symbol, ReadOnlyMemory<byte> body)
    {
        _snapshot = body.ToArray();
        Task<byte[]> fetch = _rest.OrderBookAsync(symbol, CancellationToken.None);
        Assert.True(fetch.Wait(Limit));
        return fetch.Result;
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _trade.DisposeAsync();
        _rest.Dispose();
        await _server.DisposeAsync();
        _requests.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path;
        if (context.WebSockets.IsWebSocketRequest)
            await ServeSocketAsync(context, isTrade: path == "/v1/private");
        else if (path.StartsWith("/api/v1/bullet", StringComparison.Ordinal))
            await context.Response.WriteAsync($$$"""{"code":"200000","data":{"token":"t","instanceServers":[{"endpoint":"{{{_server.Ws}}}","pingInterval":600000,"pingTimeout":600000}]}}""");
        else
            await context.Response.Body.WriteAsync(_snapshot, context.RequestAborted);
    }

    private async Task ServeSocketAsync(HttpContext context, bool isTrade)
    {
        CancellationToken aborted = context.RequestAborted;
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        (FrameSource Source, string Text)[] opening = [.. Opening.Where(o => o.Source == (isTrade ? FrameSource.Trade : FrameSource.Feed))];
        await LoopbackServer.SendAsync(socket, opening[0].Text, aborted);
        await LoopbackServer.ReceiveAsync(socket, aborted);
        if (isTrade)
            _tradeServer = socket;
        else
            _feedServer = socket;
        await LoopbackServer.SendAsync(socket, opening[1].Text, aborted);
        while (await LoopbackServer.ReceiveAsync(socket, aborted) is string request)
            _requests.Add(Encoding.UTF8.GetBytes(request), aborted);
    }
}
