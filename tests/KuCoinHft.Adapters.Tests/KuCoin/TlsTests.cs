using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>Whom TLS trusts, and what it says of whom it does not. REST and WebSockets by the same cases.</summary>
public sealed class TlsTests
{
    private static readonly X509Certificate2 Issued = Certificates.Make(issuer: Certificates.Authority);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, X509Certificate2, X509Certificate2[]> Trusted => new()
    {
        { "a certificate that signed itself, given as it is", Certificates.Localhost, [Certificates.Localhost] },
        { "an authority's, the authority given", Issued, [Certificates.Authority] },
        { "an authority's, pinned without its authority", Issued, [Issued] },
        { "one of several", Issued, [Certificates.Localhost, Certificates.Authority] },
    };

    public static TheoryData<string, X509Certificate2, X509Certificate2[], string[]> Refused
    {
        get
        {
            X509Certificate2 expired = Certificates.Make(endDays: -2), early = Certificates.Make(beginDays: 2), other = Certificates.Make(["kucoin.test", "10.1.2.3"]);
            X509Certificate2 both = Certificates.Make(["kucoin.test"], endDays: -2);
            const string Mend = "if it is yours, give the issuer's certificate or this one in KuCoinEndpoint.TrustedCertificates";
            string expiry = expired.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd"), begin = early.NotBefore.ToUniversalTime().ToString("yyyy-MM-dd");
            return new()
            {
                { "expired", expired, [expired], [$"CN=test server expired on {expiry}: the server needs a new one, or this machine's clock is wrong"] },
                { "not valid yet", early, [early], [$"CN=test server is valid only from {begin}: look at this machine's clock"] },
                { "for another name", other, [other], ["it is for kucoin.test, 10.1.2.3, not for 127.0.0.1: connect by a name that it carries"] },
                { "nobody known signed it", Certificates.Localhost, [], ["its issuer CN=test server is not trusted: " + Mend] },
                { "an unknown authority signed it", Issued, [], ["its issuer CN=Test Authority is not trusted: " + Mend] },
                { "another is trusted", Issued, [Certificates.Localhost], ["its issuer CN=Test Authority is not trusted: " + Mend] },
                { "several at once", both, [Certificates.Authority], ["it is for kucoin.test, not for 127.0.0.1", "expired on", "is not trusted"] },
            };
        }
    }

    [Theory, MemberData(nameof(Trusted))]
    public async Task A_trusted_certificate_is_accepted(string why, X509Certificate2 certificate, X509Certificate2[] trusted)
    {
        await using LoopbackServer server = await ServeAsync(certificate);
        var meter = new WireMeter();
        await using WsLink link = await WsLink.OpenAsync(server.Ws, trusted, meter, Cancellation);
        Assert.True(meter.Protocol?.StartsWith("Tls1", StringComparison.Ordinal), why);
        using var rest = new KuCoinRestClient(Endpoint(server, trusted));
        Assert.NotEmpty(await rest.OrderBookAsync("BTC-USDT", Cancellation));
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task Any_other_is_refused_with_host_reason_and_mend(string why, X509Certificate2 certificate, X509Certificate2[] trusted, string[] reasons)
    {
        await using LoopbackServer server = await ServeAsync(certificate);
        TlsException link = await Assert.ThrowsAsync<TlsException>(() => WsLink.OpenAsync(server.Ws, trusted, new WireMeter(), Cancellation));
        using var rest = new KuCoinRestClient(Endpoint(server, trusted));
        HttpRequestException answer = await Assert.ThrowsAsync<HttpRequestException>(() => rest.OrderBookAsync("BTC-USDT", Cancellation));
        foreach (string said in (string[])[link.Message, answer.Message])
        {
            Assert.True(said.StartsWith("The certificate of 127.0.0.1 is refused: ", StringComparison.Ordinal), $"{why}: {said}");
            Assert.All(reasons, reason => Assert.Contains(reason, said, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_that_the_system_refuses_without_a_reason_is_refused(bool isPinned)
    {
        var trust = new TlsTrust(isPinned ? [Certificates.Localhost] : []);
        using var tls = new SslStream(new MemoryStream());
        using var chain = new X509Chain();
        Assert.Empty(chain.ChainStatus);

        RemoteCertificateValidationCallback isTrusted = trust.Options(null).RemoteCertificateValidationCallback!;
        Assert.False(isTrusted(tls, Certificates.Localhost, chain, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Contains("its chain is not valid", trust.Refusal, StringComparison.Ordinal);
        Assert.True(isTrusted(tls, Certificates.Localhost, chain, SslPolicyErrors.None));
        Assert.Null(trust.Refusal);
    }

    [Fact]
    public async Task A_server_without_TLS_is_named()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext _) => Task.CompletedTask);
        var address = new Uri($"wss://{server.Http.Authority}/");
        TlsException link = await Assert.ThrowsAsync<TlsException>(() => WsLink.OpenAsync(address, [], new WireMeter(), Cancellation));
        Assert.StartsWith($"{server.Http.Authority} did not agree on TLS: ", link.Message, StringComparison.Ordinal);
        Assert.EndsWith("It must speak TLS 1.2 or 1.3; for a server without TLS give a ws:// address.", link.Message, StringComparison.Ordinal);
        using var rest = new KuCoinRestClient(new KuCoinEndpoint { Rest = new Uri($"https://{server.Http.Authority}/"), ApiKey = "k", Secret = "s", Passphrase = "p" });
        HttpRequestException answer = await Assert.ThrowsAsync<HttpRequestException>(() => rest.OrderBookAsync("BTC-USDT", Cancellation));
        Assert.EndsWith("It must speak TLS 1.2 or 1.3; for a server without TLS give an http:// address.", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_in_time()
    {
        (Socket ours, Socket peer) = Pair();
        using (peer)
        {
            var meter = new WireMeter();
            TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(() => TlsClient.OpenAsync(
                new SocketStream(ours, meter), new Uri("wss://kucoin.test"), new TlsTrust([]), meter, TimeSpan.FromMilliseconds(150), Cancellation));
            Assert.Equal("kucoin.test did not agree on TLS within 0.15 s; is there a TLS server at all?", late.Message);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_server_is_told_its_name_and_may_choose_either_version(SslProtocols version)
    {
        string? named = null;
        (Socket ours, Socket peer) = Pair();
        await using var server = new SslStream(new NetworkStream(peer, ownsSocket: true));
        Task serving = server.AuthenticateAsServerAsync(
            (_, hello, _, _) =>
            {
                named = hello.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Localhost, EnabledSslProtocols = version });
            },
            state: null,
            Cancellation);
        (SocketOutbox outbox, SslStream tls) = await OpenAsync(ours, "localhost");
        await serving;
        Assert.Equal("localhost", named);
        Assert.Equal(version, tls.SslProtocol);
        Assert.True(outbox.Send(WsOpcode.Text, "order"u8));
        var frame = new byte[11];
        await server.ReadExactlyAsync(frame, Cancellation);
        Assert.Equal(0x81, frame[0]);
        outbox.Close();
    }

    [Fact]
    public async Task The_end_is_a_close_frame_and_then_a_close_notify()
    {
        (Socket ours, Socket peer) = Pair();
        var stream = new NetworkStream(peer, ownsSocket: true);
        await using var server = new SslStream(stream, leaveInnerStreamOpen: true);
        // In version 1.2 the kind of a record can be seen from outside: 0x17 is data, 0x15 an alert.
        Task serving = server.AuthenticateAsServerAsync(Certificates.Localhost, clientCertificateRequired: false, SslProtocols.Tls12, checkCertificateRevocation: false);
        (SocketOutbox outbox, SslStream tls) = await OpenAsync(ours, "localhost");
        await serving;
        outbox.Finish(WsCloseCode.Normal);
        outbox.Close();
        outbox.Close();
        await tls.DisposeAsync();
        var received = new MemoryStream();
        await stream.CopyToAsync(received, Cancellation);
        Assert.Equal([0x17, 0x15], RecordKinds(received.ToArray()));
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_record_that_was_changed_on_the_way_ends_the_connection()
    {
        (Socket ours, Socket peer) = Pair();
        var stream = new NetworkStream(peer, ownsSocket: true);
        await using var server = new SslStream(stream, leaveInnerStreamOpen: true);
        Task serving = server.AuthenticateAsServerAsync(Certificates.Localhost, clientCertificateRequired: false, SslProtocols.Tls13, checkCertificateRevocation: false);
        (SocketOutbox outbox, SslStream tls) = await OpenAsync(ours, "localhost");
        await serving;
        var pump = new SocketPump(tls, new WireMeter());
        await stream.WriteAsync((byte[])[0x17, 3, 3, 0, 40, .. new byte[40]], Cancellation);
        await pump.RunAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.NotNull(pump.Fault);
        outbox.Close();
        await tls.DisposeAsync();
        await stream.DisposeAsync();
    }

    private static List<byte> RecordKinds(byte[] records)
    {
        var kinds = new List<byte>();
        for (int i = 0; i < records.Length; i += 5 + (records[i + 3] << 8) + records[i + 4])
            kinds.Add(records[i]);
        return kinds;
    }

    private static async Task<(SocketOutbox Outbox, SslStream Tls)> OpenAsync(Socket socket, string host)
    {
        var meter = new WireMeter();
        var stream = new SocketStream(socket, meter);
        SslStream tls = await TlsClient.OpenAsync(stream, new Uri($"wss://{host}"), new TlsTrust([Certificates.Localhost]), meter, TlsClient.HandshakeTimeout, Cancellation);
        return (new SocketOutbox(stream, meter, tls), tls);
    }

    private static (Socket Ours, Socket Peer) Pair()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var ours = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ours.Connect((IPEndPoint)listener.LocalEndpoint);
        return (ours, listener.AcceptSocket());
    }

    private static Task<LoopbackServer> ServeAsync(X509Certificate2 certificate) => LoopbackServer.StartAsync(
        async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Response.WriteAsync("""{"code":"200000","data":{}}""");
                return;
            }

            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await LoopbackServer.ReceiveAsync(socket, context.RequestAborted);
        },
        certificate: certificate);

    private static KuCoinEndpoint Endpoint(LoopbackServer server, X509Certificate2[] trusted) =>
        new() { Rest = server.Http, ApiKey = "key", Secret = "secret", Passphrase = "phrase", TrustedCertificates = trusted };
}
