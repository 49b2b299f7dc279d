using System.Text;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>One replay of the whole session for all tests of it.</summary>
public sealed class BinanceSession
{
    public BinanceSession()
    {
        Recording = (BinanceRecording)RecordingCatalog.Open(RecordingCatalog.Binance2024);
        foreach (RecordedEvent recorded in Recording.Read())
            Replay.Apply(recorded);
    }

    public BinanceRecording Recording { get; }

    internal BinanceReplay Replay { get; } = new();
}

public sealed class BinanceRecordingTests(BinanceSession session) : IClassFixture<BinanceSession>
{
    public static TheoryData<string> Symbols => ["BTC-USDT", "ETH-USDT"];

    [Fact]
    public void Instruments_have_units_for_every_value_and_the_increments_of_the_exchange()
    {
        IReadOnlyList<Instrument> made = session.Recording.Instruments;
        Assert.Equal(["BTC-USDT", "ETH-USDT"], made.Select(instrument => instrument.Symbol));
        // Far levels hold sizes one digit finer than anything that trades: 25.426189 BTC at 200000.
        Assert.Equal((2, 6, 1, 10), (made[0].PriceDecimals, made[0].SizeDecimals, made[0].PriceIncrementTicks, made[0].SizeIncrementLots));
        Assert.Equal((2, 5, 1, 10), (made[1].PriceDecimals, made[1].SizeDecimals, made[1].PriceIncrementTicks, made[1].SizeIncrementLots));
        Assert.All(made, instrument => Assert.True(instrument.IsMarginEnabled));
        Assert.All(made, instrument => Assert.Equal("USDT", instrument.QuoteCurrency));
        Assert.Equal(2, new InstrumentTable(made).Count);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void One_sequence_per_symbol_has_no_hole(string symbol)
    {
        BinanceReplay.Market market = session.Replay.Markets[symbol];
        Assert.Equal(1, market.Snapshots);
        Assert.InRange(market.Level2, 50_000, 100_000);
        Assert.Equal(0, market.HolesInSequence);
        Assert.Equal(0, market.Book.Gaps);
        Assert.Equal(0, market.RowsWithoutChange);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void The_book_is_never_crossed_after_a_message_nor_after_a_row(string symbol)
    {
        Assert.Equal(0, session.Replay.Markets[symbol].Crossed);
        Assert.Equal(0, session.Replay.Markets[symbol].RowsCrossed);
        Assert.Equal(0, session.Replay.Markets[symbol].OneSided);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void Every_ticker_equals_the_book_at_its_sequence(string symbol)
    {
        BinanceReplay.Market market = session.Replay.Markets[symbol];
        Assert.InRange(market.Tickers, 4_000, 6_600);
        Assert.Equal(0, market.TickersUnlikeBook);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void Tickers_come_at_most_every_hundred_milliseconds_and_only_with_a_new_top(string symbol)
    {
        Assert.Equal(0, session.Replay.Markets[symbol].TickersTooSoon);
        Assert.Equal(0, session.Replay.Markets[symbol].TickersWithoutNews);
    }

    [Theory]
    [InlineData("BTC-USDT", "61602.01", "61602.02")]
    [InlineData("ETH-USDT", "2677.60", "2677.61")]
    public void The_session_ends_at_the_known_best_prices(string symbol, string bid, string ask)
    {
        ReplayedBook book = session.Replay.Markets[symbol].Book;
        Assert.Equal(decimal.Parse(bid), book.BestBid.Key);
        Assert.Equal(decimal.Parse(ask), book.BestAsk.Key);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void After_a_bookTicker_the_top_is_its_and_after_newer_depth_the_whole_book_is_the_depth_streams(string symbol)
    {
        var replay = new BinanceReplay();
        BinanceReplay.Market market = replay.Of(symbol);
        using IEnumerator<RecordedEvent> events = session.Recording.Read().GetEnumerator();
        bool more = events.MoveNext();
        var depth = new DepthBook();
        List<RawMessage> early = [];
        long tickerUpdate = 0;
        int compared = 0;
        foreach (RawMessage raw in RawBinance.Read(symbol))
        {
            for (; more && events.Current.ReceiveNs <= raw.TimeNs + session.Recording.ClockOffsetNs; more = events.MoveNext())
                replay.Apply(events.Current);
            if (raw.Stream == "book")
            {
                depth.Load(raw.Data);
                early.ForEach(message => depth.Apply(message.Data));
            }
            else if (raw.Stream == "depth")
            {
                if (depth.Update == 0)
                {
                    early.Add(raw with { Data = raw.Data.Clone() });
                    continue;
                }

                depth.Apply(raw.Data);
                // 2000 levels each time: every twentieth is enough, and the last ones all.
                if (tickerUpdate <= depth.Update && (compared++ % 20 == 0 || !more))
                {
                    Assert.Equal(depth.Book.Bids, market.Book.Bids);
                    Assert.Equal(depth.Book.Asks, market.Book.Asks);
                }
            }
            else if (raw.Stream == "bookTicker")
            {
                tickerUpdate = raw.Data.GetProperty("u").GetInt64();
                if (depth.Update == 0)
                    continue;
                Assert.Equal(ReplayedBook.Number(raw.Data.GetProperty("b")), market.Book.BestBid.Key);
                Assert.Equal(ReplayedBook.Number(raw.Data.GetProperty("B")), market.Book.BestBid.Value);
                Assert.Equal(ReplayedBook.Number(raw.Data.GetProperty("a")), market.Book.BestAsk.Key);
                Assert.Equal(ReplayedBook.Number(raw.Data.GetProperty("A")), market.Book.BestAsk.Value);
            }
        }

        Assert.InRange(compared, 5_000, 7_000);
        Assert.InRange(depth.Book.Bids.Count, 1_000, 20_000);
    }

    [Theory, MemberData(nameof(Symbols))]
    public void Trades_and_minute_candles_are_those_of_the_files(string symbol)
    {
        BinanceReplay.Market market = session.Replay.Markets[symbol];
        var candles = new MinuteCandles();
        int i = 0;
        foreach (RawMessage raw in RawBinance.Read(symbol).Where(raw => raw.Stream == "trade"))
        {
            decimal price = ReplayedBook.Number(raw.Data.GetProperty("p"));
            decimal size = ReplayedBook.Number(raw.Data.GetProperty("q"));
            candles.Add(raw.Data.GetProperty("T").GetInt64(), price, size);
            (string id, string side, string priceText, string sizeText) = market.Trades[i++];
            Assert.Equal($"1{raw.Data.GetProperty("t").GetInt64():0000000000000000}", id);
            Assert.Equal(raw.Data.GetProperty("m").GetBoolean() ? "sell" : "buy", side);
            Assert.Equal(price.ToString("0.########"), priceText);
            Assert.Equal(size.ToString("0.########"), sizeText);
        }

        Assert.Equal(i, market.Matches);
        Assert.Equal(symbol == "BTC-USDT" ? 19_904 : 14_515, market.Matches);
        Assert.Equal(candles.Minutes, market.Candles.Minutes);
        Assert.InRange(candles.Minutes.Count, 11, 13);
    }

    [Fact]
    public void Times_never_go_back_and_nothing_is_received_before_it_was_sent()
    {
        Assert.Equal(0, session.Replay.ReceivedBackInTime);
        Assert.All(session.Replay.Markets.Values, market => Assert.Equal(0, market.TimesBack));
        // The fastest message of the recording stands at zero, so no smaller offset would do.
        Assert.Equal(1_276_670_531, session.Recording.ClockOffsetNs);
        Assert.Equal(0, new[] { "BTC-USDT", "ETH-USDT" }.SelectMany(RawBinance.Read).Where(raw => raw.Data.TryGetProperty("E", out _))
            .Min(raw => raw.TimeNs + session.Recording.ClockOffsetNs - (raw.Data.GetProperty("E").GetInt64() * Nanos.PerMillisecond)));
        Assert.True(session.Replay.LagNsMin >= 0);
    }

    [Fact]
    public void Messages_have_the_fields_and_the_form_of_KuCoins()
    {
        List<RecordedEvent> events = [.. session.Recording.Read().Take(200)];
        Assert.Equal(
            """{"type":"message","topic":"/market/match:BTC-USDT","subject":"trade.l3match","data":{"type":"match","symbol":"BTC-USDT","side":"sell","price":"61837.63","size":"0.02","sequence":"10000003735683259","tradeId":"10000003735683259","makerOrderId":"66b55aa7000000deaa00bb00","takerOrderId":"66b55aa7000000deaa00bb01","time":"1723161255342000000"}}""",
            Encoding.UTF8.GetString(events[0].Json.Span));
        Assert.Contains(
            """{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"50093239218","price":"61837.63","size":"0.02","bestAsk":"61837.64","bestAskSize":"1.92853","bestBid":"61837.63","bestBidSize":"3.78826","time":1723161255342}}""",
            events.Select(Text));
        Assert.Contains(
            """{"type":"message","topic":"/market/level2:ETH-USDT","subject":"trade.l2update","data":{"changes":{"asks":[],"bids":[["2672.03","0","35346513513"],["2676.78","4.2454","35346513514"],["2676.77","3.0734","35346513515"],["2672.02","0.0186","35346513516"]]},"sequenceStart":35346513513,"sequenceEnd":35346513516,"symbol":"ETH-USDT","time":1723161255508}}""",
            events.Select(Text));
        Assert.StartsWith(
            """{"code":"200000","data":{"time":1723161255428,"sequence":"35346513512","bids":[["2683.8","3.0292"],["2683.78","0.002"],""",
            Text(events.First(recorded => recorded.Symbol == "ETH-USDT")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_twice_gives_the_same_bytes() => Assert.Equal(EventDigest.Of(session.Recording), EventDigest.Of(session.Recording));

    [Fact]
    public void Plain_files_in_any_order_give_the_same_symbol_by_symbol()
    {
        using var folder = new TemporaryFolder();
        string[] paths = RawBinance.Paths("ethusdt");
        Recording compressed = RecordingCatalog.OpenFiles(paths);
        Recording plain = RecordingCatalog.OpenFiles([folder.Decompress(paths[1], "b"), folder.Decompress(paths[0], "a")]);
        Assert.Equal(EventDigest.Of(compressed), EventDigest.Of(plain));
        Assert.Equal("ETH-USDT", Assert.Single(plain.Instruments).Symbol);
    }

    [Fact]
    public void A_repetition_is_one_market_without_a_seam()
    {
        var replay = new BinanceReplay();
        int events = 0;
        foreach (RecordedEvent recorded in session.Recording.Repeat(2).Read())
        {
            replay.Apply(recorded);
            events++;
        }

        Assert.True(events > 2 * session.Replay.Events);
        Assert.Equal(0, replay.ReceivedBackInTime);
        Assert.True(replay.LagNsMin >= 0);
        foreach ((string symbol, BinanceReplay.Market market) in replay.Markets)
        {
            BinanceReplay.Market once = session.Replay.Markets[symbol];
            Assert.Equal((1, 0, 0, 0, 0), (market.Snapshots, market.HolesInSequence, market.Crossed, market.RowsCrossed, market.OneSided));
            Assert.Equal((0, 0, 0, 0), (market.TickersUnlikeBook, market.TickersTooSoon, market.TimesBack, market.RowsWithoutChange));
            Assert.Equal(2 * once.Matches, market.Matches);
            Assert.Equal(market.Matches, market.Trades.Select(trade => trade.Id).Distinct().Count());
            Assert.Equal(market.Trades.Select(trade => trade.Id).Order(StringComparer.Ordinal), market.Trades.Select(trade => trade.Id));
            Assert.Equal(once.Book.Bids, market.Book.Bids);
            Assert.Equal(once.Book.Asks, market.Book.Asks);
        }
    }

    [Fact]
    public void Repeating_once_is_the_recording_and_less_is_refused()
    {
        Assert.Equal(EventDigest.Of(session.Recording), EventDigest.Of(session.Recording.Repeat(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Recording.Repeat(0));
    }

    private static string Text(RecordedEvent recorded) => Encoding.UTF8.GetString(recorded.Json.Span);
}
