using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Moves what a socket receives into a pipe, for a reader that never waits.</summary>
/// <remarks>
/// Thread: the pool, off the hot path; the pipe hands the bytes over. Plain TCP; the TLS stream will take the socket's place here and in <see cref="SocketOutbox"/>.
/// The pipe's writer completes without an exception, since the hot reader takes none: the reason stands in <see cref="Fault"/>.
/// What if full: over 4 MiB unread, the socket is left unread and TCP holds the server back.
/// </remarks>
internal sealed class SocketPump
{
    // One segment holds some hundred messages, so few of them straddle two; see WsAssembler.
    private const int SegmentBytes = 128 << 10;
    private const int ReadBytesMin = 16 << 10;

    private readonly Socket _socket;
    private readonly Pipe _pipe = new(new PipeOptions(
        minimumSegmentSize: SegmentBytes, pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
    private long _receiveTimestamp = Stopwatch.GetTimestamp();

    public SocketPump(Socket socket) => _socket = socket;

    public PipeReader Reader => _pipe.Reader;

    /// <summary>Time since the last byte came, or since the start.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _receiveTimestamp));

    /// <summary>Why the pump ended, unless the server ended the stream or the reader left.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Ends a wait for the reader, which may be gone for good; closing the socket ends a wait for bytes.</summary>
    public void Stop() => _pipe.Writer.CancelPendingFlush();

    /// <summary>Runs until the stream ends, the reader is done, or the socket is closed. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                int received = await _socket.ReceiveAsync(_pipe.Writer.GetMemory(ReadBytesMin), SocketFlags.None);
                if (received == 0)
                    break;
                Volatile.Write(ref _receiveTimestamp, Stopwatch.GetTimestamp());
                _pipe.Writer.Advance(received);
                FlushResult flush = await _pipe.Writer.FlushAsync();
                if (flush.IsCompleted || flush.IsCanceled)
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Fault = e;
        }
        finally
        {
            await _pipe.Writer.CompleteAsync();
        }
    }
}
