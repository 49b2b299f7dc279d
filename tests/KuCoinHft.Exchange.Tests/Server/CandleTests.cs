using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>Candles of what was traded, over REST and in memory, and the market time before the exchange opens.</summary>
public sealed class CandleTests
{
    private const long Second = 1_000_000_000;

    // The tape starts 20 s into a minute.
    private const long Whole = (Tape.StartNs / Second) + 40;

    // Trades 10, 45, 60, 110 and 290 s after the beginning; the first is of a minute not known whole.
    private static Tape Market => new Tape().Book("99 1", "101 1")
        .After(10 * Second).Trade("buy", "105", "1")
        .After(35 * Second).Trade("buy", "101", "0.5")
        .After(15 * Second).Trade("sell", "99.5", "1.25")
        .After(50 * Second).Trade("buy", "103", "2")
        .After(180 * Second).Trade("buy", "98", "1").Trade("buy", "2000.55", "0.1", "ETH-USDT")
        .After(110 * Second).Bid("97", "1");

    [Fact]
    public async Task The_minutes_that_are_known_whole_come_newest_first_and_those_without_trades_not_at_all()
    {
        Assert.Equal(0, Whole % 60);
        await using Client client = await Client.OpenAsync(Market, x => x with { OpenAfter = TimeSpan.FromSeconds(395) });

        string[] rows = await Rows(client, "symbol=BTC-USDT&type=1min");

        Assert.Equal(
            [
                $"[\"{Whole + 240}\",\"98\",\"98\",\"98\",\"98\",\"1\",\"98\"]",
                $"[\"{Whole + 60}\",\"103\",\"103\",\"103\",\"103\",\"2\",\"206\"]",
                $"[\"{Whole}\",\"101\",\"99.5\",\"101\",\"99.5\",\"1.75\",\"174.875\"]",
            ],
            rows);
        Assert.Equal([$"[\"{Whole + 240}\",\"2000.55\",\"2000.55\",\"2000.55\",\"2000.55\",\"0.1\",\"200.055\"]"], await Rows(client, "symbol=ETH-USDT&type=1min"));
        Assert.Equal(rows[1..2], await Rows(client, $"symbol=BTC-USDT&type=1min&startAt={Whole + 1}&endAt={Whole + 240}"));
        Assert.Equal(rows[..1], await Rows(client, $"symbol=BTC-USDT&type=1min&startAt={Whole + 61}&endAt=0"));
    }

    [Fact]
    public async Task Longer_candles_are_made_of_the_minutes()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { OpenAfter = TimeSpan.FromSeconds(395) });

        // The tape's first whole span of three minutes begins with its first whole minute or one of the next two.
        const long span = (Whole + 179) / 180 * 180;
        string[] rows = await Rows(client, "symbol=BTC-USDT&type=3min");
        string[] minutes = await Rows(client, $"symbol=BTC-USDT&type=1min&startAt={span}");

        decimal Sum(string[] candles) => candles.Sum(row => decimal.Parse(JsonDocument.Parse(row).RootElement[5].GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(rows, row => Assert.Equal(0, long.Parse(JsonDocument.Parse(row).RootElement[0].GetString()!) % 180));
        Assert.Equal(Sum(minutes), Sum(rows));
        Assert.NotEmpty(rows);
        Assert.Empty(await Rows(client, "symbol=BTC-USDT&type=1day"));
    }

    [Theory]
    [InlineData("type=1min", "Unsupported trading pair.")]
    [InlineData("symbol=XXX-USDT&type=1min", "Unsupported trading pair.")]
    [InlineData("symbol=BTC-USDT", "Incorrect candlestick type")]
    [InlineData("symbol=BTC-USDT&type=2min", "Incorrect candlestick type")]
    [InlineData("symbol=BTC-USDT&type=1min&startAt=soon", "seconds since the Unix epoch")]
    [InlineData("symbol=BTC-USDT&type=1min&endAt=-1", "seconds since the Unix epoch")]
    [InlineData("symbol=BTC-USDT&type=1min&startAt=10&endAt=9", "endAt not before startAt")]
    public async Task A_parameter_that_is_wrong_is_named(string query, string message)
    {
        await using Client client = await Client.OpenAsync(Market);
        (int status, JsonElement body, _) = await client.RestAsync("GET", $"/api/v1/market/candles?{query}", isSigned: false);
        Assert.Equal((200, "400100"), (status, Desk.Text(body, "code")));
        Assert.Contains(message, Desk.Text(body, "msg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_that_opens_later_stands_there_until_it_is_started()
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { OpenAfter = TimeSpan.FromSeconds(60) });
        Assert.Equal((3, Tape.StartNs + (60 * Second)), (client.Server.Progress.EventCount, client.Server.Progress.MarketNs));
        Assert.Equal("101", (await client.RestAsync("GET", "/api/v3/market/orderbook/level2?symbol=BTC-USDT")).Body.GetProperty("data").GetProperty("asks")[0][0].GetString());
        client.Server.StartPlaying();
        await client.Server.Completion;
        Assert.Equal(8, client.Server.Progress.EventCount);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(401)]
    public void A_time_to_open_that_is_negative_or_after_the_recordings_end_is_refused(int seconds)
    {
        var options = new ExchangeOptions { Recording = Market, OpenAfter = TimeSpan.FromSeconds(seconds), ApiKey = "", Secret = "", Passphrase = "" };
        Assert.Throws<ArgumentException>(() => new ExchangeServer(options));
    }

    [Fact]
    public void In_memory_it_opens_later_too_and_has_the_same_candles()
    {
        using var exchange = new InMemoryExchange(Market, new AccountOptions(), new LatencyOptions(), TimeSpan.FromSeconds(395));
        string body = System.Text.Encoding.UTF8.GetString(exchange.Candles(0));
        Assert.Contains($"[\"{Whole + 240}\",\"98\"", body, StringComparison.Ordinal);
        Assert.Equal(Tape.StartNs + (395 * Second), exchange.NowNs);
        Assert.True(exchange.TryNext(out ExchangeMessage first));
        Assert.InRange(first.ReceiveNs, Tape.StartNs + (400 * Second), Tape.StartNs + (401 * Second));
        Assert.False(exchange.TryNext(out _));
        Assert.Throws<ArgumentException>(() => new InMemoryExchange(Market, new AccountOptions(), new LatencyOptions(), TimeSpan.FromSeconds(401)));
    }

    private static async Task<string[]> Rows(Client client, string query)
    {
        (int status, JsonElement body, _) = await client.RestAsync("GET", $"/api/v1/market/candles?{query}", isSigned: false);
        Assert.Equal((200, "200000"), (status, Desk.Text(body, "code")));
        return [.. body.GetProperty("data").EnumerateArray().Select(row => row.GetRawText())];
    }
}
