using System.Net.WebSockets;
using System.Text;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server;

/// <summary>One client of the WebSocket trading API, from the challenge on.</summary>
/// <remarks>Source: api.md 4.</remarks>
internal sealed class TradeSession
{
    private const int VerificationMs = 30_000;

    private readonly WebSocket _socket;
    private readonly MarketPlayer _player;
    private readonly Signer _signer;
    private readonly FeedLimits _limits;
    private readonly Outbox _outbox;

    public TradeSession(WebSocket socket, MarketPlayer player, Signer signer, FeedLimits limits)
    {
        (_socket, _player, _signer, _limits) = (socket, player, signer, limits);
        _outbox = new Outbox(socket, static () => { }, player.Faults, FaultSockets.Trade);
    }

    /// <summary>Serves the client until it leaves.</summary>
    public async Task RunAsync(string sessionId, long wallMs, CancellationToken cancellation)
    {
        Task sending = _outbox.SendAllAsync(cancellation);
        var inbox = new Inbox(_socket);
        byte[] challenge = KuCoinJson.Object((sessionId, wallMs), static (json, x) =>
        {
            json.WriteString("sessionId", x.sessionId);
            json.WriteNumber("timestamp", x.wallMs);
        });
        _outbox.Add(challenge);
        ReadOnlyMemory<byte>? reply = await inbox.ReadAsync(TimeSpan.FromMilliseconds(VerificationMs), cancellation);
        if (reply is { } text && SignatureCheck.IsEqual(Encoding.UTF8.GetString(text.Span), _signer.Sign(challenge)))
        {
            _outbox.Add(Welcome(sessionId));
            await ServeAsync(inbox, cancellation);
        }
        else
        {
            _outbox.Add(inbox.IsTimedOut ? Error("400012", "session verification timed out") : Error("400011", "session verification failed"));
        }

        _outbox.Complete();
        await sending;
    }

    private async Task ServeAsync(Inbox inbox, CancellationToken cancellation)
    {
        LatencyLine entry = new(), response = new();
        var silenceMax = TimeSpan.FromMilliseconds(_limits.PingIntervalMs + _limits.PingTimeoutMs);
        while (await inbox.ReadAsync(silenceMax, cancellation) is { } message)
        {
            // Requests are not awaited one by one: with an entry latency several are under way at once.
            if (_player.Faults.IsDeaf(FaultSockets.Trade))
                continue;
            byte[] request = message.ToArray();
            _player.Execute(
                (_, nowNs) =>
                {
                    _player.Faults.Submit(_signer.Account, request, nowNs, answer => _player.Answer(response, () => _outbox.Add(answer)));
                    return static () => { };
                },
                entry);
        }
    }

    private byte[] Welcome(string sessionId) => KuCoinJson.Object(sessionId, (json, id) =>
    {
        json.WriteString("sessionId", id);
        json.WriteString("data", "welcome");
        json.WriteNumber("pingInterval", _limits.PingIntervalMs);
        json.WriteNumber("pingTimeout", _limits.PingTimeoutMs);
    });

    private static byte[] Error(string code, string text) => KuCoinJson.Object((code, text), static (json, x) =>
    {
        json.WriteString("code", x.code);
        json.WriteString("msg", x.text);
    });
}
