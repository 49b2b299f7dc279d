using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>One WebSocket connection from the upgrade to its end: socket, TLS where the address asks for it, pump, outbox, pings.</summary>
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

    private readonly SslStream? _tls;
    private readonly SocketPump _pump;
    private readonly Task _pumping;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _endedToken;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WsAssembler _ahead = new();
    private long _aheadBytes;
    private string? _fault;
    private Task _pinging = Task.CompletedTask;

    private WsLink(SocketStream stream, SslStream? tls, WireMeter meter)
    {
        // Taken once: pings may be started on a connection that has just ended, and then the source is disposed.
        _endedToken = _ended.Token;
        _tls = tls;
        Outbox = new SocketOutbox(stream, meter, tls);
        _pump = new SocketPump((Stream?)tls ?? stream, meter);
        _pumping = _pump.RunAsync();
        _ = CloseWithPumpAsync();
    }

    public SocketOutbox Outbox { get; }

    /// <summary>Completes when the connection is over and nothing of it runs any more.</summary>
    public Task Ended => _done.Task;

    /// <summary>Why it ended, in words; null while it lives and when the stream simply ended.</summary>
    public string? Fault => _fault ?? _pump.Fault?.Message;

    /// <summary>Why a source's connection ended, in words: what the link knows of it, or what the source read.</summary>
    public static string? WhyEnded(WsLink? link, WsSource source) => link?.Fault ?? source.End switch
    {
        WsEnd.Closed => $"The server closed it with code {source.CloseCode}.",
        WsEnd.Rejected => $"The server broke the WebSocket protocol: {source.RejectReason}; it was told so with code {WsCloseCode.For(source.RejectReason)}.",
        _ => null,
    };

    /// <summary>Connects, agrees on TLS for a <c>wss</c> address, and upgrades.</summary>
    /// <param name="trusted">Certificates trusted instead of the system's; see <see cref="KuCoinEndpoint.TrustedCertificates"/>.</param>
    /// <exception cref="TlsException">The server's certificate is not trusted, or it does not speak TLS.</exception>
    /// <exception cref="WsHandshakeException">The server is no WebSocket.</exception>
    public static async Task<WsLink> OpenAsync(Uri uri, IReadOnlyList<X509Certificate2> trusted, WireMeter meter, CancellationToken cancellation)
    {
        if (uri.Scheme != Uri.UriSchemeWs && uri.Scheme != Uri.UriSchemeWss)
            throw new NotSupportedException($"{uri.Scheme}://{uri.Authority} is no WebSocket address; give one with wss:// or ws://.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(uri.IdnHost, uri.Port, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new SocketStream(socket, meter);
        SslStream? tls = uri.Scheme == Uri.UriSchemeWss ? await TlsClient.OpenAsync(stream, uri, new TlsTrust(trusted), meter, TlsClient.HandshakeTimeout, cancellation) : null;
        Stream plain = (Stream?)tls ?? stream;
        string key;
        try
        {
            key = await WsHandshake.AskAsync(plain, meter, uri, cancellation);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }

        var link = new WsLink(stream, tls, meter);
        try
        {
            await WsHandshake.RequireAsync(link._pump.Reader, key, uri, cancellation);
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
    public void StartPings(PingPeriods periods, Func<string> ping) => _pinging = Task.WhenAll(PingAsync(periods.Interval, ping), WatchAsync(periods.Interval + periods.Timeout));

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
                if (!Outbox.Send(WsOpcode.Text, Encoding.UTF8.GetBytes(ping())) && !Outbox.IsFinished)
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
            for (TimeSpan left = silenceMax; left > TimeSpan.Zero && !Outbox.IsFinished; left = silenceMax - _pump.Silence)
                await Task.Delay(left < GoodbyeTimeout ? left : GoodbyeTimeout, _endedToken);
            if (Outbox.IsFinished)
                await LeaveAsync();
            else
                End($"no answer to a ping, nothing received for {silenceMax.TotalSeconds:0.###} s");
        }
        catch (OperationCanceledException)
        {
            // The connection ended; there is nothing left to watch.
            return;
        }
    }

    // Close frames are exchanged, or ours has no answer: a server that does not end the connection then does not keep it.
    private async Task LeaveAsync()
    {
        await Task.Delay(GoodbyeTimeout, _endedToken);
        Stop();
    }

    private void End(string fault)
    {
        _fault ??= fault;
        Stop();
    }

    private void Stop()
    {
        _pump.Stop();
        Outbox.Close();
    }

    private async Task CloseWithPumpAsync()
    {
        await _pumping;
        Outbox.Close();
        if (_tls is not null)
            await _tls.DisposeAsync();
        await _ended.CancelAsync();
        await _pinging;
        _done.SetResult();
    }
}
