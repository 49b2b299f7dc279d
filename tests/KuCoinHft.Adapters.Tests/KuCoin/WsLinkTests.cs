using System.Net.WebSockets;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Builder;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class WsLinkTests : IDisposable
{
    private readonly WsSource _source = new(FrameSource.Feed, new WallClock());
    private readonly PolledIntake _intake;

    public WsLinkTests() => _intake = new PolledIntake(_source);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _intake.Dispose();

    [Fact]
    public async Task A_server_reads_what_we_write_at_every_length_form()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(EchoAsync);
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
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
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            foreach (string part in parts)
                await socket.SendAsync(Encoding.UTF8.GetBytes(part), WebSocketMessageType.Text, part == "}", aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
        });
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        link.Attach(_source);
        await _intake.UntilAsync(() => _intake.Texts.Count > 0);
        Assert.Equal([string.Concat(parts)], _intake.Texts);
    }

    [Fact]
    public async Task Pings_of_a_server_are_answered_or_it_would_leave()
    {
        var options = new WebSocketOptions { KeepAliveInterval = TimeSpan.FromMilliseconds(50), KeepAliveTimeout = TimeSpan.FromMilliseconds(2000) };
        await using LoopbackServer server = await LoopbackServer.StartAsync(EchoAsync, options);
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
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
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            await LoopbackServer.SendAsync(socket, "last", aborted);
            await socket.CloseAsync(code, "bye", aborted);
            echoed.SetResult(socket.CloseStatus);
        });
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        link.Attach(_source);
        await _intake.UntilAsync(() => _source.End == WsEnd.Closed);
        Assert.Equal(["last"], _intake.Texts);
        Assert.Equal((int)code, _source.CloseCode);
        Assert.Equal(code, await echoed.Task.WaitAsync(Cancellation));
        await link.Ended.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 4, WebSocketCloseStatus.InvalidMessageType)]
    [InlineData(WebSocketMessageType.Text, 300_000, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(WebSocketMessageType.Text, -4, WebSocketCloseStatus.InvalidPayloadData)]
    public async Task A_broken_rule_reaches_the_server_as_its_close_code(WebSocketMessageType type, int length, WebSocketCloseStatus expected)
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            var payload = new byte[Math.Abs(length)];
            Array.Fill(payload, length < 0 ? (byte)0xFF : (byte)'a');
            await socket.SendAsync(payload, type, true, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
            told.SetResult(socket.CloseStatus);
        });
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        link.Attach(_source);
        await _intake.UntilAsync(() => _source.End == WsEnd.Rejected);
        Assert.Equal(expected, await told.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Looking_ahead_consumes_nothing()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            foreach (string text in (string[])["one", "two", "three"])
                await LoopbackServer.SendAsync(socket, text, aborted);
            await LoopbackServer.ReceiveAsync(socket, aborted);
        });
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        Assert.Equal("one", Encoding.UTF8.GetString(await link.NextTextAsync(Cancellation)));
        Assert.Equal("two", Encoding.UTF8.GetString(await link.NextTextAsync(Cancellation)));
        link.Attach(_source);
        await _intake.UntilAsync(() => _intake.Texts.Count == 3);
        Assert.Equal(["one", "two", "three"], _intake.Texts);
    }

    [Fact]
    public async Task A_connection_that_ends_while_looking_ahead_says_so()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((WebSocket socket, CancellationToken aborted) => Task.CompletedTask);
        await using WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        WsHandshakeException over = await Assert.ThrowsAsync<WsHandshakeException>(() => link.NextTextAsync(Cancellation));
        Assert.Contains("before the session began", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_connection_says_goodbye()
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
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
        WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        await link.DisposeAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await told.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task A_connection_that_nobody_reads_can_be_disposed()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (WebSocket socket, CancellationToken aborted) =>
        {
            string flood = new('x', 200_000);
            while (!aborted.IsCancellationRequested)
                await LoopbackServer.SendAsync(socket, flood, aborted);
        });
        WsLink link = await WsLink.OpenAsync(server.Ws, Cancellation);
        await link.NextTextAsync(Cancellation);
        await link.DisposeAsync();
        Assert.True(link.Ended.IsCompleted);
    }

    private static async Task EchoAsync(WebSocket socket, CancellationToken aborted)
    {
        while (await LoopbackServer.ReceiveAsync(socket, aborted) is string text)
            await LoopbackServer.SendAsync(socket, text, aborted);
    }
}
