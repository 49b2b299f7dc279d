using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The sending half of a WebSocket: masks a frame, encrypts it where the connection is TLS, and gives it to the socket at once, without waiting.</summary>
/// <remarks>
/// Writers: the engine's worker (orders), the intake worker (pong, close) and a cold timer (pings), possibly three threads. One gate, held for one
/// copy and one system call that never blocks, keeps their frames whole and in order. Lanes per writer with one draining owner were the other
/// way; they would put an order of one worker behind the next turn of another. On the trading connection an order meets somebody at the gate
/// once in 18 s at most, when the ping goes out.
/// TLS: the caller encrypts, some microseconds, since waking another thread for it would cost an order more. <see cref="SslStream"/> writes to the
/// backlog of <see cref="SocketStream"/>, never to the network; its own lock is shared with the pump's decrypting of one record.
/// What if full: what the kernel does not take stays in the backlog, in order, and goes out with the next <see cref="Send"/> or <see cref="Flush"/>;
/// a frame that does not fit the backlog is refused whole. A socket error ends the outbox: everything is refused from then on, and what waited
/// is lost with its connection, as it would be in the kernel's own buffer. After a close frame nothing is taken either (RFC 6455, 5.5.1).
/// Allocates nothing after construction.
/// </remarks>
public sealed class SocketOutbox : IWsOutlet
{
    // A record of at most 16 KiB grows by 22 bytes in TLS 1.3 and by at most 85 with the suites of TLS 1.2; the rest is room for a key update.
    private const int RecordBytesMax = 16 << 10;
    private const int RecordOverheadMax = 256;

    private readonly SocketStream _stream;
    private readonly SslStream? _tls;
    private readonly WireMeter _meter;
    private readonly byte[] _frame = [];
    private int _gate;
    private int _isFinished;
    private bool _isClosed;
    private ulong _maskState;

    /// <param name="tls">Over <paramref name="stream"/> and agreed; null sends as it is.</param>
    /// <param name="maskSeed">Chance for the mask keys; null takes it from the system.</param>
    internal SocketOutbox(SocketStream stream, WireMeter meter, SslStream? tls = null, ulong? maskSeed = null)
    {
        _stream = stream;
        _meter = meter;
        _tls = tls;
        if (tls is not null)
            _frame = new byte[stream.BacklogBytes];
        Span<byte> seed = stackalloc byte[8];
        RandomNumberGenerator.Fill(seed);
        _maskState = maskSeed ?? BitConverter.ToUInt64(seed);
    }

    /// <summary>The error that ended the outbox, Shutdown where we did; <see cref="SocketError.Success"/> while it lives.</summary>
    public SocketError Fault => _stream.Error == SocketError.Success && IsFinished ? SocketError.Shutdown : _stream.Error;

    /// <summary>A close frame was sent, or the connection ended.</summary>
    public bool IsFinished => Volatile.Read(ref _isFinished) != 0;

    /// <summary>Bytes that the kernel has not taken yet.</summary>
    public int WaitingBytes => _stream.WaitingBytes;

    /// <inheritdoc/>
    public bool Send(WsOpcode opcode, ReadOnlySpan<byte> payload)
    {
        int frameBytes = WsFrameWriter.FrameBytes(payload.Length);
        int wireBytesMax = _tls is null ? frameBytes : frameBytes + (((frameBytes / RecordBytesMax) + 1) * RecordOverheadMax);
        if (wireBytesMax > _stream.BacklogBytes)
            return false;
        Enter();
        bool isTaken = !IsFinished && _stream.TryReserve(wireBytesMax) && Write(opcode, payload);
        if (isTaken)
        {
            _meter.PlainSent(frameBytes);
            _stream.Push();
            if (opcode == WsOpcode.Close)
                Volatile.Write(ref _isFinished, 1);
        }

        Exit();
        return isTaken;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (WaitingBytes == 0)
            return;
        Enter();
        _stream.Push();
        Exit();
    }

    /// <summary>Sends a close frame, unless one was sent; after it nothing more is taken, and what the server still sends can be read.</summary>
    // Our half of the socket stays open: the server ends the connection after a close (RFC 6455, 7.1.1), and one that sees the end of the stream
    // at once may drop the connection before it has looked at the close frame. So TLS says its own goodbye only in Close.
    public void Finish(ushort closeCode)
    {
        Send(WsOpcode.Close, [(byte)(closeCode >> 8), (byte)closeCode]);
        Volatile.Write(ref _isFinished, 1);
    }

    /// <summary>Ends the connection. The socket is disposed here and nowhere else, since a send on a disposed socket would throw on a hot worker.</summary>
    public void Close()
    {
        Enter();
        bool isFirst = !_isClosed;
        _isClosed = true;
        Volatile.Write(ref _isFinished, 1);
        if (isFirst && _tls is not null && _stream.Error == SocketError.Success)
            SayGoodbye(_tls);
        _stream.Fail(SocketError.Shutdown);
        Exit();
        // From here on nobody passes the check of IsFinished behind the gate, nor sends what waits.
        _stream.Dispose();
    }

    private bool Write(WsOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_tls is null)
        {
            _stream.Commit(WsFrameWriter.Write(_stream.Room, opcode, payload, NextMaskKey()));
            return true;
        }

        int length = WsFrameWriter.Write(_frame, opcode, payload, NextMaskKey());
        long startNs = StampClock.NowNs;
        try
        {
            _tls.Write(_frame, 0, length);
        }
        catch (Exception)
        {
            // Nothing of the network comes here, only TLS itself that has failed, in whatever words OpenSSL has: a connection without a next record.
            // Let through, it would leave the gate shut.
            _stream.Fail(SocketError.ConnectionAborted);
        }

        _meter.Encrypted(StampClock.NowNs - startNs);
        return _stream.Error == SocketError.Success;
    }

    // close_notify, so that the server can tell our end from a cut. It completes at once, as all writes do.
    private static void SayGoodbye(SslStream tls)
    {
        try
        {
            tls.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // TLS has failed before: there is nobody to say goodbye to. The gate must open all the same.
            return;
        }
    }

    // splitmix64 from a random start. Masks protect proxies from text that an attacker chose; our text is our own.
    private uint NextMaskKey()
    {
        _maskState += 0x9E3779B97F4A7C15;
        ulong z = _maskState;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (uint)((z ^ (z >> 31)) >> 32);
    }

    private void Enter()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private void Exit() => Volatile.Write(ref _gate, 0);
}
