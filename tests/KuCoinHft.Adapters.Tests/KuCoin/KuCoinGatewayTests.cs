using System.Text;
using System.Threading.Channels;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class KuCoinGatewayTests
{
    private readonly Channel<(int SymbolId, string Body)> _snapshots = Channel.CreateUnbounded<(int, string)>();
    private readonly Channel<string> _orders = Channel.CreateUnbounded<string>();
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
        Assert.False(gateway.Send(Question(2), []));
        Assert.False(gateway.Send(Question(-1), []));
        Assert.False(gateway.Send(default, []));
    }

    [Fact]
    public async Task A_question_about_an_order_comes_back_as_its_row_or_its_refusal()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
        {
            string clientOid = context.Request.Path.Value!.Split('/')[^1];
            return context.Response.WriteAsync(context.Request.Query["symbol"] == "ETH-USDT"
                ? $$$"""{"code":"200000","data":{"clientOid":"{{{clientOid}}}","symbol":"ETH-USDT","active":false}}"""
                : """{"code":"126043","msg":"The order does not exist."}""");
        });
        await RunAsync(server, async gateway =>
        {
            Assert.True(gateway.Send(Question(1), []));
            Assert.Equal(
                """{"type":"rest","topic":"/api/v3/hf/margin/orders","data":{"clientOid":"kh-0000002a-0000000000000007","symbol":"ETH-USDT","active":false}}""",
                await _orders.Reader.ReadAsync(Cancellation));
            Assert.True(gateway.Send(Question(0), []));
            Assert.Equal(
                """{"type":"rest","topic":"/api/v3/hf/margin/orders","id":"kh-0000002a-0000000000000007","code":"126043","msg":"The order does not exist."}""",
                await _orders.Reader.ReadAsync(Cancellation));
        });
    }

    [Theory]
    [InlineData("<html>no KuCoin</html>")]
    [InlineData("""{"code":"200000","data":{"clientOid":"kh-0000002a-0000000000000008"}}""")]
    public async Task A_question_that_fails_is_not_repeated_and_five_in_a_row_are_reported(string answer)
    {
        var asked = new SemaphoreSlim(0);
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) =>
        {
            asked.Release();
            return context.Response.WriteAsync(answer);
        });
        await RunAsync(server, async gateway =>
        {
            for (int i = 0; i < KuCoinGateway.AttemptsMax; i++)
            {
                Assert.False(_faults.Reader.TryRead(out _));
                gateway.Send(Question(1), []);
                await asked.WaitAsync(Cancellation);
            }

            Assert.Equal(1, (await _faults.Reader.ReadAsync(Cancellation)).SymbolId);
            Assert.Equal(0, asked.CurrentCount);
            Assert.False(_orders.Reader.TryRead(out _));
        });
    }

    [Theory]
    [InlineData("429000", true)]
    [InlineData("400003", true)]
    [InlineData("126043", false)]
    [InlineData("102435", false)]
    public async Task A_refusal_goes_to_the_engine_and_counts_as_failed_unless_it_says_that_there_is_no_such_order(string code, bool isFault)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) => context.Response.WriteAsync($$"""{"code":"{{code}}","msg":"no"}"""));
        await RunAsync(server, async gateway =>
        {
            for (int i = 0; i < KuCoinGateway.AttemptsMax; i++)
            {
                Assert.False(_faults.Reader.TryRead(out _));
                gateway.Send(Question(1), []);
                Assert.Contains($"\"code\":\"{code}\"", await _orders.Reader.ReadAsync(Cancellation), StringComparison.Ordinal);
            }

            // Another symbol's answer comes after the last question has been judged.
            gateway.Send(Question(0), []);
            await _orders.Reader.ReadAsync(Cancellation);
            Assert.Equal(isFault, _faults.Reader.TryRead(out (int SymbolId, Exception Why) fault));
            if (isFault)
                Assert.Equal((1, code), (fault.SymbolId, ((KuCoinException)fault.Why).Code));
        });
    }

    private static ActionRecord Question(short symbolId) => new() { Kind = ActionKind.RequestOrder, SymbolId = symbolId, OrderKey = 7 };

    private static ActionRecord Request(short symbolId) => new() { Kind = ActionKind.RequestSnapshot, SymbolId = symbolId };

    private KuCoinGateway Gateway(KuCoinRestClient rest)
    {
        InstrumentTable instruments = new([Listed(0, "BTC"), Listed(1, "ETH")]);
        return new KuCoinGateway(
            null,
            rest,
            instruments,
            new OrderKeys(42),
            (id, body) => _snapshots.Writer.TryWrite((id, Encoding.UTF8.GetString(body.Span))),
            row => _orders.Writer.TryWrite(Encoding.UTF8.GetString(row)),
            (id, fault) => _faults.Writer.TryWrite((id, fault)));
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
