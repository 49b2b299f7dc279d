using System.Text;
using System.Threading.Channels;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class KuCoinGatewayTests
{
    private readonly Channel<(int SymbolId, string Body)> _snapshots = Channel.CreateUnbounded<(int, string)>();
    private readonly Channel<(int SymbolId, Exception Fault)> _faults = Channel.CreateUnbounded<(int, Exception)>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_comes_back_for_the_symbol_that_asked()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
            context.Response.WriteAsync($$$"""{"code":"200000","data":{"symbol":"{{{context.Request.Query["symbol"]}}}"}}"""));
        await RunAsync(server, async gateway =>
        {
            Assert.True(gateway.Send(Request(1), []));
            Assert.Equal((1, """{"code":"200000","data":{"symbol":"ETH-USDT"}}"""), await _snapshots.Reader.ReadAsync(Cancellation));
            Assert.True(gateway.Send(Request(0), []));
            Assert.Equal((0, """{"code":"200000","data":{"symbol":"BTC-USDT"}}"""), await _snapshots.Reader.ReadAsync(Cancellation));
        });
    }

    [Fact]
    public async Task Requests_during_a_fetch_cause_one_more()
    {
        int fetches = 0;
        var asked = new SemaphoreSlim(0);
        var answer = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            Interlocked.Increment(ref fetches);
            asked.Release();
            await answer.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("""{"code":"200000","data":{}}""");
        });
        await RunAsync(server, async gateway =>
        {
            gateway.Send(Request(0), []);
            await asked.WaitAsync(Cancellation);
            for (int i = 0; i < 10; i++)
                gateway.Send(Request(0), []);
            answer.Release();
            await asked.WaitAsync(Cancellation);
            answer.Release();
            await _snapshots.Reader.ReadAsync(Cancellation);
            await _snapshots.Reader.ReadAsync(Cancellation);
            // Another symbol's round trip: had a third fetch been due, it would have come before or with it.
            answer.Release();
            gateway.Send(Request(1), []);
            Assert.Equal(1, (await _snapshots.Reader.ReadAsync(Cancellation)).SymbolId);
            Assert.Equal(3, fetches);
        });
    }

    [Fact]
    public async Task A_refused_snapshot_is_tried_again()
    {
        int fetches = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
            context.Response.WriteAsync(Interlocked.Increment(ref fetches) == 1 ? """{"code":"429000","msg":"Too many requests"}""" : """{"code":"200000","data":2}"""));
        await RunAsync(server, async gateway =>
        {
            gateway.Send(Request(0), []);
            Assert.Equal((0, """{"code":"200000","data":2}"""), await _snapshots.Reader.ReadAsync(Cancellation));
        });
    }

    [Fact]
    public async Task A_snapshot_that_never_comes_is_reported_after_the_last_try()
    {
        int fetches = 0;
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
        {
            Interlocked.Increment(ref fetches);
            return context.Response.WriteAsync("""{"code":"900001","msg":"symbol not exists"}""");
        });
        await RunAsync(server, async gateway =>
        {
            gateway.Send(Request(1), []);
            (int symbolId, Exception fault) = await _faults.Reader.ReadAsync(Cancellation);
            Assert.Equal((1, "900001"), (symbolId, ((KuCoinException)fault).Code));
            Assert.Equal(KuCoinGateway.AttemptsMax, fetches);
        });
    }

    [Fact]
    public void Orders_without_a_session_and_unknown_symbols_are_refused()
    {
        using var rest = new KuCoinRestClient(new KuCoinEndpoint { Rest = new Uri("http://127.0.0.1:1"), ApiKey = "", Secret = "s", Passphrase = "" });
        KuCoinGateway gateway = Gateway(rest);
        Assert.False(gateway.Send(new ActionRecord { Kind = ActionKind.NewOrder }, "{}"u8));
        Assert.False(gateway.Send(new ActionRecord { Kind = ActionKind.CancelOrder }, "{}"u8));
        Assert.False(gateway.Send(Request(2), []));
        Assert.False(gateway.Send(Request(-1), []));
        Assert.False(gateway.Send(default, []));
    }

    private static ActionRecord Request(short symbolId) => new() { Kind = ActionKind.RequestSnapshot, SymbolId = symbolId };

    private KuCoinGateway Gateway(KuCoinRestClient rest)
    {
        InstrumentTable instruments = new([Listed(0, "BTC"), Listed(1, "ETH")]);
        return new KuCoinGateway(null, rest, instruments, (id, body) => _snapshots.Writer.TryWrite((id, Encoding.UTF8.GetString(body.Span))), (id, fault) => _faults.Writer.TryWrite((id, fault)));
    }

    private async Task RunAsync(LoopbackServer server, Func<KuCoinGateway, Task> test)
    {
        using var rest = new KuCoinRestClient(new KuCoinEndpoint { Rest = server.Http, ApiKey = "key", Secret = "secret", Passphrase = "phrase" });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        KuCoinGateway gateway = Gateway(rest);
        Task running = gateway.RunAsync(stop.Token);
        try
        {
            await test(gateway);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    private static Instrument Listed(int id, string coin) => new()
    {
        Id = id,
        Symbol = coin + "-USDT",
        BaseCurrency = coin,
        QuoteCurrency = "USDT",
        PriceDecimals = 1,
        SizeDecimals = 8,
        IsMarginEnabled = true,
    };
}
