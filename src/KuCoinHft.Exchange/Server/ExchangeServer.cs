using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Server.Rest;
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
    private readonly RestGate _rest;
    private readonly FeedTokens _tokens;
    private readonly ConnectionGuard _guard;
    private readonly ConcurrentDictionary<HttpContext, byte> _connections = new();
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
        _tokens = new FeedTokens(options.Limits.TokenLife);
        _guard = new ConnectionGuard(options.Limits);
        _rest = new RestGate(new RestApi(new RestContext(_player, _tokens, options.Limits, () => new Uri(Address("ws"), "/")), _signatures, options.WaitingMax), _player);
        _player.Faults.TokensEnd = _tokens.EndAll;
        _player.Faults.Restarts = BreakConnections;
    }

    /// <summary>The port in use; 0 before <see cref="StartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>Base address of REST.</summary>
    public Uri RestAddress => Address("http");

    /// <summary>Address of the WebSocket trading API, without its query.</summary>
    public Uri TradeAddress => new(Address("ws"), "/v1/private");

    /// <summary>Ends when the recording is over; fails if it could not be read to its end.</summary>
    public Task Completion => _player.Completion;

    /// <summary>Every REST endpoint.</summary>
    internal IReadOnlyList<Route> Routes => _rest.Api.Table.Routes;

    public PlayProgress Progress => _player.Progress;

    /// <summary>How often each fault of <see cref="ExchangeOptions.Faults"/> has struck, by its name in a table.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _player.Faults.Counts;

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

    /// <summary>What trades brought the first account less what they took: 10^-8 coins by currency.</summary>
    public IReadOnlyDictionary<string, long> Traded() => _player.Read(core => core.Account.Ledger.Accounts.ToDictionary(x => x.Currency, x => -x.House.MarketUnits));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _player.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _stop.Dispose();
    }

    private long WallMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + _player.Faults.SkewMs;

    private Uri Address(string scheme) => new($"{scheme}{(_options.Certificate is null ? "" : "s")}://127.0.0.1:{Port}");

    private void Secure(ListenOptions listen)
    {
        if (_options.Certificate is not null)
            listen.UseHttps(_options.Certificate);
    }

    private Task HandleAsync(HttpContext context) => (context.WebSockets.IsWebSocketRequest, context.Request.Path.Value) switch
    {
        (true, "/v1/private") => ConnectAsync(context, TradeAsync),
        (true, _) => ConnectAsync(context, FeedAsync),
        _ => RestAsync(context),
    };

    private async Task ConnectAsync(HttpContext context, Func<HttpContext, Task> serve)
    {
        if (_player.Faults.IsAway())
        {
            context.Abort();
            return;
        }

        _connections[context] = 0;
        try
        {
            await serve(context);
        }
        finally
        {
            _connections.TryRemove(context, out _);
        }
    }

    // On the pool: it is called under the player's lock, and breaking off runs what waits for the connection.
    private void BreakConnections()
    {
        ThreadPool.QueueUserWorkItem(_ =>
        {
            foreach (HttpContext context in _connections.Keys)
                context.Abort();
            _tokens.EndAll();
        });
    }

    private async Task RestAsync(HttpContext context)
    {
        byte[]? body = await ReadBodyAsync(context);
        IQueryCollection query = context.Request.Query;
        var request = new RestRequest
        {
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "/",
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Header = name => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null,
            Query = name => query.TryGetValue(name, out var value) ? value.ToString() : null,
            Body = body ?? [],
            WallMs = WallMs,
            Ip = Ip(context),
        };
        (RestAnswer? answer, PoolState pool) = await _rest.AnswerAsync(request, isTooLarge: body is null);
        if (answer is null)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        context.Response.Headers["gw-ratelimit-limit"] = pool.Limit.ToString();
        context.Response.Headers["gw-ratelimit-remaining"] = pool.Remaining.ToString();
        context.Response.Headers["gw-ratelimit-reset"] = pool.ResetMs.ToString();
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <returns>Null when it is larger than any request of KuCoin's.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > BodyBytesMax)
            return null;
        using var body = new MemoryStream();
        byte[] part = new byte[4096];
        int count;
        while ((count = await context.Request.Body.ReadAsync(part, context.RequestAborted)) > 0)
        {
            if (body.Length + count > BodyBytesMax)
                return null;
            body.Write(part, 0, count);
        }

        return body.ToArray();
    }

    private static string Ip(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.Loopback).MapToIPv4().ToString();

    private async Task FeedAsync(HttpContext context)
    {
        string connectId = context.Request.Query["connectId"].ToString();
        if (connectId.Length == 0)
            connectId = Guid.NewGuid().ToString("N");
        FeedToken? token = _tokens.Find(context.Request.Query["token"].ToString());
        string user = token?.Account is { } account ? account.Uid.ToString() : Ip(context);
        if (!_guard.MayBegin(user))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, Refusal.TooManyRequests);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        string? refusal = token is null ? "token is invalid" : token.IsExpired ? "token is expired" : null;
        if (refusal is not null)
        {
            await SayAsync(socket, FeedSession.Error(connectId, 401, refusal));
            return;
        }

        if (!_guard.TryOpen(user))
        {
            await SayAsync(socket, FeedSession.Error(connectId, 509, $"exceed max session count limitation of {_options.Limits.ConnectionsMax}"));
            return;
        }

        try
        {
            await new FeedSession(socket, _player, token!, _options.Limits).RunAsync(connectId, _stop.Token);
        }
        finally
        {
            _guard.Close(user);
        }
    }

    private async Task SayAsync(WebSocket socket, byte[] message)
    {
        var goodbye = new Outbox(socket, static () => { });
        goodbye.Add(message);
        goodbye.Complete();
        await goodbye.SendAllAsync(_stop.Token);
    }

    private async Task TradeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string? Value(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
        Refusal? refusal = _signatures.CheckSession(Value("apikey"), Value("sign"), Value("passphrase"), Value("timestamp"), WallMs, out Signer? signer)
            ?? signer!.Refuse(Ip(context), ApiPermissions.General);
        if (refusal is not null)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, refusal);
            return;
        }

        if (!_guard.MayBegin(signer!.Account.Uid.ToString()))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, Refusal.TooManyRequests);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await new TradeSession(socket, _player, signer, _options.Limits).RunAsync(Guid.NewGuid().ToString(), WallMs, _stop.Token);
    }

    private static async Task RefuseAsync(HttpContext context, int status, Refusal refusal)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["code"] = refusal.Code, ["msg"] = refusal.Message });
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
