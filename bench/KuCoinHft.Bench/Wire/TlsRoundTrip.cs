using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Exchange.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KuCoinHft.Bench.Wire;

/// <summary>Path: an order's text from the sender to the socket, an echo of Kestrel's, and from the socket through the pump to Intake; plain against TLS.</summary>
/// <remarks>
/// Input: 220 bytes, the size of a level2 frame, over loopback in one process; the sender polls for the echo, so nothing else is under way. Pairs: each round
/// takes one message over both connections, which of them first in turn, so that what the machine does meets both. Not BenchmarkDotNet's, which would run
/// one after the other for seconds. Most of a round trip is the server and the threads that it wakes: look at the difference, and at decrypting and encrypting.
/// A regression in encrypting is paid by the worker that sends an order.
/// </remarks>
internal static class TlsRoundTrip
{
    private const int WarmUpRounds = 2_000;
    private const int Rounds = 10_000;
    private const int MessageBytes = 220;

    public static async Task RunAsync()
    {
        using X509Certificate2 certificate = LocalCertificate.Create();
        await using WebApplication plainServer = await ServeAsync(null);
        await using WebApplication tlsServer = await ServeAsync(certificate);
        await using TradeConnection plain = Connection(plainServer, []);
        await using TradeConnection tls = Connection(tlsServer, [certificate]);
        using var plainEcho = new EchoReader(plain.Source);
        using var tlsEcho = new EchoReader(tls.Source);
        await plain.ConnectAsync(CancellationToken.None);
        await tls.ConnectAsync(CancellationToken.None);
        plainEcho.WaitFor(2);
        tlsEcho.WaitFor(2);
        long[] plainNs = new long[Rounds], tlsNs = new long[Rounds], differenceNs = new long[Rounds];
        byte[] message = new byte[MessageBytes];
        message.AsSpan().Fill((byte)'x');
        for (int i = -WarmUpRounds; i < Rounds; i++)
        {
            bool isPlainFirst = (i & 1) == 0;
            long first = isPlainFirst ? RoundTripNs(plain, plainEcho, message) : RoundTripNs(tls, tlsEcho, message);
            long second = isPlainFirst ? RoundTripNs(tls, tlsEcho, message) : RoundTripNs(plain, plainEcho, message);
            if (i == -1)
                Forget(tls.Wire);
            if (i < 0)
                continue;
            (plainNs[i], tlsNs[i]) = isPlainFirst ? (first, second) : (second, first);
            differenceNs[i] = tlsNs[i] - plainNs[i];
        }

        Console.WriteLine($"{Rounds} pairs of {MessageBytes} bytes, microseconds; {tls.Wire.Protocol}");
        Print("plain", plainNs);
        Print("TLS", tlsNs);
        Print("TLS less plain, by pair", differenceNs);
        Print("decrypt a read", tls.Wire.Decrypt);
        Print("encrypt a frame", tls.Wire.Encrypt);
    }

    private static long RoundTripNs(TradeConnection connection, EchoReader echo, byte[] message)
    {
        long startNs = StampClock.NowNs;
        if (!connection.Send(message))
            throw new InvalidOperationException("The connection took no message.");
        echo.WaitFor(1);
        return StampClock.NowNs - startNs;
    }

    private static void Forget(WireMeter meter)
    {
        meter.Decrypt.Clear();
        meter.Encrypt.Clear();
    }

    private static void Print(string name, long[] ns)
    {
        Array.Sort(ns);
        Console.WriteLine($"{name,-24} p50 {At(ns, 0.50),8:F2}  p10 {At(ns, 0.10),8:F2}  p90 {At(ns, 0.90),8:F2}  p99 {At(ns, 0.99),9:F2}");
    }

    private static void Print(string name, LatencyHistogram histogram) =>
        Console.WriteLine($"{name,-24} p50 {histogram.PercentileNs(50) / 1e3,8:F2}  p10 {histogram.PercentileNs(10) / 1e3,8:F2}  p90 {histogram.PercentileNs(90) / 1e3,8:F2}  p99 {histogram.PercentileNs(99) / 1e3,9:F2}");

    private static double At(long[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] / 1e3;

    private static TradeConnection Connection(WebApplication server, X509Certificate2[] trusted)
    {
        var http = new Uri(server.Urls.First());
        var trade = new UriBuilder(http) { Scheme = http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
        return new TradeConnection(new KuCoinEndpoint { Rest = http, Trade = trade.Uri, ApiKey = "key", Secret = "secret", Passphrase = "phrase", TrustedCertificates = trusted }, new EchoReader.StoppedClock());
    }

    private static async Task<WebApplication> ServeAsync(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        WebApplication server = builder.Build();
        server.UseWebSockets();
        server.Run(EchoAsync);
        await server.StartAsync();
        return server;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        await socket.SendAsync("""{"sessionId":"s"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
        await socket.SendAsync("""{"data":"welcome"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (result.MessageType == WebSocketMessageType.Close)
                return;
            await socket.SendAsync(buffer.AsMemory(0, result.Count), WebSocketMessageType.Text, result.EndOfMessage, context.RequestAborted);
        }
    }
}
