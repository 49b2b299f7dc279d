using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Market;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class KuCoinRestClientTests
{
    private const string Secret = "5f1a7b9e-0d2c-4e6f-8a31-b4c5d6e7f809";

    private const string Symbols = """
        {"code":"200000","data":[
        {"symbol":"ETH-USDT","baseCurrency":"ETH","quoteCurrency":"USDT","baseMinSize":"0.0001","quoteMinSize":"0.1","baseIncrement":"0.0000001","priceIncrement":"0.05","minFunds":null,"isMarginEnabled":true,"enableTrading":false},
        {"symbol":"BTC-USDT","baseCurrency":"BTC","quoteCurrency":"USDT","baseMinSize":"0.00001","quoteMinSize":"0.1","baseIncrement":"0.00000001","priceIncrement":"0.1","minFunds":"0.25","isMarginEnabled":true,"enableTrading":true},
        {"symbol":"ODD-USDT","baseCurrency":"ODD","quoteCurrency":"USDT","baseMinSize":"1","quoteMinSize":"0.1","baseIncrement":"0.0","priceIncrement":"0.1","minFunds":"0.1","isMarginEnabled":true,"enableTrading":true}]}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_request_carries_what_the_server_can_check()
    {
        string? seen = null;
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            string timestamp = context.Request.Headers["KC-API-TIMESTAMP"]!;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            string expected = new KuCoinSigner("key", Secret, "phrase").Sign(long.Parse(timestamp), context.Request.Method, target, body.ToArray());
            seen = $"{context.Request.Method} {target} {context.Request.Headers["KC-API-KEY"]} v{context.Request.Headers["KC-API-KEY-VERSION"]} {context.Request.ContentType} {expected == context.Request.Headers["KC-API-SIGN"]}";
            await context.Response.WriteAsync("""{"code":"200000","data":{}}""");
        });
        using var rest = new KuCoinRestClient(Endpoint(server));

        byte[] book = await rest.OrderBookAsync("BTC-USDT,ż", Cancellation);
        Assert.Equal("GET /api/v3/market/orderbook/level2?symbol=BTC-USDT%2C%C5%BC key v3  True", seen);
        Assert.Equal("""{"code":"200000","data":{}}"""u8, book);
        await Assert.ThrowsAsync<KuCoinException>(() => rest.BulletAsync(isPrivate: true, Cancellation));
        Assert.Equal("POST /api/v1/bullet-private key v3 application/json True", seen);
    }

    [Fact]
    public async Task Candles_are_asked_for_by_seconds_and_unsigned()
    {
        string? seen = null;
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            seen = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.ContainsKey("KC-API-KEY")}";
            await context.Response.WriteAsync("""{"code":"200000","data":[]}""");
        });
        using var rest = new KuCoinRestClient(Endpoint(server));

        byte[] candles = await rest.CandlesAsync("BTC-USDT", "1min", 1566703297, 1566789757, Cancellation);
        Assert.Equal("""{"code":"200000","data":[]}"""u8, candles);
        Assert.Equal("GET /api/v1/market/candles?symbol=BTC-USDT&type=1min&startAt=1566703297&endAt=1566789757 False", seen);
    }

    [Theory]
    [InlineData(200, """{"code":"400100","msg":"Unsupported trading pair."}""", "400100", "Unsupported trading pair.")]
    [InlineData(401, """{"code":"400005","msg":"Invalid KC-API-SIGN"}""", "400005", "Invalid KC-API-SIGN")]
    [InlineData(429, """{"msg":"Too many requests","code":"429000"}""", "429000", "Too many requests")]
    [InlineData(503, "<html>try later</html>", "HTTP 503", "no code in \"<html>try later</html>\"")]
    [InlineData(500, "", "HTTP 500", "no code in an empty body")]
    [InlineData(200, """{"code":null}""", "HTTP 200", "no code in \"{\"code\":null}\"")]
    public async Task A_refusal_names_code_message_and_path(int status, string body, string code, string message)
    {
        await using LoopbackServer server = await ServeAsync(body, status);
        using var rest = new KuCoinRestClient(Endpoint(server));
        KuCoinException refused = await Assert.ThrowsAsync<KuCoinException>(() => rest.OrderBookAsync("BTC-USDT", Cancellation));
        Assert.Equal((code, message, "GET /api/v3/market/orderbook/level2?symbol=BTC-USDT"), (refused.Code, refused.Answer, refused.Path));
        Assert.Equal($"KuCoin answered {code} to GET /api/v3/market/orderbook/level2?symbol=BTC-USDT: {message}", refused.Message);
    }

    [Fact]
    public async Task Instruments_come_in_the_order_asked_for_and_in_integers()
    {
        await using LoopbackServer server = await ServeAsync(Symbols);
        using var rest = new KuCoinRestClient(Endpoint(server));
        IReadOnlyList<Instrument> instruments = await rest.InstrumentsAsync(["BTC-USDT", "ETH-USDT"], Cancellation);
        var btc = new Instrument
        {
            Id = 0,
            Symbol = "BTC-USDT",
            BaseCurrency = "BTC",
            QuoteCurrency = "USDT",
            PriceDecimals = 1,
            SizeDecimals = 12,
            SizeIncrementLots = 10_000,
            SizeLotsMin = 10_000_000,
            FundsQuoteMin = 25_000_000,
            IsMarginEnabled = true,
        };
        var eth = new Instrument
        {
            Id = 1,
            Symbol = "ETH-USDT",
            BaseCurrency = "ETH",
            QuoteCurrency = "USDT",
            PriceDecimals = 2,
            SizeDecimals = 11,
            SizeIncrementLots = 10_000,
            PriceIncrementTicks = 5,
            SizeLotsMin = 10_000_000,
            FundsQuoteMin = 10_000_000,
            IsMarginEnabled = false,
        };
        Assert.Equal([btc, eth], instruments);
    }

    [Fact]
    public async Task All_wrong_symbols_are_named_at_once()
    {
        await using LoopbackServer server = await ServeAsync(Symbols);
        using var rest = new KuCoinRestClient(Endpoint(server));
        KuCoinException wrong = await Assert.ThrowsAsync<KuCoinException>(() => rest.InstrumentsAsync(["NO-USDT", "BTC-USDT", "ODD-USDT"], Cancellation));
        Assert.Equal("NO-USDT is not listed; ODD-USDT: baseIncrement is zero", wrong.Answer);
    }

    [Fact]
    public async Task Bullet_tokens_are_read()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((HttpContext context) => context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/api/v1/bullet-public" => """{"code":"200000","data":{"token":"2neA==","instanceServers":[{"endpoint":"ws://127.0.0.1:9/","encrypt":false,"protocol":"websocket","pingInterval":18000,"pingTimeout":10000}]}}""",
            _ => """{"code":"200000","data":{"token":"2neA==","instanceServers":[]}}""",
        }));
        using var rest = new KuCoinRestClient(Endpoint(server));
        Assert.Equal(new BulletToken(new Uri("ws://127.0.0.1:9/"), "2neA==", new PingPeriods(TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(10))), await rest.BulletAsync(isPrivate: false, Cancellation));
        KuCoinException empty = await Assert.ThrowsAsync<KuCoinException>(() => rest.BulletAsync(isPrivate: true, Cancellation));
        Assert.Equal("/api/v1/bullet-private", empty.Path);
    }

    private static Task<LoopbackServer> ServeAsync(string body, int status = 200) => LoopbackServer.StartAsync((HttpContext context) =>
    {
        context.Response.StatusCode = status;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted).AsTask();
    });

    private static KuCoinEndpoint Endpoint(LoopbackServer server) => new() { Rest = server.Http, ApiKey = "key", Secret = Secret, Passphrase = "phrase" };
}
