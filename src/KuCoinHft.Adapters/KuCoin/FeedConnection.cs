using System.Text.Json;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>A topic of the feed, for some symbols or, where it has none, for the account.</summary>
/// <param name="Prefix">For example <c>/market/level2</c> or <c>/spotMarket/tradeOrdersV2</c>.</param>
/// <param name="Symbols">Empty for topics without symbols.</param>
/// <param name="IsPrivate">Whether it needs a private token.</param>
public sealed record FeedTopic(string Prefix, IReadOnlyList<string> Symbols, bool IsPrivate = false);

/// <summary>The classic feed: token, connection, welcome, subscriptions, pings.</summary>
/// <remarks>
/// <see cref="Source"/> stays the same over reconnects: after <see cref="Ended"/> completes, <see cref="ConnectAsync"/> may be called again.
/// Every message of the server, welcome and acks included, goes through the source to Intake.
/// Thread: cold, one caller. Errors: <see cref="KuCoinException"/> names the topic that was refused. Source: api.md section 3.
/// </remarks>
public sealed class FeedConnection : IAsyncDisposable
{
    /// <summary>Symbols in one subscribe; more go in further ones.</summary>
    public const int SymbolsPerSubscribeMax = 100;

    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(15);

    private readonly KuCoinRestClient _rest;
    private readonly FeedTopic[] _topics;
    private WsLink? _link;
    private long _id;

    public FeedConnection(KuCoinRestClient rest, IClock clock, IReadOnlyList<FeedTopic> topics)
    {
        _rest = rest;
        _topics = [.. topics];
        Source = new WsSource(FrameSource.Feed, clock);
    }

    public WsSource Source { get; }

    /// <summary>Completes when the present connection is over.</summary>
    public Task Ended => _link?.Ended ?? Task.CompletedTask;

    /// <summary>Why it ended, in words, where it did not simply end.</summary>
    public string? Fault => WsLink.WhyEnded(_link, Source);

    /// <summary>Bytes and TLS time, over all connections.</summary>
    public WireMeter Wire { get; } = new();

    /// <summary>Connects, subscribes to all topics, and gives the connection to <see cref="Source"/>.</summary>
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
            throw new TimeoutException($"The feed was not open and subscribed within {SessionTimeout.TotalSeconds} s.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.DisposeAsync();
    }

    /// <summary>The topics as they go into subscribe messages, in batches.</summary>
    internal static IEnumerable<(string Topic, bool IsPrivate)> Batches(IEnumerable<FeedTopic> topics)
    {
        foreach (FeedTopic topic in topics)
        {
            if (topic.Symbols.Count == 0)
                yield return (topic.Prefix, topic.IsPrivate);
            foreach (string[] symbols in topic.Symbols.Chunk(SymbolsPerSubscribeMax))
                yield return ($"{topic.Prefix}:{string.Join(',', symbols)}", topic.IsPrivate);
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await DisposeAsync();
        BulletToken bullet = await _rest.BulletAsync(_topics.Any(topic => topic.IsPrivate), cancellation);
        string connectId = NextId();
        WsLink link = await WsLink.OpenAsync(new Uri(bullet.Endpoint, $"?token={Uri.EscapeDataString(bullet.Token)}&connectId={connectId}"), _rest.TrustedCertificates, Wire, cancellation);
        try
        {
            await RequireAsync(link, "welcome", null, "the connection", cancellation);
            link.StartPings(bullet.Pings, () => $$"""{"id":"{{NextId()}}","type":"ping"}""");
            foreach ((string topic, bool isPrivate) in Batches(_topics))
                await SubscribeAsync(link, topic, isPrivate, cancellation);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }

        _link = link;
        link.Attach(Source);
    }

    private async Task SubscribeAsync(WsLink link, string topic, bool isPrivate, CancellationToken cancellation)
    {
        string id = NextId();
        link.Send($$"""{"id":"{{id}}","type":"subscribe","topic":{{JsonSerializer.Serialize(topic)}},"privateChannel":{{(isPrivate ? "true" : "false")}},"response":true}""");
        await RequireAsync(link, "ack", id, topic, cancellation);
    }

    // Market data of topics already acknowledged arrives in between and is passed over here; the source will take it.
    private static async Task RequireAsync(WsLink link, string type, string? id, string what, CancellationToken cancellation)
    {
        while (true)
        {
            byte[] text = await link.NextTextAsync(cancellation);
            string? got = KuCoinEnvelope.Property(text, "type"u8);
            bool isOurs = id is null || KuCoinEnvelope.Property(text, "id"u8) == id;
            if (got == type && isOurs)
                return;
            if (got == "error" || id is null)
                throw new KuCoinException(KuCoinEnvelope.Property(text, "code"u8) ?? "no code", KuCoinEnvelope.Property(text, "data"u8) ?? KuCoinEnvelope.Excerpt(text), what);
        }
    }

    private string NextId() => Interlocked.Increment(ref _id).ToString();
}
