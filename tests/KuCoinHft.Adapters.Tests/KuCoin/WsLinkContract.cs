using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Builder;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>What a connection promises, whatever carries it.</summary>
public abstract class WsLinkContract : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly WsSource _source = new(FrameSource.Feed, new WallClock());
    private readonly PolledIntake _intake;
    private readonly WireMeter _meter = new();

    /// <param name="certificate">The server's; null leaves TLS out.</param>
    protected WsLinkContract(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _intake = new PolledIntake(_source);
    }

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _intake.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_server_reads_what_we_write_at_every_length_form()
    {
        await using LoopbackServer server = await StartAsync(EchoAsync);
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        var sent = new List<string>();
        foreach (int length in (int[])[0, 1, 7, 8, 9, 125, 126, 127, 4096, 60000])
        {
            sent.Add(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26)))));
            link.Send(sent[^1]);
            await _intake.UntilAsync(() => _intake.Texts.Count == sent.Count);
        }

        Assert.Equal(sent, _intake.Texts);
    }

    [Fact]
    public async Task Fragments_of_a_server_are_joined()
    {
        string[] parts = ["{\"a\":", "", "\"ż", "ółw\"", "}"];
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            foreach (string part in parts)
                await socket.SendAsync(Encoding.UTF8.GetBytes(part), WebSocketMessageType.Text, part == "}", aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        await _intake.UntilAsync(() => _intake.Texts.Count > 0);
        Assert.Equal([string.Concat(parts)], _intake.Texts);
    }

    [Fact]
    public async Task Pings_of_a_server_are_answered_or_it_would_leave()
    {
        var options = new WebSocketOptions { KeepAliveInterval = TimeSpan.FromMilliseconds(50), KeepAliveTimeout = TimeSpan.FromMilliseconds(2000) };
        await using LoopbackServer server = await StartAsync(EchoAsync, options);
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        // The server sends the next ping only after the pong of the one before: the third proves two answers.
        await _intake.UntilAsync(() => _source.PingCount >= 3);
        link.Send("still here");
        await _intake.UntilAsync(() => _intake.Texts.Count > 0);
        Assert.Equal(["still here"], _intake.Texts);
        Assert.Equal(0, _source.PongDroppedCount);
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.NormalClosure)]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable)]
    [InlineData(WebSocketCloseStatus.PolicyViolation)]
    [InlineData((WebSocketCloseStatus)4001)]
    public async Task A_close_of_the_server_is_seen_and_echoed(WebSocketCloseStatus code)
    {
        var echoed = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            await LoopbackServer.SendAsync(socket, "last", aborted);
            await socket.CloseAsync(code, "bye", aborted);
            echoed.SetResult(socket.CloseStatus);
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        await _intake.UntilAsync(() => _source.End == WsEnd.Closed);
        Assert.Equal(["last"], _intake.Texts);
        Assert.Equal((int)code, _source.CloseCode);
        Assert.Equal(code, await echoed.Task.WaitAsync(Limit, Cancellation));
        Assert.False(link.Outbox.Send(WsOpcode.Text, "late"u8), "nothing follows a close frame");
        await link.Ended.WaitAsync(Limit, Cancellation);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 4, WebSocketCloseStatus.InvalidMessageType)]
    [InlineData(WebSocketMessageType.Text, 300_000, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(WebSocketMessageType.Text, -4, WebSocketCloseStatus.InvalidPayloadData)]
    public async Task A_broken_rule_reaches_the_server_as_its_close_code(WebSocketMessageType type, int length, WebSocketCloseStatus expected)
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            var payload = new byte[Math.Abs(length)];
            Array.Fill(payload, length < 0 ? (byte)0xFF : (byte)'a');
            await socket.SendAsync(payload, type, true, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
            told.SetResult(socket.CloseStatus);
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        await _intake.UntilAsync(() => _source.End == WsEnd.Rejected);
        Assert.Equal(expected, await told.Task.WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task A_message_too_long_over_its_fragments_is_refused()
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            for (int sent = 0; sent <= Limits.FrameBytesMax; sent += 50_000)
                await socket.SendAsync(new byte[50_000], WebSocketMessageType.Text, endOfMessage: false, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
            told.SetResult(socket.CloseStatus);
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        await _intake.UntilAsync(() => _source.End == WsEnd.Rejected);
        Assert.Equal(WsReject.TooLong, _source.RejectReason);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await told.Task.WaitAsync(Limit, Cancellation));
        Assert.Equal("The server broke the WebSocket protocol: TooLong; it was told so with code 1009.", WsLink.WhyEnded(link, _source));
        Assert.Empty(_intake.Texts);
    }

    [Fact]
    public async Task A_server_that_vanishes_without_a_close_frame_is_lost()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            async context =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                await LoopbackServer.SendAsync(socket, "last", context.RequestAborted);
                await LoopbackServer.ReceiveAsync(socket, context.RequestAborted);
                context.Abort();
            },
            certificate: _certificate);
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        await _intake.UntilAsync(() => _intake.Texts.Count == 1);
        link.Send("go");
        await _intake.UntilAsync(() => _source.End == WsEnd.Lost);
        await link.Ended.WaitAsync(Limit, Cancellation);
        Assert.False(link.Outbox.Send(WsOpcode.Text, "late"u8));
    }

    [Fact]
    public async Task A_server_that_closes_and_keeps_the_connection_is_left()
    {
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", aborted);
            await Task.Delay(Timeout.Infinite, aborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        link.StartPings(new PingPeriods(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), () => "ping");
        await _intake.UntilAsync(() => _source.End == WsEnd.Closed);
        await link.Ended.WaitAsync(Limit, Cancellation);
        Assert.Null(link.Fault);
    }

    [Fact]
    public async Task Silence_longer_than_interval_and_timeout_ends_it()
    {
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            // It reads the pings and answers none.
            while (await LoopbackServer.ReceiveAsync(socket, aborted) is not null)
                continue;
        });
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        link.StartPings(new PingPeriods(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(60)), () => "ping");
        await _intake.UntilAsync(() => _source.End == WsEnd.Lost);
        await link.Ended.WaitAsync(Limit, Cancellation);
        Assert.Equal("no answer to a ping, nothing received for 0.1 s", link.Fault);
    }

    [Fact]
    public async Task Bytes_are_counted_above_and_below_TLS()
    {
        await using LoopbackServer server = await StartAsync(EchoAsync);
        await using WsLink link = await OpenAsync(server);
        link.Attach(_source);
        long sent = _meter.PlainBytesSent;
        long received = _meter.PlainBytesReceived;
        for (int i = 0; i < 10; i++)
        {
            link.Send(new string('x', 1000));
            await _intake.UntilAsync(() => _intake.Texts.Count > i);
        }

        // A head of 4 bytes, and 4 of mask from us.
        Assert.Equal((10 * 1008, 10 * 1004), (_meter.PlainBytesSent - sent, _meter.PlainBytesReceived - received));
        bool isTls = _certificate is not null;
        Assert.Equal(isTls, _meter.WireBytesSent > _meter.PlainBytesSent);
        Assert.Equal(isTls, _meter.WireBytesReceived > _meter.PlainBytesReceived);
        Assert.Equal(isTls, _meter.Protocol is not null);
        Assert.Equal(isTls, _meter.Decrypt.Count >= 10 && _meter.DecryptNs > 0);
        Assert.Equal(isTls, _meter.Encrypt.Count == 10 && _meter.EncryptNs > 0);
        if (!isTls)
            Assert.Equal((_meter.PlainBytesSent, _meter.PlainBytesReceived), (_meter.WireBytesSent, _meter.WireBytesReceived));
    }

    [Fact]
    public async Task Looking_ahead_consumes_nothing()
    {
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            foreach (string text in (string[])["one", "two", "three"])
                await LoopbackServer.SendAsync(socket, text, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
        });
        await using WsLink link = await OpenAsync(server);
        Assert.Equal("one", Encoding.UTF8.GetString(await link.NextTextAsync(Cancellation)));
        Assert.Equal("two", Encoding.UTF8.GetString(await link.NextTextAsync(Cancellation)));
        link.Attach(_source);
        await _intake.UntilAsync(() => _intake.Texts.Count == 3);
        Assert.Equal(["one", "two", "three"], _intake.Texts);
    }

    [Fact]
    public async Task A_connection_that_ends_while_looking_ahead_says_so()
    {
        await using LoopbackServer server = await StartAsync((WebSocket socket, CancellationToken aborted) => Task.CompletedTask);
        await using WsLink link = await OpenAsync(server);
        WsHandshakeException over = await Assert.ThrowsAsync<WsHandshakeException>(() => link.NextTextAsync(Cancellation));
        Assert.Contains("before the session began", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_connection_says_goodbye()
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            try
            {
                await LoopbackServer.ReceiveAsync(socket, aborted);
            }
            finally
            {
                told.SetResult(socket.CloseStatus);
            }
        });
        WsLink link = await OpenAsync(server);
        await link.DisposeAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await told.Task.WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task A_connection_that_nobody_reads_can_be_disposed()
    {
        await using LoopbackServer server = await StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            string flood = new('x', 200_000);
            while (!aborted.IsCancellationRequested)
                await LoopbackServer.SendAsync(socket, flood, aborted);
        });
        WsLink link = await OpenAsync(server);
        await link.NextTextAsync(Cancellation);
        await link.DisposeAsync();
        Assert.True(link.Ended.IsCompleted);
    }

    private Task<LoopbackServer> StartAsync(Func<WebSocket, CancellationToken, Task> serve, WebSocketOptions? options = null) => LoopbackServer.StartAsync(serve, options, _certificate);

    private Task<WsLink> OpenAsync(LoopbackServer server) => WsLink.OpenAsync(server.Ws, _certificate is null ? [] : [_certificate], _meter, Cancellation);

    private static async Task EchoAsync(WebSocket socket, CancellationToken aborted)
    {
        while (await LoopbackServer.ReceiveAsync(socket, aborted) is string text)
            await LoopbackServer.SendAsync(socket, text, aborted);
    }
}
