using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Cli.Latency;

/// <summary>The generator's process: a KuCoin of four sockets on 127.0.0.1, for market, account, trading and the echo.</summary>
/// <remarks>
/// A blocking thread a connection, since waking one is what an exchange's kernel does too; the embedded exchange would add its own queues to every figure.
/// Runs follow one another, each over new connections; the newest of a kind is the one that is used.
/// </remarks>
internal sealed class LoadServer : LoadWire, IDisposable
{
    private static readonly Encoding Ascii = Encoding.ASCII;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly byte[][] _frames;
    private WsPeer? _market;
    private WsPeer? _account;
    private WsPeer? _trade;
    private Stream? _echo;
    private LoadGenerator? _generator;

    /// <param name="certificate">Null serves without TLS.</param>
    public LoadServer(LoadPlan plan, X509Certificate2? certificate)
    {
        _certificate = certificate;
        _frames = [.. plan.Frames.Select(frame => WsPeer.Frame(frame))];
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "accept" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Who takes orders and echoes from now on.</summary>
    public void Use(LoadGenerator generator) => Volatile.Write(ref _generator, generator);

    public override void SendMarket(int index) => _market!.SendFrame(_frames[index]);

    public override void SendAnswer(ReadOnlySpan<byte> json) => _trade!.Send(json);

    public override void SendPushes(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => _account!.Send(first, second);

    /// <summary>The same frames over the echo's connection.</summary>
    public LoadWire EchoWire() => new Echo(_echo!, _frames);

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "connection" }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener was closed: nobody is to come any more.
            return;
        }
    }

    // Whatever ends a connection ends it for the engine too, which says so.
    private void Serve(Socket socket)
    {
        try
        {
            using var plain = new NetworkStream(socket, ownsSocket: true);
            using SslStream? tls = _certificate is null ? null : new SslStream(plain);
            tls?.AuthenticateAsServer(_certificate!);
            Stream stream = (Stream?)tls ?? plain;
            while (ReadHead(stream) is { } head)
                Answer(stream, head);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            return;
        }
    }

    private void Answer(Stream stream, string[] head)
    {
        string path = head[0].Split(' ')[1];
        string? key = head.FirstOrDefault(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
        if (key is not null)
            stream.Write(WsPeer.Upgrade(key));
        if (path == "/echo")
            ServeEcho(stream);
        else if (key is null)
            stream.Write(Bullet(path));
        else if (path.StartsWith("/v1/private", StringComparison.Ordinal))
            ServeTrade(new WsPeer(stream));
        else if (path.StartsWith("/market", StringComparison.Ordinal))
            ServeFeed(_market = new WsPeer(stream));
        else
            ServeFeed(_account = new WsPeer(stream));
    }

    // Pings so rare that none falls into a run: an answer would be a frame that the plan does not know.
    private byte[] Bullet(string path)
    {
        string scheme = _certificate is null ? "ws" : "wss", room = path.Contains("private", StringComparison.Ordinal) ? "account" : "market";
        string json = $$$"""{"code":"200000","data":{"token":"t","instanceServers":[{"endpoint":"{{{scheme}}}://127.0.0.1:{{{Port}}}/{{{room}}}","pingInterval":600000,"pingTimeout":600000}]}}""";
        return Ascii.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");
    }

    private static void ServeFeed(WsPeer peer)
    {
        peer.Send("""{"id":"1","type":"welcome"}"""u8);
        while (peer.TryRead(out ReadOnlySpan<byte> message))
        {
            using JsonDocument request = JsonDocument.Parse(message.ToArray());
            if (request.RootElement.GetProperty("type").GetString() == "subscribe")
                peer.Send(Ascii.GetBytes($$"""{"id":"{{request.RootElement.GetProperty("id").GetString()}}","type":"ack"}"""));
        }
    }

    private void ServeTrade(WsPeer peer)
    {
        peer.Send("""{"sessionId":"load","timestamp":1723160000000}"""u8);
        if (!peer.TryRead(out _))
            return;
        peer.Send("""{"sessionId":"load","data":"welcome","pingInterval":600000,"pingTimeout":600000}"""u8);
        _trade = peer;
        while (peer.TryRead(out ReadOnlySpan<byte> message))
            Volatile.Read(ref _generator)?.OnOrder(message, StampClock.NowNs);
    }

    private void ServeEcho(Stream stream)
    {
        var answer = new byte[LoadPlan.EchoAnswerBytes];
        _echo = stream;
        stream.Write("k"u8);
        while (stream.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false) == answer.Length)
            Volatile.Read(ref _generator)?.OnEcho(StampClock.NowNs);
    }

    // Byte by byte: what follows the empty line belongs to whoever reads next.
    private static string[]? ReadHead(Stream stream)
    {
        var head = new StringBuilder();
        for (int next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            head.Append((char)next);
            if (next == '\n' && head.Length > 4 && head[^3] == '\n')
                return head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        }

        return null;
    }

    private sealed class Echo(Stream stream, byte[][] frames) : LoadWire
    {
        public override void SendMarket(int index) => stream.Write(frames[index]);

        public override void SendAnswer(ReadOnlySpan<byte> json) => throw new NotSupportedException("Nobody sends the echo an order.");

        public override void SendPushes(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => throw new NotSupportedException("Nobody sends the echo an order.");
    }
}
