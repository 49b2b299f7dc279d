using System.Net.Sockets;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>A connected socket as a stream whose reads wait and whose writes never do: plain TCP as it is, and what TLS stands on.</summary>
/// <remarks>
/// Everything written goes to a backlog, and from there to the kernel as far as it takes it. So SslStream, which believes that it writes to the
/// network, never waits either, and an order can be encrypted by the worker that sends it.
/// Thread: reads by the pump; writes by who holds the outbox's gate, or, before there is an outbox, by who makes the connection.
/// What if full: <see cref="TryReserve"/> says no. Ciphertext without room ends the connection, since a gap in it cannot be decrypted.
/// </remarks>
internal sealed class SocketStream : Stream
{
    /// <summary>Bytes that may wait for the kernel; more means that the server has stopped reading.</summary>
    public const int BacklogBytesMax = 64 << 10;

    private readonly Socket _socket;
    private readonly WireMeter _meter;
    private readonly byte[] _backlog;
    private int _begin;
    private int _end;
    private int _error;

    /// <param name="socket">Connected; it is made non-blocking.</param>
    public SocketStream(Socket socket, WireMeter meter, int backlogBytesMax = BacklogBytesMax)
    {
        socket.Blocking = false;
        _socket = socket;
        _meter = meter;
        _backlog = new byte[backlogBytesMax];
    }

    /// <summary>The error that ended sending; <see cref="SocketError.Success"/> while it works.</summary>
    public SocketError Error => (SocketError)Volatile.Read(ref _error);

    /// <summary>Bytes that the kernel has not taken yet.</summary>
    public int WaitingBytes => Volatile.Read(ref _end) - Volatile.Read(ref _begin);

    public int BacklogBytes => _backlog.Length;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    /// <summary>Milliseconds that a read of the calling thread waits; <see cref="Timeout.Infinite"/> at first.</summary>
    public override int ReadTimeout { get; set; } = Timeout.Infinite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    // For handshakes; the pump reads by Read.
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _meter.BeginWait();
        int received = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        _meter.EndWait(received);
        return received;
    }

    /// <summary>Waits for bytes in the kernel.</summary>
    /// <returns>0 at the end of the stream.</returns>
    /// <exception cref="IOException">None came within <see cref="ReadTimeout"/>.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed meanwhile.</exception>
    public override int Read(Span<byte> buffer)
    {
        _meter.BeginWait();
        while (true)
        {
            int received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.WouldBlock or SocketError.IOPending))
            {
                _meter.EndWait(received);
                return error == SocketError.Success ? received : throw new SocketException((int)error);
            }

            if (!_socket.Poll(ReadTimeout == Timeout.Infinite ? -1 : ReadTimeout * 1000, SelectMode.SelectRead))
                throw new IOException($"Nothing came for {ReadTimeout} ms.");
        }
    }

    /// <summary>Looks for room behind what waits; if there is none, offers the kernel what waits first.</summary>
    public bool TryReserve(int bytes)
    {
        if (_end + bytes > _backlog.Length)
        {
            Push();
            _backlog.AsSpan(_begin, _end - _begin).CopyTo(_backlog);
            Volatile.Write(ref _end, _end - _begin);
            Volatile.Write(ref _begin, 0);
        }

        return Error == SocketError.Success && _end + bytes <= _backlog.Length;
    }

    /// <summary>The room that <see cref="TryReserve"/> found, and whatever is behind it.</summary>
    public Span<byte> Room => _backlog.AsSpan(_end);

    /// <summary>Takes over what was written to <see cref="Room"/>; <see cref="Push"/> sends it.</summary>
    public void Commit(int bytes) => Volatile.Write(ref _end, _end + bytes);

    /// <summary>Keeps ciphertext for the next <see cref="Push"/>.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!TryReserve(buffer.Length))
        {
            Fail(SocketError.NoBufferSpaceAvailable);
            return;
        }

        buffer.CopyTo(Room);
        Commit(buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // Handshakes and goodbyes. A new connection's kernel buffer has room for them; where not, the rest goes out with the next send.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        Push();
        return Error == SocketError.Success ? ValueTask.CompletedTask : ValueTask.FromException(new IOException($"The connection took no bytes: {Error}."));
    }

    /// <summary>Gives the kernel what it takes now.</summary>
    public void Push()
    {
        while (_begin < _end && Error == SocketError.Success)
        {
            int sent = _socket.Send(_backlog.AsSpan(_begin, _end - _begin), SocketFlags.None, out SocketError error);
            if (error is SocketError.WouldBlock or SocketError.IOPending)
                return;
            if (error != SocketError.Success)
            {
                Fail(error);
                break;
            }

            _meter.WireSent(sent);
            Volatile.Write(ref _begin, _begin + sent);
        }

        Volatile.Write(ref _begin, 0);
        Volatile.Write(ref _end, 0);
    }

    /// <summary>Sends nothing more, for this reason; what waits is lost.</summary>
    public void Fail(SocketError error)
    {
        if (Error == SocketError.Success)
            Volatile.Write(ref _error, (int)error);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _socket.Dispose();
        base.Dispose(disposing);
    }
}
