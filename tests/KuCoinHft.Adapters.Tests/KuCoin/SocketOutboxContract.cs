using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>What the sending half promises, whatever carries it.</summary>
public abstract class SocketOutboxContract : IDisposable
{
    private readonly Socket _ours;
    private readonly Socket _peer;
    private readonly X509Certificate2? _certificate;
    private Stream _reader;

    /// <param name="certificate">The peer's; null leaves TLS out.</param>
    protected SocketOutboxContract(X509Certificate2? certificate)
    {
        _certificate = certificate;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ours = new Socket(SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 8192 };
        _ours.Connect((IPEndPoint)listener.LocalEndpoint);
        _peer = listener.AcceptSocket();
        _peer.ReceiveBufferSize = 8192;
        _peer.ReceiveTimeout = 20_000;
        _reader = new NetworkStream(_peer);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _reader.Dispose();
        _peer.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_the_kernel_does_not_take_waits_and_nothing_is_lost_or_torn()
    {
        SocketOutbox outbox = await OutboxAsync(10_000);
        var accepted = new List<string>();
        int refusals = 0;
        for (int i = 0; refusals < 3; i++)
        {
            string text = $"{i}:{new string('x', i % 3000)}";
            if (outbox.Send(WsOpcode.Text, Encoding.UTF8.GetBytes(text)))
                accepted.Add(text);
            else
                refusals++;
        }

        Assert.True(outbox.WaitingBytes > 0, "the kernel's buffers are full");
        var received = new List<byte>();
        var chunk = new byte[65536];
        List<string> texts = [];
        while (texts.Count < accepted.Count)
        {
            received.AddRange(chunk.AsSpan(0, _reader.Read(chunk)));
            outbox.Flush();
            texts = Unmask([.. received]);
        }

        Assert.Equal(accepted, texts);
        Assert.Equal(0, outbox.WaitingBytes);
        Assert.True(outbox.Send(WsOpcode.Ping, []), "there is room again");
    }

    [Fact]
    public async Task Frames_of_three_writers_stay_whole_and_in_order()
    {
        const int EachCount = 2000;
        SocketOutbox outbox = await OutboxAsync(4096);
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < EachCount; i++)
            {
                byte[] text = Encoding.UTF8.GetBytes($"{writer}:{i}:{new string('x', i % 100)}");
                while (!outbox.Send(WsOpcode.Text, text))
                    Thread.Yield();
            }
        })).ToArray();
        var received = new List<byte>();
        var chunk = new byte[65536];
        List<string> texts = [];
        while (texts.Count < 3 * EachCount)
        {
            outbox.Flush();
            received.AddRange(chunk.AsSpan(0, _reader.Read(chunk)));
            if (_peer.Available == 0)
                texts = Unmask([.. received]);
        }

        await Task.WhenAll(writers);
        for (int writer = 0; writer < 3; writer++)
            Assert.Equal(Enumerable.Range(0, EachCount).Select(i => $"{writer}:{i}:{new string('x', i % 100)}"), texts.Where(text => text[0] == '0' + writer));
    }

    [Fact]
    public async Task A_frame_larger_than_the_backlog_is_refused()
    {
        // 8 bytes of head; TLS keeps room for what it may add.
        int longest = 4096 - 8 - (_certificate is null ? 0 : 256);
        SocketOutbox outbox = await OutboxAsync(4096);
        Assert.False(outbox.Send(WsOpcode.Text, new byte[longest + 1]));
        Assert.True(outbox.Send(WsOpcode.Text, new byte[longest]));
    }

    [Fact]
    public async Task A_closed_outbox_refuses_and_never_throws()
    {
        SocketOutbox outbox = await OutboxAsync();
        outbox.Close();
        outbox.Close();
        Assert.False(outbox.Send(WsOpcode.Text, "x"u8));
        outbox.Flush();
        Assert.Equal(SocketError.Shutdown, outbox.Fault);
        Assert.Equal(0, _reader.Read(new byte[10]));
    }

    [Fact]
    public async Task A_broken_connection_is_named_and_refuses()
    {
        SocketOutbox outbox = await OutboxAsync();
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();
        bool isTaken = true;
        for (int i = 0; i < 1000 && isTaken; i++)
            isTaken = outbox.Send(WsOpcode.Text, "x"u8);
        Assert.False(isTaken);
        Assert.Contains(outbox.Fault, (SocketError[])[SocketError.ConnectionReset, SocketError.Shutdown, SocketError.ConnectionAborted]);
    }

    [Fact]
    public async Task Orders_allocate_nothing() => Assert.Equal(0, BytesAllocatedBy(await OutboxAsync(), leak: false));

    [Fact]
    public async Task The_allocation_meter_sees_a_leak() => Assert.NotEqual(0, BytesAllocatedBy(await OutboxAsync(), leak: true));

    private async Task<SocketOutbox> OutboxAsync(int backlogBytesMax = SocketStream.BacklogBytesMax)
    {
        var meter = new WireMeter();
        var stream = new SocketStream(_ours, meter, backlogBytesMax);
        if (_certificate is null)
            return new SocketOutbox(stream, meter, tls: null, maskSeed: 1);
        var server = new SslStream(_reader);
        _reader = server;
        Task serving = server.AuthenticateAsServerAsync(_certificate);
        SslStream tls = await TlsClient.OpenAsync(stream, new Uri("wss://localhost"), new TlsTrust([_certificate]), meter, TlsClient.HandshakeTimeout, TestContext.Current.CancellationToken);
        await serving;
        return new SocketOutbox(stream, meter, tls, maskSeed: 1);
    }

    private long BytesAllocatedBy(SocketOutbox outbox, bool leak)
    {
        var order = new byte[220];
        var chunk = new byte[order.Length + 8];
        object? leaked = null;
        long allocated = 0;
        for (int i = 0; i < 2000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(outbox.Send(WsOpcode.Text, order));
            outbox.Flush();
            if (leak)
                leaked = new object();
            // The first hundred warm up.
            allocated += i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            _reader.ReadExactly(chunk);
        }

        GC.KeepAlive(leaked);
        return allocated;
    }

    // The texts of the whole frames so far, unmasked byte by byte.
    private static List<string> Unmask(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        while (bytes.Length >= 6)
        {
            Assert.Equal(0x81, bytes[0]);
            int length = bytes[1] & 0x7F;
            int maskAt = 2;
            if (length == 126)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
                maskAt = 4;
            }

            if (bytes.Length < maskAt + 4 + length)
                break;
            var text = new byte[length];
            for (int i = 0; i < length; i++)
                text[i] = (byte)(bytes[maskAt + 4 + i] ^ bytes[maskAt + (i % 4)]);
            texts.Add(Encoding.UTF8.GetString(text));
            bytes = bytes[(maskAt + 4 + length)..];
        }

        return texts;
    }
}
