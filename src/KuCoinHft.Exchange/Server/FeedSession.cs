using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server;

/// <summary>One client of the classic feed: welcome, ping, subscriptions, pushes.</summary>
/// <remarks>
/// Thread: subscriptions are read and written only under the player's lock, so that an ack always comes before its first push.
/// Source: api.md 3.1, 3.2.
/// </remarks>
internal sealed class FeedSession
{
    public const int PingIntervalMs = 18_000;
    public const int PingTimeoutMs = 10_000;

    private const int TopicsMax = 400;
    private const int TopicsPerRequestMax = 100;

    private readonly WebSocket _socket;
    private readonly MarketPlayer _player;
    private readonly ExchangeAccount? _account;
    private readonly HashSet<string> _topics = [];

    /// <param name="account">Whose token it is; null for a public one.</param>
    public FeedSession(WebSocket socket, MarketPlayer player, ExchangeAccount? account)
    {
        (_socket, _player, _account) = (socket, player, account);
        Outbox = new Outbox(socket, player.OnSent);
    }

    public Outbox Outbox { get; }

    /// <summary>Breaks off with a client that does not read.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Queues a push if the client subscribed to it. Called under the player's lock.</summary>
    public void Offer(in Push push)
    {
        if (push.Account is not null && push.Account != _account)
            return;
        if (_topics.Contains(push.Topic))
            Outbox.Add(push.Json);
        if (push.Topic == PushWriter.OrdersTopic && _topics.Contains(Topics.OrdersV1))
            OfferV1(push.Json);
    }

    /// <summary>Serves the client until it leaves.</summary>
    public async Task RunAsync(string connectId, CancellationToken cancellation)
    {
        Outbox.Add(Control(connectId, "welcome"));
        Task sending = Outbox.SendAllAsync(cancellation);
        _player.Attach(this);
        var inbox = new Inbox(_socket);
        while (await inbox.ReadAsync(TimeSpan.FromMilliseconds(PingIntervalMs + PingTimeoutMs), cancellation) is { } message)
            Answer(message);
        if (inbox.IsTimedOut)
            Outbox.Add(Error("", 400, "ping timeout"));
        _player.Detach(this);
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
            switch (request.Field("type"))
            {
                case "ping":
                    Outbox.Add(Control(id, "pong"));
                    break;
                case "subscribe":
                    Subscribe(id, request, isOn: true);
                    break;
                case "unsubscribe":
                    Subscribe(id, request, isOn: false);
                    break;
                default:
                    Outbox.Add(Error(id, 415, "type is not supported"));
                    break;
            }
        }
        catch (JsonException)
        {
            Outbox.Add(Error("", 400, "message is not JSON"));
        }
    }

    private void Subscribe(string id, JsonElement request, bool isOn)
    {
        string topic = request.Field("topic") ?? "";
        (int Code, string Text)? error = null;
        string[] single = Topics.Split(topic);
        if (topic.Length == 0)
            error = (406, "topic is required");
        else if (!Topics.IsPublic(topic) && !Topics.IsPrivate(topic))
            error = (404, $"topic {topic} is not found");
        else if (Topics.IsPrivate(topic) && _account is null)
            error = (403, "login is required");
        else if (single.Length > TopicsPerRequestMax)
            error = (400, "topic is invalid");
        if (error is not null)
        {
            Outbox.Add(Error(id, error.Value.Code, error.Value.Text));
            return;
        }

        bool answers = request.Field("response") == "true";
        _player.Locked(() => Change(id, single, isOn, answers));
    }

    private void Change(string id, string[] topics, bool isOn, bool answers)
    {
        if (isOn && _topics.Count + topics.Count(x => !_topics.Contains(x)) > TopicsMax)
        {
            Outbox.Add(Error(id, 509, $"exceed max subscription count limitation of {TopicsMax} per session"));
            return;
        }

        if (answers)
            Outbox.Add(Control(id, "ack"));
        if (isOn)
            _topics.UnionWith(topics);
        else
            _topics.ExceptWith(topics);
    }

    private void OfferV1(ReadOnlyMemory<byte> json)
    {
        string text = Encoding.UTF8.GetString(json.Span);
        if (!text.Contains("\"type\":\"received\"", StringComparison.Ordinal))
            Outbox.Add(Encoding.UTF8.GetBytes(text.Replace($"\"{PushWriter.OrdersTopic}\"", $"\"{Topics.OrdersV1}\"", StringComparison.Ordinal)));
    }
}
