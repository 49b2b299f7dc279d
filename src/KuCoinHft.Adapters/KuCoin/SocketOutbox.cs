using System.Net.Sockets;
using System.Security.Cryptography;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The sending half of a WebSocket: masks a frame and gives it to the socket at once, without waiting.</summary>
/// <remarks>
/// Writers: the send worker (orders), the intake worker (pong, close) and a cold timer (pings), possibly three threads. One gate, held for one
/// copy and one system call that never blocks, keeps their frames whole and in order. Lanes per writer with one draining owner were the other
/// way; they would put an order of one worker behind the next turn of another. On the trading connection an order meets somebody at the gate
/// once in 18 s at most, when the ping goes out.
/// What if full: what the kernel does not take stays in the backlog, in order, and goes out with the next <see cref="Send"/> or <see cref="Flush"/>;
/// a frame that does not fit the backlog is refused whole. A socket error ends the outbox: everything is refused from then on, and what waited
/// is lost with its connection, as it would be in the kernel's own buffer.
/// Allocates nothing after construction.
/// </remarks>
public sealed class SocketOutbox : IWsOutlet
{
    /// <summary>Bytes that may wait for the kernel; more means that the server has stopped reading.</summary>
    public const int BacklogBytesMax = 64 << 10;

    private readonly Socket _socket;
    private readonly byte[] _backlog;
    private int _gate;
    private int _begin;
    private int _end;
    private ulong _maskState;
    private int _fault;

    /// <param name="socket">Connected; it is made non-blocking.</param>
    /// <param name="maskSeed">Chance for the mask keys; null takes it from the system.</param>
    public SocketOutbox(Socket socket, ulong? maskSeed = null, int backlogBytesMax = BacklogBytesMax)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.Blocking = false;
        _socket = socket;
        _backlog = new byte[backlogBytesMax];
        Span<byte> seed = stackalloc byte[8];
        RandomNumberGenerator.Fill(seed);
        _maskState = maskSeed ?? BitConverter.ToUInt64(seed);
    }

    /// <summary>The error that ended the outbox; <see cref="SocketError.Success"/> while it lives.</summary>
    public SocketError Fault => (SocketError)Volatile.Read(ref _fault);

    /// <summary>Bytes that the kernel has not taken yet.</summary>
    public int WaitingBytes => Volatile.Read(ref _end) - Volatile.Read(ref _begin);

    /// <inheritdoc/>
    public bool Send(WsOpcode opcode, ReadOnlySpan<byte> payload)
    {
        int frameBytes = WsFrameWriter.FrameBytes(payload.Length);
        if (frameBytes > _backlog.Length)
            return false;
        Enter();
        bool isTaken = HasRoom(frameBytes);
        if (isTaken)
        {
            Volatile.Write(ref _end, _end + WsFrameWriter.Write(_backlog.AsSpan(_end), opcode, payload, NextMaskKey()));
            Push();
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
        Push();
        Exit();
    }

    /// <summary>Sends a close frame, after which nothing more is taken; what the server still sends can be read.</summary>
    // Our half of the socket stays open: the server ends the connection after a close (RFC 6455, 7.1.1), and one that sees the end of the stream
    // at once may drop the connection before it has looked at the close frame.
    public void Finish(ushort closeCode)
    {
        Send(WsOpcode.Close, [(byte)(closeCode >> 8), (byte)closeCode]);
        Enter();
        if (Fault == SocketError.Success)
            Volatile.Write(ref _fault, (int)SocketError.Shutdown);
        Exit();
    }

    /// <summary>Ends the connection. The socket is disposed here and nowhere else, since a send on a disposed socket would throw on a hot worker.</summary>
    public void Close()
    {
        Enter();
        if (Fault == SocketError.Success)
            Volatile.Write(ref _fault, (int)SocketError.Shutdown);
        Exit();
        // From here on nobody passes the check of Fault behind the gate.
        _socket.Dispose();
    }

    private bool HasRoom(int frameBytes)
    {
        if (_end + frameBytes > _backlog.Length)
        {
            Push();
            _backlog.AsSpan(_begin, _end - _begin).CopyTo(_backlog);
            Volatile.Write(ref _end, _end - _begin);
            Volatile.Write(ref _begin, 0);
        }

        return Fault == SocketError.Success && _end + frameBytes <= _backlog.Length;
    }

    private void Push()
    {
        while (_begin < _end && Fault == SocketError.Success)
        {
            int sent = _socket.Send(_backlog.AsSpan(_begin, _end - _begin), SocketFlags.None, out SocketError error);
            if (error is SocketError.WouldBlock or SocketError.IOPending)
                return;
            if (error != SocketError.Success)
                Volatile.Write(ref _fault, (int)error);
            else
                Volatile.Write(ref _begin, _begin + sent);
        }

        Volatile.Write(ref _begin, 0);
        Volatile.Write(ref _end, 0);
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
