using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server;

/// <summary>One client of the classic feed: welcome, ping, tunnels, subscriptions, pushes.</summary>
/// <remarks>
/// Thread: subscriptions are read and written only under the player's lock, so that an ack always comes before its first push.
/// Source: api.md 3.1, 3.2.
/// </remarks>
internal sealed class FeedSession
{
    private const int TopicsPerRequestMax = 100;

    private readonly WebSocket _socket;
    private readonly MarketPlayer _player;
    private readonly FeedToken _token;
    private readonly FeedLimits _limits;
    private readonly MessageQuota _quota;
    private readonly FeedSubscriptions _topics = new();

    public FeedSession(WebSocket socket, MarketPlayer player, FeedToken token, FeedLimits limits)
    {
        (_socket, _player, _token, _limits) = (socket, player, token, limits);
        _quota = new MessageQuota(limits.MessagesMax, FeedLimits.MessagesWindowMs);
        Outbox = new Outbox(socket, player.OnSent, player.Faults, FaultSockets.Feed);
    }

    public Outbox Outbox { get; }

    /// <summary>The pushes' way to the client.</summary>
    public LatencyLine Line { get; } = new();

    private ExchangeAccount? Account => _token.Account;

    /// <summary>Breaks off with a client that does not read.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Whether a push would be queued now. Called under the player's lock.</summary>
    public bool Wants(in Push push)
    {
        string topic = push.Topic;
        bool isOrder = topic == PushWriter.OrdersTopic;
        return (push.Account is null || push.Account == Account) && _topics.Tunnels.Any(x => _topics.Contains(x, topic) || (isOrder && _topics.Contains(x, Topics.OrdersV1)));
    }

    /// <summary>Queues a push if the client subscribed to it, once for each tunnel. Called under the player's lock.</summary>
    public void Offer(in Push push)
    {
        if (push.Account is not null && push.Account != Account)
            return;
        foreach (string tunnel in _topics.Tunnels)
        {
            if (_topics.Contains(tunnel, push.Topic))
                Outbox.Add(InTunnel(tunnel, push.Json));
            if (push.Topic == PushWriter.OrdersTopic && _topics.Contains(tunnel, Topics.OrdersV1) && TryMakeV1(push.Json, out byte[] v1))
                Outbox.Add(InTunnel(tunnel, v1));
        }
    }

    /// <summary>Serves the client until it leaves, falls silent, or its token ends.</summary>
    public async Task RunAsync(string connectId, CancellationToken cancellation)
    {
        Outbox.Add(Control(connectId, "welcome"));
        Task sending = Outbox.SendAllAsync(cancellation);
        _player.Attach(this);
        var inbox = new Inbox(_socket);
        var silenceMax = TimeSpan.FromMilliseconds(_limits.PingIntervalMs + _limits.PingTimeoutMs);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _token.Ended);
        life.CancelAfter(TimeSpan.FromMilliseconds(Math.Clamp(_token.EndMs - Environment.TickCount64, 0, int.MaxValue)));
        while (await inbox.ReadAsync(silenceMax, life.Token) is { } message)
        {
            if (!_player.Faults.IsDeaf(FaultSockets.Feed))
                Answer(message);
        }

        if (inbox.IsTimedOut)
            Outbox.Add(Error("", 400, "ping timeout"));
        else if (_token.IsExpired)
            Outbox.Add(Error("", 401, "token is expired"));
        _player.Detach(this);
        _player.Change((core, _) => _topics.Clear(core.PublicFeed));
        Outbox.Complete();
        await sending;
    }

    /// <summary>An error frame; here code is a number.</summary>
    public static byte[] Error(string id, int code, string text) => KuCoinJson.Object((id, code, text), static (json, x) =>
    {
        json.WriteString("id", x.id);
        json.WriteString("type", "error");
        json.WriteNumber("code", x.code);
        json.WriteString("data", x.text);
    });

    private static byte[] Control(string id, string type) => KuCoinJson.Object((id, type), static (json, x) =>
    {
        json.WriteString("id", x.id);
        json.WriteString("type", x.type);
    });

    private void Answer(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            JsonElement request = document.RootElement;
            string id = request.Field("id") ?? "";
            if (!_quota.TryTake(Environment.TickCount64))
                Outbox.Add(Error(id, 509, "exceed max permits per second"));
            else if (request.Field("type") == "ping")
                Outbox.Add(Control(id, "pong"));
            else
                _player.Change((core, nowNs) => Change(id, request, core.PublicFeed, nowNs));
        }
        catch (JsonException)
        {
            Outbox.Add(Error("", 400, "message is not JSON"));
        }
    }

    private void Change(string id, JsonElement request, MarketFeed feed, long nowNs)
    {
        (int Code, string Text)? error = request.Field("type") switch
        {
            "subscribe" => Subscribe(request, isOn: true, feed, nowNs),
            "unsubscribe" => Subscribe(request, isOn: false, feed, nowNs),
            "openTunnel" => OpenTunnel(request.Field("newTunnelId") ?? ""),
            "closeTunnel" => CloseTunnel(request.Field("tunnelId") ?? "", feed),
            _ => (415, "type is not supported"),
        };
        if (error is { } why)
            Outbox.Add(Error(id, why.Code, why.Text));
        else if (request.Field("response") == "true")
            Outbox.Add(Control(id, "ack"));
    }

    private (int Code, string Text)? OpenTunnel(string tunnel)
    {
        if (tunnel.Length == 0 || _topics.HasTunnel(tunnel))
            return (400, "newTunnelId is invalid");
        return _topics.OpenTunnel(tunnel) ? null : (509, $"exceed max tunnel count limitation of {FeedSubscriptions.TunnelsMax} per session");
    }

    private (int Code, string Text)? Subscribe(JsonElement request, bool isOn, MarketFeed feed, long nowNs)
    {
        string topic = request.Field("topic") ?? "", tunnel = request.Field("tunnelId") ?? "";
        string[] single = Topics.Split(topic);
        if (topic.Length == 0)
            return (406, "topic is required");
        if (!Topics.IsPublic(topic) && !Topics.IsPrivate(topic))
            return (404, $"topic {topic} is not found");
        if (Topics.IsPrivate(topic) && Account is null)
            return (403, "login is required");
        if (single.Length > TopicsPerRequestMax)
            return (400, "topic is invalid");
        if (!_topics.HasTunnel(tunnel))
            return (404, $"tunnel {tunnel} is not found");
        if (isOn)
            return _topics.Add(tunnel, single, feed, nowNs) ? null : (509, $"exceed max subscription count limitation of {FeedSubscriptions.TopicsMax} per session");
        _topics.Remove(tunnel, single, feed);
        return null;
    }

    private (int Code, string Text)? CloseTunnel(string tunnel, MarketFeed feed) =>
        tunnel.Length > 0 && _topics.CloseTunnel(tunnel, feed) ? null : (404, $"tunnel {tunnel} is not found");

    private static ReadOnlyMemory<byte> InTunnel(string tunnel, ReadOnlyMemory<byte> json)
    {
        if (tunnel.Length == 0)
            return json;
        byte[] head = Encoding.UTF8.GetBytes($"{{\"tunnelId\":{JsonSerializer.Serialize(tunnel)},");
        return (byte[])[.. head, .. json.Span[1..]];
    }

    private static bool TryMakeV1(ReadOnlyMemory<byte> json, out byte[] v1)
    {
        string text = Encoding.UTF8.GetString(json.Span);
        bool isReceived = text.Contains("\"type\":\"received\"", StringComparison.Ordinal);
        v1 = isReceived ? [] : Encoding.UTF8.GetBytes(text.Replace($"\"{PushWriter.OrdersTopic}\"", $"\"{Topics.OrdersV1}\"", StringComparison.Ordinal));
        return !isReceived;
    }
}
