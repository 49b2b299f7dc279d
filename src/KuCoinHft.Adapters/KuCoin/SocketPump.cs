using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Moves what a connection receives into a pipe, for a reader that never waits. With TLS this is where bytes are decrypted.</summary>
/// <remarks>
/// Thread: the pool, off the hot path; the pipe hands the bytes over.
/// The pipe's writer completes without an exception, since the hot reader takes none: the reason stands in <see cref="Fault"/>.
/// What if full: over 4 MiB unread, the socket is left unread and TCP holds the server back.
/// </remarks>
internal sealed class SocketPump
{
    // One segment holds some hundred messages, so few of them straddle two; see WsAssembler.
    private const int SegmentBytes = 128 << 10;
    private const int ReadBytesMin = 16 << 10;

    private static readonly TimeSpan DiscardTimeout = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly WireMeter _meter;
    private readonly Pipe _pipe = new(new PipeOptions(
        minimumSegmentSize: SegmentBytes, pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
    private bool _isStopped;
    private long _receiveTimestamp = Stopwatch.GetTimestamp();

    /// <param name="stream">The socket's, or TLS over it.</param>
    public SocketPump(Stream stream, WireMeter meter) => (_stream, _meter) = (stream, meter);

    public PipeReader Reader => _pipe.Reader;

    /// <summary>Time since the last byte came, or since the start.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _receiveTimestamp));

    /// <summary>Why the pump ended, unless the server ended the stream, the reader left, or we stopped it.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Ends a wait for the reader, which may be gone for good; closing the socket ends a wait for bytes.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopped, true);
        _pipe.Writer.CancelPendingFlush();
    }

    /// <summary>Runs until the stream ends, the reader is done, or the socket is closed. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                int received = await ReadAsync(_pipe.Writer.GetMemory(ReadBytesMin), CancellationToken.None);
                if (received == 0)
                    break;
                Volatile.Write(ref _receiveTimestamp, Stopwatch.GetTimestamp());
                _pipe.Writer.Advance(received);
                FlushResult flush = await _pipe.Writer.FlushAsync();
                if (flush.IsCompleted)
                    await DiscardAsync();
                if (flush.IsCompleted || flush.IsCanceled)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // The server went on for longer than it was listened to.
            return;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // TLS wraps what the socket said.
            Fault = Volatile.Read(ref _isStopped) ? null : e.GetBaseException();
        }
        finally
        {
            await _pipe.Writer.CompleteAsync();
        }
    }

    // The reader left because of a close frame, the server's or ours. Closing a socket with bytes unread makes TCP drop what we sent last, our
    // close frame and its code; so the rest is read, for a while, and thrown away.
    private async Task DiscardAsync()
    {
        using var limit = new CancellationTokenSource(DiscardTimeout);
        var rest = new byte[ReadBytesMin];
        while (await ReadAsync(rest, limit.Token) > 0)
            continue;
    }

    private async ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken cancellation)
    {
        _meter.BeginRead();
        int received = await _stream.ReadAsync(to, cancellation);
        _meter.EndRead(received);
        return received;
    }
}
