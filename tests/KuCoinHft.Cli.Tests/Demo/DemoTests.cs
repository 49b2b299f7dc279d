using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Demo;

/// <summary>One demo of five market minutes in a fifth of one; faster, a machine that is busy with other tests misses most of the trades.</summary>
public sealed class DemoOfBinance : IAsyncLifetime
{
    public JsonElement Report { get; private set; }

    public async ValueTask InitializeAsync() => Report = (await Kchft.RunWithModelsAsync("demo", "--json", "--speed", "25x")).Json();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class DemoTests(DemoOfBinance demo) : IClassFixture<DemoOfBinance>
{
    private static readonly string[] Stages = ["intake", "decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send", "total"];

    [Fact]
    public void It_plays_the_recording_to_its_end_and_understands_all_of_it()
    {
        Assert.Equal("binance-2024", Text("data"));
        Assert.Equal("25x", Text("speed"));
        Assert.InRange(demo.Report.GetProperty("marketSeconds").GetDouble(), 289, 292);
        Assert.True(Number("frames") > 80_000, $"{Number("frames")} frames");
        Assert.Equal(0, Number("decodeErrors"));
        Assert.Equal(0, Number("gaps"));
        Assert.Empty(demo.Report.GetProperty("modelRefusals").EnumerateArray());
    }

    [Fact]
    public void It_decides_orders_and_fills()
    {
        Assert.True(Number("decisions") > 0);
        Assert.True(Number("orders") > 0);

        // An answer that an order's last push overtakes, on the other socket, finds the order gone and is not counted.
        Assert.InRange(Number("acks"), 1, Number("orders"));
        Assert.True(Number("fills") > 0);
        long named = demo.Report.GetProperty("rejectReasons").EnumerateObject().Sum(r => r.Value.GetInt64());
        Assert.Equal(Number("rejects"), named + Number("refusedByExchange"));
    }

    [Fact]
    public void Every_agent_is_warm_at_once_by_the_candles_of_the_minutes_before()
    {
        Dictionary<string, long> reasons = demo.Report.GetProperty("decisionReasons").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt64());

        Assert.Equal(Number("decisions"), reasons.Values.Sum());
        Assert.True(reasons["AgentTarget"] > 0);
        Assert.DoesNotContain("WarmingLong", reasons.Keys);
        Assert.DoesNotContain("BarsMissing", reasons.Keys);
        Assert.Empty(demo.Report.GetProperty("notes").EnumerateArray());
    }

    [Fact]
    public async Task Opened_at_the_recordings_beginning_the_agent_that_reads_long_windows_holds_and_says_why()
    {
        JsonElement report = (await Kchft.RunWithModelsAsync("demo", "--json", "--speed", "100x", "--open-after", "0m")).Json();

        Assert.InRange(report.GetProperty("marketSeconds").GetDouble(), 649, 652);
        Assert.True(report.GetProperty("decisionReasons").GetProperty("WarmingLong").GetInt64() > 0);
        Assert.True(report.GetProperty("decisionReasons").GetProperty("AgentTarget").GetInt64() > 0);
    }

    [Theory]
    [InlineData("BTC-USDT")]
    [InlineData("ETH-USDT")]
    public void Both_pairs_are_bought_and_sold(string symbol)
    {
        JsonElement pair = demo.Report.GetProperty("pairs").EnumerateArray().Single(p => p.GetProperty("symbol").GetString() == symbol);

        Assert.True(pair.GetProperty("buyFills").GetInt64() > 0);
        Assert.True(pair.GetProperty("sellFills").GetInt64() > 0);
    }

    [Fact]
    public void The_money_adds_up()
    {
        decimal start = Money("equityStart");

        Assert.Equal(10_000m, start);
        Assert.Equal(Money("equityEnd") - start, Money("netPnl"));
        Assert.True(Money("fees") > 0);
        Assert.True(Money("interest") >= 0);
    }

    [Fact]
    public void Every_stage_has_its_latencies_and_they_are_labelled_as_what_they_are()
    {
        JsonElement latencies = demo.Report.GetProperty("latencyNs");

        Assert.Equal("functional, shared process", Text("latencyLabel"));
        Assert.Equal(Stages, latencies.EnumerateObject().Select(s => s.Name));
        foreach (JsonProperty stage in latencies.EnumerateObject())
        {
            long[] rising = [.. new[] { "p50", "p99", "p999" }.Select(p => stage.Value.GetProperty(p).GetInt64())];
            Assert.Equal(rising.Order(), rising);
            Assert.InRange(stage.Value.GetProperty("max").GetInt64(), 1, long.MaxValue);
            Assert.Equal(Number("frames"), stage.Value.GetProperty("count").GetInt64());
        }
    }

    [Fact]
    public void Memory_is_told_for_the_hot_worker_and_for_the_process()
    {
        // A worker that allocated for each frame would show tens of bytes; what the runtime does beside it shows thousandths.
        Assert.InRange(demo.Report.GetProperty("hotThreadBytesPerFrame").GetDouble(), 0, 1);
        Assert.True(Number("processBytes") > 0);
        Assert.True(Number("gcCount") >= 0);
    }

    private string? Text(string key) => demo.Report.GetProperty(key).GetString();

    private long Number(string key) => demo.Report.GetProperty(key).GetInt64();

    private decimal Money(string key) => demo.Report.GetProperty(key).GetDecimal();
}
