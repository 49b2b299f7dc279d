using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Moves what a connection receives into a pipe, for a reader that never waits. With TLS this is where bytes are decrypted.</summary>
/// <remarks>
/// Thread: one of its own that waits in the kernel, off the hot path. With an asynchronous read the hot reader would wait for two threads in turn: the one that sees the socket
/// and the one that goes on.
/// The pipe's writer completes without an exception, since the hot reader takes none: the reason stands in <see cref="Fault"/>.
/// What if full: over 4 MiB unread, the socket is left unread and TCP holds the server back.
/// </remarks>
internal sealed class SocketPump
{
    // One segment holds some hundred messages, so few of them straddle two; see WsAssembler.
    private const int SegmentBytes = 128 << 10;
    private const int ReadBytesMin = 16 << 10;
    private const int DiscardMs = 1000;

    private readonly Stream _stream;
    private readonly WireMeter _meter;
    private readonly Pipe _pipe = new(new PipeOptions(
        minimumSegmentSize: SegmentBytes, pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>Runs until the stream ends, the reader is done, or the socket is closed.</summary>
    /// <returns>Completes, always well, when the thread has ended.</returns>
    public Task RunAsync()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "pump" };
        thread.Start();
        return _ended.Task;
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                int received = Read(_pipe.Writer.GetSpan(ReadBytesMin));
                if (received == 0)
                    break;
                Volatile.Write(ref _receiveTimestamp, Stopwatch.GetTimestamp());
                _pipe.Writer.Advance(received);
                FlushResult flush = Flush();
                if (flush.IsCompleted)
                    Discard();
                if (flush.IsCompleted || flush.IsCanceled)
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // TLS wraps what the socket said.
            Fault = Volatile.Read(ref _isStopped) ? null : e.GetBaseException();
        }
        finally
        {
            _pipe.Writer.Complete();
            _ended.SetResult();
        }
    }

    private FlushResult Flush()
    {
        ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
        return flush.IsCompleted ? flush.Result : flush.AsTask().GetAwaiter().GetResult();
    }

    // The reader left because of a close frame, the server's or ours. Closing a socket with bytes unread makes TCP drop what we sent last, our
    // close frame and its code; so the rest is read, for a while, and thrown away.
    private void Discard()
    {
        long began = Stopwatch.GetTimestamp();
        var rest = new byte[ReadBytesMin];
        try
        {
            while (true)
            {
                int leftMs = DiscardMs - (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (leftMs <= 0)
                    return;
                _stream.ReadTimeout = leftMs;
                if (Read(rest) == 0)
                    return;
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The server went on for longer than it was listened to, or broke off; nobody reads it any more.
            return;
        }
    }

    private int Read(Span<byte> to)
    {
        _meter.BeginRead();
        int received = _stream.Read(to);
        _meter.EndRead(received);
        return received;
    }
}
