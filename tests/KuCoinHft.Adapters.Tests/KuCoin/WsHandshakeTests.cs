using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class WsHandshakeTests
{
    // Key and accept of RFC 6455 section 1.3.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Good = "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static readonly Uri Address = new("ws://127.0.0.1:80/v1/private?sign=secret");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_accept_of_the_RFC_is_ours() => WsHandshake.Check(Good, Key, Address);

    [Theory]
    [InlineData("101 Switching Protocols", "401 Unauthorized", "\"HTTP/1.1 401 Unauthorized\" instead of HTTP/1.1 101")]
    [InlineData("HTTP/1.1", "HTTP/1.0", "\"HTTP/1.0 101 Switching Protocols\" instead of HTTP/1.1 101")]
    [InlineData("101 ", "1010 ", "\"HTTP/1.1 1010 Switching Protocols\" instead of HTTP/1.1 101")]
    [InlineData("upgrade: WebSocket\r\n", "", "no Upgrade header")]
    [InlineData("WebSocket\r\n", "h2c\r\n", "Upgrade: h2c instead of websocket")]
    [InlineData("keep-alive, upgrade", "keep-alive", "Connection: keep-alive instead of Upgrade")]
    [InlineData("s3pPL", "S3pPL", "a Sec-WebSocket-Accept that does not fit our key")]
    [InlineData("\r\nSec-WebSocket-Accept", "\r\nX-Accept", "a Sec-WebSocket-Accept that does not fit our key")]
    [InlineData("Sec-WebSocket-Accept", "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept", "Sec-WebSocket-Extensions: permessage-deflate, which we did not ask for")]
    [InlineData("Connection:", "Connection", "a line \"Connection keep-alive, upgrade\" that is no header")]
    [InlineData("Connection:", "Connection :", "a line \"Connection : keep-alive, upgrade\" that is no header")]
    public void An_answer_that_breaks_a_rule_is_named_and_shows_no_credentials(string good, string bad, string what)
    {
        WsHandshakeException refused = Assert.Throws<WsHandshakeException>(() => WsHandshake.Check(Good.Replace(good, bad, StringComparison.Ordinal), Key, Address));
        Assert.Equal($"127.0.0.1 answered the upgrade of /v1/private with {what}.", refused.Message);
    }

    [Fact]
    public async Task A_server_that_is_no_WebSocket_is_named()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        WsHandshakeException refused = await Assert.ThrowsAsync<WsHandshakeException>(() => WsLink.OpenAsync(server.Ws, [], new WireMeter(), Cancellation));
        Assert.Contains("\"HTTP/1.1 404 Not Found\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_headers_are_refused()
    {
        string refused = await RefusalOfAsync("HTTP/1.1 101 Switching Protocols\r\nX: " + new string('x', WsHandshake.AnswerBytesMax));
        Assert.Contains("more than 16384 bytes of headers", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_refused()
    {
        string refused = await RefusalOfAsync("HTTP/1.1 101 Switching Pro");
        Assert.Contains("the end of the connection before the end of its headers", refused, StringComparison.Ordinal);
    }

    // Which comes first, the end of the sending or the server's end, is the scheduler's choice; a server that does not wait for the request has it both ways.
    [Fact]
    public async Task A_server_that_ends_while_the_request_is_being_sent_is_refused_for_what_it_answered()
    {
        for (int round = 0; round < 300; round++)
        {
            string refused = await RefusalOfAsync("HTTP/1.1 101 Switching Pro", waitsForRequest: false);
            Assert.Contains("the end of the connection before the end of its headers", refused, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_that_is_no_WebSocket_is_refused_by_name()
    {
        NotSupportedException refused = await Assert.ThrowsAsync<NotSupportedException>(() => WsLink.OpenAsync(new Uri("https://127.0.0.1:1/"), [], new WireMeter(), Cancellation));
        Assert.Equal("https://127.0.0.1:1 is no WebSocket address; give one with wss:// or ws://.", refused.Message);
    }

    // A server that answers with these bytes whatever it is asked, then ends.
    private static async Task<string> RefusalOfAsync(string answer, bool waitsForRequest = true)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        var isRefused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Start();
        Task serving = Task.Run(
            async () =>
            {
                using Socket peer = await listener.AcceptSocketAsync(Cancellation);
                if (waitsForRequest)
                    await peer.ReceiveAsync(new byte[4096], SocketFlags.None, Cancellation);
                await peer.SendAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, Cancellation);
                peer.Shutdown(SocketShutdown.Send);
                await isRefused.Task;
            },
            Cancellation);
        WsHandshakeException refused = await Assert.ThrowsAsync<WsHandshakeException>(() => WsLink.OpenAsync(new Uri($"ws://{listener.LocalEndpoint}/"), [], new WireMeter(), Cancellation));
        isRefused.SetResult();
        await serving;
        return refused.Message;
    }
}
