using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Latency;

/// <summary>The engine's connections to the generator's process, as to KuCoin: token over REST, two feeds, a trading session; and the echo.</summary>
/// <remarks>
/// Market and account come over a feed connection each, so that the n-th message of the market's is the plan's n-th frame.
/// </remarks>
internal sealed class SocketSession : LoadSession
{
    private static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastAnswer = TimeSpan.FromMilliseconds(100);
    private readonly LoadProcess _process;
    private readonly LoadPlan _plan;
    private readonly KuCoinRestClient _rest;
    private readonly FeedConnection _market;
    private readonly FeedConnection _account;
    private readonly TradeConnection _trade;
    private EchoPeer? _echo;

    public SocketSession(LoadProcess process, LoadPlan plan, PlanClock clock)
    {
        _process = process;
        _plan = plan;
        string secure = process.Certificate is null ? "" : "s";
        var endpoint = new KuCoinEndpoint
        {
            Rest = new Uri($"http{secure}://127.0.0.1:{process.Port}"),
            Trade = new Uri($"ws{secure}://127.0.0.1:{process.Port}/v1/private"),
            ApiKey = "key",
            Secret = "secret",
            Passphrase = "phrase",
            TrustedCertificates = process.Certificate is { } certificate ? [certificate] : [],
        };
        string[] symbols = [.. plan.Instruments.Select(i => i.Symbol)];
        FeedTopic[] topics = [new("/market/level2", symbols), new("/market/ticker", symbols), new("/market/match", symbols)];
        _rest = new KuCoinRestClient(endpoint);
        _market = new FeedConnection(_rest, clock, topics);
        _account = new FeedConnection(_rest, clock, [new("/spotMarket/tradeOrdersV2", [], IsPrivate: true)]);
        _trade = new TradeConnection(endpoint, clock);
        OpeningFrames = 1 + topics.Length;
        // Snapshots are not asked for: the books begin with the plan's, and a gap would make the run void.
        Gateway = new KuCoinGateway(_trade, _rest, new InstrumentTable(plan.Instruments), new OrderKeys(1), (_, _) => { }, _ => { }, (_, _) => { });
    }

    public override IFrameSource Market => _market.Source;

    public override int OpeningFrames { get; }

    public override IFrameSource[] Answers => [_trade.Source, _account.Source];

    public override IOrderGateway Gateway { get; }

    public override string? Fault =>
        _process.Fault ?? (_market.Ended.IsCompleted || _account.Ended.IsCompleted || _trade.Ended.IsCompleted ? $"A connection to the load generator ended. {_market.Fault ?? _account.Fault ?? _trade.Fault}" : null);

    /// <summary>Opens everything.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await _trade.ConnectAsync(cancellation);
            await _account.ConnectAsync(cancellation);
            await _market.ConnectAsync(cancellation);
            _echo = new EchoPeer(_process, _plan);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException)
        {
            throw new IOException($"The load generator took no connection: {_process.Fault ?? e.Message}", e);
        }
    }

    public override void Flood() => _process.Tell(string.Create(CultureInfo.InvariantCulture, $"flood {_plan.OffsetsNs.Length}"));

    public override void Start(long startNs) => _process.Tell(string.Create(CultureInfo.InvariantCulture, $"start {startNs}"));

    /// <inheritdoc/>
    public override LoadResult? Echo(Func<long> start)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"echo {_plan.OffsetsNs.Length}"));
        Start(start());
        if (!_echo!.Wait(TimeSpan.FromTicks(_plan.OffsetsNs[^1] / 100) + EchoTimeout))
            throw new TimeoutException(Fault ?? "The echo did not end in time; choose a lower --rate.");
        // The last answer is on its way.
        Thread.Sleep(LastAnswer);
        return Stop();
    }

    public override LoadResult Stop()
    {
        _process.Tell("stop");
        return Json.ReadLoadResult(_process.Read("result"));
    }

    public override void Dispose()
    {
        _echo?.Dispose();
        Task.WhenAll(_market.DisposeAsync().AsTask(), _account.DisposeAsync().AsTask(), _trade.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        _rest.Dispose();
    }
}
