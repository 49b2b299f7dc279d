using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KuCoinHft.Exchange.Server;

/// <summary>KuCoin on 127.0.0.1: REST, the feed and the WebSocket trading API on one port, over a recorded market, with TLS or without.</summary>
/// <remarks>
/// Thread: start and stop it from one; everything else may be called from any.
/// Time: pushes and orders carry market time (the recording's), <c>/api/v1/timestamp</c> and signatures wall time.
/// At every speed the player waits for a client whose queue is full (<see cref="ExchangeOptions.OutboxMax"/>) and cuts one off that takes nothing for 10 seconds.
/// </remarks>
public sealed class ExchangeServer : IAsyncDisposable
{
    private const int BodyBytesMax = 64 << 10;

    private readonly ExchangeOptions _options;
    private readonly MarketPlayer _player;
    private readonly SignatureCheck _signatures;
    private readonly RestApi _rest;
    private readonly ConcurrentDictionary<string, Token> _tokens = new();
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _app;

    /// <exception cref="ArgumentException">An option is out of range, or the recording ends before <see cref="ExchangeOptions.OpenAfter"/>.</exception>
    public ExchangeServer(ExchangeOptions options)
    {
        if (!(options.Speed > 0) || options.EntryNs < 0 || options.OutboxMax < 1)
            throw new ArgumentException($"Speed must be above 0, EntryNs not negative, OutboxMax at least 1; they are {options.Speed}, {options.EntryNs}, {options.OutboxMax}.", nameof(options));
        if (options.OpenAfter < TimeSpan.Zero)
            throw new ArgumentException($"OpenAfter is {options.OpenAfter}; give 0 or more.", nameof(options));
        if (options.Certificate is { HasPrivateKey: false })
            throw new ArgumentException($"The certificate {options.Certificate.Subject} has no private key, without which no server can show it; give it with its key.", nameof(options));
        _options = options;
        _player = new MarketPlayer(options);
        _signatures = new SignatureCheck(_player.Accounts);
        _rest = new RestApi(_player, _signatures, NewToken, () => new Uri(Address("ws"), "/"));
    }

    /// <summary>The port in use; 0 before <see cref="StartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Base address of REST.</summary>
    public Uri RestAddress => Address("http");

    /// <summary>Address of the WebSocket trading API, without its query.</summary>
    public Uri TradeAddress => new(Address("ws"), "/v1/private");

    /// <summary>Ends when the recording is over; fails if it could not be read to its end.</summary>
    public Task Completion => _player.Completion;

    public PlayProgress Progress => _player.Progress;

    /// <summary>Opens the port. The market stands still where it opens until <see cref="StartPlaying"/>.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _options.Port, Secure));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        // The host would take Ctrl+C for itself; here that belongs to whoever runs the exchange.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.Run(HandleAsync);
        await _app.StartAsync(cancellation);
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
    }

    /// <summary>Starts the market; call it when the clients have subscribed.</summary>
    /// <exception cref="InvalidOperationException">It was already started.</exception>
    public void StartPlaying() => _player.Start();

    /// <summary>Those who may trade here.</summary>
    public IReadOnlyList<ExchangeAccount> Accounts => _player.Accounts;

    /// <summary>The first account's state now.</summary>
    public Statement Statement() => Statement(_player.Accounts[0]);

    /// <summary>An account's state now.</summary>
    public Statement Statement(ExchangeAccount account) => _player.Read(core => core.Statement(account));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _player.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static long WallMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private Uri Address(string scheme) => new($"{scheme}{(_options.Certificate is null ? "" : "s")}://127.0.0.1:{Port}");

    private void Secure(ListenOptions listen)
    {
        if (_options.Certificate is not null)
            listen.UseHttps(_options.Certificate);
    }

    private string NewToken(ExchangeAccount? account)
    {
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(61)).Replace('+', '-').Replace('/', '_');
        _tokens[token] = new Token(account);
        return token;
    }

    private Task HandleAsync(HttpContext context) => (context.WebSockets.IsWebSocketRequest, context.Request.Path.Value) switch
    {
        (true, "/v1/private") => TradeAsync(context),
        (true, _) => FeedAsync(context),
        _ => RestAsync(context),
    };

    private async Task RestAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        if (context.Request.ContentLength > BodyBytesMax)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        IQueryCollection query = context.Request.Query;
        var request = new RestRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            name => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null,
            name => query.TryGetValue(name, out var value) ? value.ToString() : null,
            body.ToArray(),
            WallMs);
        RestAnswer answer = await _rest.AnswerAsync(request);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        WriteLimits(context.Response.Headers, answer.Pool);
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static void WriteLimits(IHeaderDictionary headers, RatePool pool)
    {
        headers["gw-ratelimit-limit"] = pool.Limit.ToString();
        headers["gw-ratelimit-remaining"] = pool.Remaining.ToString();
        headers["gw-ratelimit-reset"] = pool.ResetMs.ToString();
    }

    private async Task FeedAsync(HttpContext context)
    {
        string token = context.Request.Query["token"].ToString(), connectId = context.Request.Query["connectId"].ToString();
        if (connectId.Length == 0)
            connectId = Guid.NewGuid().ToString("N");
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        if (_tokens.TryGetValue(token, out Token? known))
        {
            await new FeedSession(socket, _player, known.Account).RunAsync(connectId, _stop.Token);
            return;
        }

        var refusal = new Outbox(socket, static () => { });
        refusal.Add(FeedSession.Error(connectId, 401, "token is invalid"));
        refusal.Complete();
        await refusal.SendAllAsync(_stop.Token);
    }

    private async Task TradeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string? Value(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        Refusal? refusal = _signatures.CheckSession(Value("apikey"), Value("sign"), Value("passphrase"), Value("timestamp"), WallMs, out Signer? signer);
        if (refusal is not null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["code"] = refusal.Code, ["msg"] = refusal.Message });
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await new TradeSession(socket, _player, signer!).RunAsync(Guid.NewGuid().ToString(), WallMs, _stop.Token);
    }

    private sealed record Token(ExchangeAccount? Account);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
