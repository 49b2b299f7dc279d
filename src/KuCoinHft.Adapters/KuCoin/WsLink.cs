using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>One WebSocket connection from the upgrade to its end: socket, pump, outbox, pings.</summary>
/// <remarks>
/// Until <see cref="Attach"/> the cold side reads welcome and acks by looking ahead: nothing is consumed, so the source later takes every frame of
/// the connection from the first one, in order. Market data that arrives meanwhile waits in the pipe and is late by that wait.
/// Thread: cold, one caller.
/// </remarks>
internal sealed class WsLink : IAsyncDisposable
{
    // A handshake is a handful of messages; more than this before its end means that nobody will ever attach.
    private const int AheadBytesMax = 16 << 20;

    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly SocketPump _pump;
    private readonly Task _pumping;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _endedToken;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WsAssembler _ahead = new();
    private long _aheadBytes;
    private string? _fault;
    private Task _pinging = Task.CompletedTask;

    private WsLink(Socket socket)
    {
        // Taken once: pings may be started on a connection that has just ended, and then the source is disposed.
        _endedToken = _ended.Token;
        Outbox = new SocketOutbox(socket);
        _pump = new SocketPump(socket);
        _pumping = _pump.RunAsync();
        _ = CloseWithPumpAsync();
    }

    public SocketOutbox Outbox { get; }

    /// <summary>Completes when the connection is over and nothing of it runs any more.</summary>
    public Task Ended => _done.Task;

    /// <summary>Why it ended, in words; null while it lives and when the stream simply ended.</summary>
    public string? Fault => _fault ?? _pump.Fault?.Message;

    /// <summary>Connects and upgrades.</summary>
    /// <exception cref="NotSupportedException">The URI asks for TLS.</exception>
    public static async Task<WsLink> OpenAsync(Uri uri, CancellationToken cancellation)
    {
        if (uri.Scheme != Uri.UriSchemeWs)
            throw new NotSupportedException($"{uri.Scheme}://{uri.Authority} needs TLS, which is not built yet; a ws:// address works.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(uri.Host, uri.Port, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var link = new WsLink(socket);
        try
        {
            await WsHandshake.RunAsync(socket, link._pump.Reader, uri, cancellation);
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next text message, left in the pipe for the source.</summary>
    public async Task<byte[]> NextTextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await _pump.Reader.ReadAsync(cancellation);
            byte[]? text = LookAhead(result.Buffer);
            bool isOver = text is null && (result.IsCompleted || _ahead.RejectReason != WsReject.None || result.Buffer.Length > AheadBytesMax);
            // While a message is found there may be another behind it, so the next read must not wait.
            _pump.Reader.AdvanceTo(result.Buffer.Start, text is null ? result.Buffer.End : result.Buffer.Start);
            if (text is not null)
                return text;
            if (isOver)
                throw new WsHandshakeException(_ahead.RejectReason != WsReject.None ? $"The server broke the WebSocket protocol: {_ahead.RejectReason}." : Fault ?? "The server ended the connection before the session began.");
        }
    }

    /// <summary>Gives the connection to the intake worker.</summary>
    public void Attach(WsSource source) => source.Attach(_pump.Reader, Outbox);

    /// <summary>Sends a text, or fails with the reason.</summary>
    public void Send(string text)
    {
        if (!Outbox.Send(WsOpcode.Text, Encoding.UTF8.GetBytes(text)))
            throw new WsHandshakeException($"The connection took no message: {Outbox.Fault}.");
    }

    /// <summary>Pings from now on; the connection ends when nothing at all arrives for an interval and a timeout, as a pong would have.</summary>
    public void StartPings(TimeSpan interval, TimeSpan timeout, Func<string> ping) => _pinging = Task.WhenAll(PingAsync(interval, ping), WatchAsync(interval + timeout));

    /// <summary>Says goodbye, gives the server a second to do the same, and ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Outbox.Finish(WsCloseCode.Normal);
        await Task.WhenAny(_pumping, Task.Delay(GoodbyeTimeout));
        Stop();
        await Ended;
        _ended.Dispose();
    }

    private byte[]? LookAhead(in ReadOnlySequence<byte> buffer)
    {
        ReadOnlySequence<byte> rest = buffer.Slice(_aheadBytes);
        while (true)
        {
            WsStatus status = _ahead.TryRead(ref rest, out WsMessage message);
            _aheadBytes = buffer.Length - rest.Length;
            if (status is WsStatus.More or WsStatus.Reject)
                return null;
            if (status == WsStatus.Done && message.Opcode == WsOpcode.Text)
                return message.Payload.ToArray();
        }
    }

    private async Task PingAsync(TimeSpan interval, Func<string> ping)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_endedToken))
            {
                if (!Outbox.Send(WsOpcode.Text, Encoding.UTF8.GetBytes(ping())))
                    End($"a ping could not be sent: {Outbox.Fault}");
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended; there is nothing left to ping.
            return;
        }
    }

    private async Task WatchAsync(TimeSpan silenceMax)
    {
        try
        {
            for (TimeSpan left = silenceMax; left > TimeSpan.Zero; left = silenceMax - _pump.Silence)
                await Task.Delay(left, _endedToken);
            End($"no answer to a ping, nothing received for {silenceMax.TotalSeconds:0.###} s");
        }
        catch (OperationCanceledException)
        {
            // The connection ended; there is nothing left to watch.
            return;
        }
    }

    private void End(string fault)
    {
        _fault ??= fault;
        Stop();
    }

    private void Stop()
    {
        Outbox.Close();
        _pump.Stop();
    }

    private async Task CloseWithPumpAsync()
    {
        await _pumping;
        Outbox.Close();
        await _ended.CancelAsync();
        await _pinging;
        _done.SetResult();
    }
}
