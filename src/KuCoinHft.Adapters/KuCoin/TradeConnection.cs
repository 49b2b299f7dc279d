using System.Text.Json;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The WebSocket trading API: a session that takes orders.</summary>
/// <remarks>
/// <code>
/// server  {"sessionId":"...","timestamp":...}
/// client  base64(HMAC(secret, that very text))
/// server  {"sessionId":"...","data":"welcome","pingInterval":18000,"pingTimeout":10000}
/// </code>
/// <see cref="Source"/> stays the same over reconnects. Both messages of the server go through it to Intake, as the answers do.
/// Thread: cold, one caller; <see cref="Send"/> on the engine's worker. Errors: <see cref="KuCoinException"/>. Source: api.md section 4.
/// </remarks>
public sealed class TradeConnection : IAsyncDisposable
{
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(15);

    private readonly KuCoinEndpoint _endpoint;
    private readonly KuCoinSigner _signer;
    private readonly TimeProvider _time;
    private WsLink? _link;
    private SocketOutbox? _outbox;
    private long _id;

    public TradeConnection(KuCoinEndpoint endpoint, IClock clock, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _signer = new KuCoinSigner(endpoint.ApiKey, endpoint.Secret, endpoint.Passphrase);
        _time = time ?? TimeProvider.System;
        Source = new WsSource(FrameSource.Trade, clock);
    }

    public WsSource Source { get; }

    /// <summary>Completes when the present connection is over.</summary>
    public Task Ended => _link?.Ended ?? Task.CompletedTask;

    /// <summary>Why it ended, in words, where it did not simply end.</summary>
    public string? Fault => WsLink.WhyEnded(_link, Source);

    /// <summary>Bytes and TLS time, over all connections.</summary>
    public WireMeter Wire { get; } = new();

    /// <summary>Opens the session and gives the connection to <see cref="Source"/>.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SessionTimeout);
        try
        {
            await OpenAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The trading session was not open within {SessionTimeout.TotalSeconds} s.");
        }
    }

    /// <summary>Sends a request of the trading API.</summary>
    /// <param name="message">UTF-8 JSON.</param>
    /// <returns>False when there is no session, or no room.</returns>
    /// <remarks>Thread: any, without waiting for the network; see <see cref="SocketOutbox"/>. Allocates nothing.</remarks>
    public bool Send(ReadOnlySpan<byte> message)
    {
        SocketOutbox? outbox = Volatile.Read(ref _outbox);
        return outbox is not null && outbox.Send(WsOpcode.Text, message);
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.DisposeAsync();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await DisposeAsync();
        Uri address = _endpoint.Trade;
        var uri = new UriBuilder(address) { Query = _signer.TradeQuery(Now()) }.Uri;
        WsLink link = await WsLink.OpenAsync(uri, _endpoint.TrustedCertificates, Wire, cancellation);
        try
        {
            byte[] challenge = await link.NextTextAsync(cancellation);
            if (KuCoinEnvelope.Property(challenge, "sessionId"u8) is null)
                throw Refused(challenge, address);
            link.Send(_signer.ChallengeReply(challenge));
            byte[] welcome = await link.NextTextAsync(cancellation);
            if (KuCoinEnvelope.Property(welcome, "data"u8) != "welcome")
                throw Refused(welcome, address);
            link.StartPings(PingPeriods.Of(welcome), () => $$"""{"id":"ping-{{Interlocked.Increment(ref _id)}}","op":"ping","timestamp":{{Now()}}}""");
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }

        _link = link;
        link.Attach(Source);
        Volatile.Write(ref _outbox, link.Outbox);
    }

    private static KuCoinException Refused(byte[] text, Uri address) => new(
        KuCoinEnvelope.Property(text, "code"u8) ?? "no code", KuCoinEnvelope.Property(text, "msg"u8) ?? KuCoinEnvelope.Excerpt(text), address.GetLeftPart(UriPartial.Path));

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
