using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Feeds;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Feeds;

/// <summary>Topics that a recording does not carry: what they say, and how often.</summary>
public sealed class MarketFeedTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    [Fact]
    public void Level_1_comes_at_once_on_a_change_of_the_best_and_then_at_most_every_10_ms()
    {
        var player = new Player("/spotMarket/level1:BTC-USDT");
        player.Play(tape => tape.Book("99 1, 98 2", "101 1"));
        Push first = Assert.Single(player.Take());
        Assert.Equal("""{"topic":"/spotMarket/level1:BTC-USDT","type":"message","subject":"level1","data":{"asks":["101","1"],"bids":["99","1"],"timestamp":1760000000000}}""", Text(first));

        // Behind the best nothing is pushed; of many changes within the pause the last one, when it is over.
        player.Play(tape => tape.Bid("98", "3").After(2 * Millisecond).Bid("99", "4").Bid("99", "5").After(3 * Millisecond).Bid("99", "6").After(20 * Millisecond).Bid("90", "1"));
        Push second = Assert.Single(player.Take());
        Assert.Equal(first.AtNs + (10 * Millisecond), second.AtNs);
        Assert.Contains("\"bids\":[\"99\",\"6\"]", Text(second), StringComparison.Ordinal);

        // An empty side is an empty list; back to the old best within a pause is no news.
        player.Play(tape => tape.Ask("101", "0"));
        Assert.Contains("\"asks\":[],", Text(Assert.Single(player.Take())), StringComparison.Ordinal);
        player.Play(tape => tape.Ask("101", "1").Ask("101", "0").After(Second).Bid("80", "1"));
        Assert.Empty(player.Take());
    }

    [Fact]
    public void Depth_shows_its_levels_at_most_every_100_ms_and_only_when_they_changed()
    {
        var player = new Player("/spotMarket/level2Depth5:BTC-USDT", "/spotMarket/level2Depth50:BTC-USDT");
        player.Play(tape => tape.Book("99 1, 98 2, 97 3, 96 4, 95 5, 94 6", "101 1, 102 2"));
        Push[] first = [.. player.Take()];
        Assert.Equal("""{"topic":"/spotMarket/level2Depth5:BTC-USDT","type":"message","subject":"level2","data":{"asks":[["101","1"],["102","2"]],"bids":[["99","1"],["98","2"],["97","3"],["96","4"],["95","5"]],"timestamp":1760000000000}}""", Text(first[0]));
        Assert.Contains("""["95","5"],["94","6"]]""", Text(first[1]), StringComparison.Ordinal);
        player.Play(tape => tape.After(Millisecond).Bid("94", "7").After(50 * Millisecond).Bid("94", "8").After(200 * Millisecond).Bid("1", "1"));
        Push[] more = [.. player.Take()];
        Assert.All(more, x => Assert.Equal("/spotMarket/level2Depth50:BTC-USDT", x.Topic));
        Assert.Equal([first[1].AtNs + (100 * Millisecond), Tape.StartNs + (251 * Millisecond) + 3], more.Select(x => x.AtNs));
        Assert.Contains("""["94","8"]""", Text(more[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Tickers_come_for_all_symbols_and_for_one_only_until_the_recording_brings_its_own()
    {
        var player = new Player("/market/ticker:all", "/market/ticker:BTC-USDT");
        player.Play(tape => tape.Book("99 1", "101 1").After(Millisecond).Book("9 1", "11 1", "ETH-USDT"));
        Assert.Empty(player.Take());
        player.Play(tape => tape.Trade("buy", "101", "0.5").Trade("buy", "11", "2", "ETH-USDT").Bid("99", "2").Bid("9", "3", "ETH-USDT"));
        Push[] pushes = [.. player.Take()];
        Assert.Equal(["BTC-USDT", "trade.ticker", "ETH-USDT"], pushes.Select(x => Json(x).GetProperty("subject").GetString()));
        Assert.Equal(
            """{"topic":"/market/ticker:BTC-USDT","type":"message","subject":"trade.ticker","data":{"bestAsk":"101","bestAskSize":"1","bestBid":"99","bestBidSize":"2","price":"101","sequence":"101","size":"0.5","time":1760000000001}}""",
            Text(pushes[1]));
        player.Play(tape => tape.After(Second)
            .Frame("""{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"101","price":"101","size":"0.5","bestAsk":"101","bestAskSize":"1","bestBid":"99","bestBidSize":"2","time":1}}""")
            .Bid("99", "7"));
        Assert.Equal(["recorded", "all"], player.Take().Select(x => x.Topic == "/market/ticker:all" ? "all" : Text(x).EndsWith("\"time\":1}}", StringComparison.Ordinal) ? "recorded" : "made"));
    }

    [Fact]
    public void Candles_are_pushed_with_every_trade_and_a_new_span_is_added()
    {
        var player = new Player("/market/candles:BTC-USDT_1min", "/market/candles:BTC-USDT_1hour");
        player.Play(tape => tape.Book("99 1", "101 1").Trade("buy", "101", "0.5").After(Second).Trade("sell", "99", "1").After(60 * Second).Trade("buy", "102", "2"));
        Push[] minutes = [.. player.Take().Where(x => x.Topic.EndsWith("1min", StringComparison.Ordinal))];
        long start = Tape.StartNs / Second / 60 * 60;
        Assert.Equal(["trade.candles.add", "trade.candles.update", "trade.candles.add"], minutes.Select(x => Json(x).GetProperty("subject").GetString()));
        Assert.Equal($$"""{"symbol":"BTC-USDT","candles":["{{start}}","101","99","101","99","1.5","149.5"],"time":{{Tape.StartNs + Second + 2}}}""", Json(minutes[1]).GetProperty("data").GetRawText());
        Assert.Contains($"\"{start + 60}\",\"102\",\"102\",\"102\",\"102\",\"2\",\"204\"", Text(minutes[2]), StringComparison.Ordinal);

        // Who comes later sees the span as it is, not from his coming on.
        var late = new Player(player);
        late.Subscribe("/market/candles:BTC-USDT_1hour");
        late.Play(tape => tape.Trade("buy", "103", "1"));
        Assert.Contains("\"101\",\"103\",\"103\",\"99\",\"4.5\"", Text(late.Take().Last()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_push_of_a_topic_made_here_is_withheld()
    {
        const string candle = """{"type":"message","topic":"/market/candles:BTC-USDT_1min","subject":"trade.candles.add","data":{"symbol":"BTC-USDT","candles":["1","2","2","2","2","1","2"],"time":3}}""";
        var player = new Player("/market/candles:BTC-USDT_1min");
        player.Play(tape => tape.Frame(candle));
        Assert.Empty(player.Take());
        player.Core.PublicFeed.Unsubscribe("/market/candles:BTC-USDT_1min");
        player.Play(tape => tape.Frame(candle));
        Assert.Single(player.Take());
    }

    [Fact]
    public void A_snapshot_comes_every_two_seconds_with_the_figures_of_the_last_hours()
    {
        var player = new Player("/market/snapshot:BTC-USDT", "/market/snapshot:USDS");
        player.Play(tape => tape.Book("99 1", "101 1.5").Trade("buy", "100", "1").After(Second).Trade("buy", "105", "2").After(Second).Trade("sell", "95", "1").After(6 * Second).Bid("1", "1"));
        Push[] pushes = [.. player.Take().Where(x => x.Topic == "/market/snapshot:BTC-USDT")];
        Assert.Equal(4, pushes.Length);
        Assert.All(pushes.Zip(pushes.Skip(1)), x => Assert.Equal(2 * Second, x.Second.AtNs - x.First.AtNs));
        JsonElement outer = Json(pushes[^1]).GetProperty("data"), data = outer.GetProperty("data");
        Assert.Equal("100", outer.GetProperty("sequence").GetString());
        Assert.Equal((100m, 95m, 105m, 95m, 4m, 405m), (Number("open"), Number("close"), Number("high"), Number("low"), Number("vol"), Number("volValue")));
        Assert.Equal((-5m, -0.05m, 101.25m, 99m, 101m, 1.5m), (Number("changePrice"), Number("changeRate"), Number("averagePrice"), Number("buy"), Number("sell"), Number("askSize")));
        foreach (string span in new[] { "marketChange1h", "marketChange4h", "marketChange24h" })
            Assert.Equal(405m, data.GetProperty(span).GetProperty("volValue").GetDecimal());

        decimal Number(string name) => data.GetProperty(name).GetDecimal();
    }

    [Fact]
    public void Mark_and_index_price_tick_every_second_once_both_currencies_have_a_price()
    {
        var player = new Player("/indicator/markPrice:USDT-BTC", "/indicator/index:ETH-BTC", "/indicator/markPrice:XXX-BTC");
        player.Play(tape => tape.Book("99 1", "101 1").After((5 * Second) / 2).Book("24 1", "26 1", "ETH-USDT").After(Second).Bid("1", "1"));
        Push[] pushes = [.. player.Take()];
        Assert.Equal([3, 1], new[] { "USDT", "ETH" }.Select(x => pushes.Count(push => push.Topic.Contains(x, StringComparison.Ordinal))));
        Assert.Equal("""{"topic":"/indicator/markPrice:USDT-BTC","type":"message","subject":"tick","data":{"symbol":"USDT-BTC","granularity":1000,"timestamp":1760000001000,"value":0.01}}""", Text(pushes[0]));
        Assert.Contains("\"value\":0.25}", Text(pushes.Single(x => x.Topic == "/indicator/index:ETH-BTC")), StringComparison.Ordinal);
        Assert.Equal(["ETH-BTC", "USDT-BTC", "BTC-USDT", "ETH-USDT"], player.Core.Indicators.Symbols);
    }

    [Theory]
    [InlineData("/market/level2:BTC-USDT")]
    [InlineData("/market/match:BTC-USDT")]
    [InlineData("/spotMarket/level1:XXX-USDT")]
    [InlineData("/market/candles:BTC-USDT_2min")]
    [InlineData("/market/candles:BTC-USDT")]
    [InlineData("/market/snapshot:NFT")]
    [InlineData("/market/ticker")]
    public void What_is_not_made_here_says_so(string topic)
    {
        var player = new Player();
        Assert.False(player.Core.PublicFeed.Subscribe(topic, 0));
        player.Core.PublicFeed.Unsubscribe(topic);
    }

    [Fact]
    public void A_topic_is_made_as_long_as_one_of_its_subscribers_is_left()
    {
        const string topic = "/spotMarket/level1:BTC-USDT";
        var player = new Player(topic, topic);
        player.Play(tape => tape.Book("99 1", "101 1"));
        Assert.Single(player.Take());
        player.Core.PublicFeed.Unsubscribe(topic);
        player.Play(tape => tape.After(Second).Bid("99", "2"));
        Assert.Single(player.Take());
        player.Play(tape => tape.Bid("99", "3"));
        player.Core.PublicFeed.Unsubscribe(topic);
        player.Play(tape => tape.After(Second).Bid("99", "4"));
        Assert.Empty(player.Take());
        Assert.Equal(long.MaxValue, player.Core.PublicFeed.NextNs);
    }

    [Fact]
    public void The_last_hundred_trades_are_kept_oldest_first()
    {
        var player = new Player();
        player.Play(tape =>
        {
            tape.Book("99 1", "101 1");
            for (int i = 1; i <= 150; i++)
                tape.Trade(i % 2 == 0 ? "buy" : "sell", "100", $"{i}");
        });
        PublicTrade[] trades = [.. player.Core.Markets[0].Trades];
        Assert.Equal(Enumerable.Range(51, 100).Select(x => x * 100_000_000L), trades.Select(x => x.SizeLots));
        Assert.Equal(trades[^1], player.Core.Markets[0].LastTrade);
        Assert.Equal((5_000_100, Tape.StartNs + 1), (trades[0].Sequence, trades[0].TimeNs - 50));
    }

    private static string Text(Push push) => Encoding.UTF8.GetString(push.Json.Span);

    private static JsonElement Json(Push push) => Desk.Json(push.Json);

    // Subscribed from the beginning; what the recording itself carries of other topics is left out.
    private sealed class Player
    {
        private readonly Tape _tape;
        private readonly HashSet<string> _topics = [];
        private int _fed;

        public Player(params string[] topics)
        {
            (_tape, Core) = (new Tape(), new ExchangeCore(new Tape().Instruments, new AccountOptions()));
            Core.AdvanceTo(Tape.StartNs);
            foreach (string topic in topics)
                Subscribe(topic);
        }

        public Player(Player other) => (_tape, Core, _fed) = (other._tape, other.Core, other._fed);

        public ExchangeCore Core { get; }

        public void Subscribe(string topic)
        {
            _topics.Add(topic);
            Assert.True(Core.PublicFeed.Subscribe(topic, Core.NowNs));
        }

        public void Play(Action<Tape> more)
        {
            more(_tape);
            foreach (var e in _tape.Read().Skip(_fed))
            {
                Core.Feed(e);
                _fed++;
            }
        }

        public IEnumerable<Push> Take()
        {
            while (Core.TryTakePush(out Push push))
            {
                if (_topics.Contains(push.Topic))
                    yield return push;
            }
        }
    }
}
