using System.Text;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Engine.Market;
using Microsoft.AspNetCore.Http;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class CandleHistoryTests
{
    private const long NowNs = 1_723_161_613_137_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_hour_up_to_now_is_asked_for_and_given_oldest_first()
    {
        string asked = "";
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            asked = context.Request.QueryString.Value!;
            await context.Response.WriteAsync("""{"code":"200000","data":[["1723161600","3","3","3","3","1","3"],["1723161540","2","2","2","2","1","2"]]}""");
        });
        using var rest = new KuCoinRestClient(Endpoint(server));
        var rows = new List<string>();

        IReadOnlyList<string> notes = await CandleHistory.AskAsync(
            rest, [Instrument(0, "BTC-USDT")], NowNs, answer => rows.AddRange(answer.Select(Encoding.UTF8.GetString)), Cancellation);

        Assert.Empty(notes);
        Assert.Equal("?symbol=BTC-USDT&type=1min&startAt=1723158013&endAt=1723161614", asked);
        Assert.Equal(2, rows.Count);
        Assert.Contains("\"1723161540\"", rows[0], StringComparison.Ordinal);
        Assert.Contains("/market/candles:BTC-USDT_1min", rows[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"code":"400100","msg":"Unsupported trading pair."}""", "KuCoin answered 400100")]
    [InlineData(503, "later", "HTTP 503")]
    [InlineData(200, """{"code":"200000","data":[["1723161600"]]}""", "has a row 0 that is not seven strings")]
    public async Task A_symbol_without_its_candles_is_named_with_what_follows_and_the_others_have_theirs(int status, string body, string why)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (HttpContext context) =>
        {
            bool isBad = context.Request.Query["symbol"] == "BTC-USDT";
            context.Response.StatusCode = isBad ? status : 200;
            await context.Response.WriteAsync(isBad ? body : """{"code":"200000","data":[["1723161600","3","3","3","3","1","3"]]}""");
        });
        using var rest = new KuCoinRestClient(Endpoint(server));
        int rows = 0;

        string note = Assert.Single(await CandleHistory.AskAsync(
            rest, [Instrument(0, "BTC-USDT"), Instrument(1, "ETH-USDT")], NowNs, answer => rows += answer.Count, Cancellation));

        Assert.StartsWith("The candles of BTC-USDT could not be had; agents that read long windows hold there until 5 whole minutes were seen. ", note);
        Assert.Contains(why, note, StringComparison.Ordinal);
        Assert.Equal(1, rows);
    }

    private static Instrument Instrument(int id, string symbol) =>
        new() { Id = id, Symbol = symbol, BaseCurrency = symbol[..3], QuoteCurrency = "USDT", PriceDecimals = 1, SizeDecimals = 8, IsMarginEnabled = true };

    private static KuCoinEndpoint Endpoint(LoopbackServer server) => new()
    {
        Rest = server.Http,
        ApiKey = "key",
        Secret = "secret",
        Passphrase = "phrase",
    };
}
