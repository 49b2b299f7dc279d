using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Recordings.Candles;

/// <summary>Candles expanded into a market: every minute's open, high, low, close and volume to the last unit, and a book that a client can follow.</summary>
public sealed class CandleRecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void Twenty_symbols_give_every_candle_to_the_last_unit(long seed)
    {
        Recording recording = MadeCandles.Twenty(_folder, minutes: 60, seed);
        ILookup<string, Trade> trades = Trades(recording).ToLookup(x => x.Symbol);
        Assert.True(recording.FillsOnTradeThroughOnly);
        Assert.Equal(MadeCandles.TwentySymbols, recording.Instruments.Select(x => x.Symbol));
        int candles = 0, exact = 0;
        foreach (string symbol in MadeCandles.TwentySymbols)
        {
            ILookup<long, Trade> minutes = trades[symbol].ToLookup(x => x.TimeMs / 60_000 * 60_000);
            var made = MadeCandles.Parse(File.ReadAllText(Path.Combine(_folder.Path, $"{symbol}.csv"))).ToList();
            Assert.Equal(made.Select(x => x.StartMs), minutes.Select(x => x.Key));
            foreach (var candle in made)
            {
                Trade[] of = [.. minutes[candle.StartMs]];
                candles++;
                exact += (of[0].Price, of.Max(x => x.Price), of.Min(x => x.Price), of[^1].Price, of.Sum(x => x.Size)) == (candle.Open, candle.High, candle.Low, candle.Close, candle.Volume) ? 1 : 0;
            }
        }

        Assert.InRange(candles, 900, 1200);
        Assert.Equal(candles, exact);
    }

    [Fact]
    public void The_exchange_gives_the_candles_back()
    {
        Recording recording = MadeCandles.Twenty(_folder, minutes: 30);
        var core = new ExchangeCore(recording.Instruments, new Exchange.Ledger.AccountOptions());
        foreach (RecordedEvent e in recording.Read())
            core.Feed(e);
        foreach (string symbol in MadeCandles.TwentySymbols)
        {
            using JsonDocument body = JsonDocument.Parse(core.Candles(symbol, 60, 0, long.MaxValue));
            decimal[][] rows = [.. body.RootElement.GetProperty("data").EnumerateArray().Select(row => row.EnumerateArray().Select(ReplayedBook.Number).ToArray()).Reverse()];
            var made = MadeCandles.Parse(File.ReadAllText(Path.Combine(_folder.Path, $"{symbol}.csv"))).ToList();
            // The recording's first event may lie a moment into its first minute, which is not known whole then.
            made = made[(made.Count - rows.Length)..];
            Assert.InRange(rows.Length, 15, 30);
            Assert.Equal(made.Select(x => (x.StartMs / 1000m, x.Open, x.Close, x.High, x.Low, x.Volume)), rows.Select(x => (x[0], x[1], x[2], x[3], x[4], x[5])));
        }
    }

    [Theory]
    [InlineData("flat", "5,5,5,5,100")]
    [InlineData("up", "5,9,5,9,100")]
    [InlineData("down", "9,9,5,5,100")]
    [InlineData("both ways", "6,9,5,7,100")]
    [InlineData("one lot", "5,5,5,5,1")]
    [InlineData("four lots", "6,9,5,7,4")]
    [InlineData("fewer lots than trades", "6,9,5,7,2")]
    [InlineData("a lot for each of two", "5,9,5,9,2")]
    [InlineData("one tick above nothing", "1,3,1,2,17")]
    [InlineData("large", "9000000.00000000001,9000001,8999999.99999999999,9000000,54543732939.26340001")]
    public void A_candle_of_any_form_is_exact(string form, string numbers)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Recording recording = RecordingCatalog.OpenFiles([MadeCandles.Write(_folder, "BTC-USDT", $"{CandleFile.Header}\n60000,{numbers}\n")], seed);
            Trade[] trades = [.. Trades(recording)];
            var candle = MadeCandles.Parse($"x\n60000,{numbers}").Single();
            Assert.True(
                (trades[0].Price, trades.Max(x => x.Price), trades.Min(x => x.Price), trades[^1].Price, trades.Sum(x => x.Size)) == (candle.Open, candle.High, candle.Low, candle.Close, candle.Volume),
                $"{form}, seed {seed}: {string.Join("; ", trades.Select(x => $"{x.Price} x {x.Size}"))}");
            Assert.All(trades, x => Assert.True(x.Size > 0));
        }
    }

    [Fact]
    public void Both_ways_from_open_to_close_occur_and_the_seed_chooses()
    {
        string path = MadeCandles.Write(_folder, "BTC-USDT", $"{CandleFile.Header}\n{string.Concat(Enumerable.Range(1, 200).Select(i => $"{i * 60000},60,90,50,70,1000\n"))}");
        bool[] First(long seed) => [.. Trades(RecordingCatalog.OpenFiles([path], seed)).GroupBy(x => x.TimeMs / 60_000)
            .Select(minute => minute.TakeWhile(x => x.Price != 90).All(x => x.Price != 50))];
        Assert.InRange(First(1).Count(highFirst => highFirst), 60, 140);
        Assert.NotEqual(First(1), First(2));
    }

    [Fact]
    public void Every_book_is_whole_uncrossed_and_one_sequence_with_tickers_of_it()
    {
        var replay = new BinanceReplay();
        foreach (RecordedEvent recorded in MadeCandles.Twenty(_folder).Read())
            replay.Apply(recorded);
        Assert.Equal(MadeCandles.TwentySymbols, replay.Markets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((0, 0L), (replay.ReceivedBackInTime, replay.LagNsMin));
        Assert.All(replay.Markets.Values, market =>
        {
            Assert.Equal(1, market.Snapshots);
            Assert.True(market.Level2 > 300 && market.Tickers > 200 && market.Matches > 300);
            Assert.Equal((0, 0L, 0, 0), (market.HolesInSequence, market.Book.Gaps, market.RowsWithoutChange, market.TimesBack));
            Assert.Equal((0, 0, 0), (market.Crossed, market.RowsCrossed, market.OneSided));
            Assert.Equal((0, 0, 0), (market.TickersUnlikeBook, market.TickersTooSoon, market.TickersWithoutNews));
        });
    }

    [Fact]
    public void Every_trade_is_at_the_best_price_that_its_taker_met()
    {
        var books = MadeCandles.TwentySymbols.ToDictionary(x => x, _ => new ReplayedBook());
        int trades = 0, atBest = 0;
        foreach (RecordedEvent recorded in MadeCandles.Twenty(_folder).Read())
        {
            using JsonDocument document = JsonDocument.Parse(recorded.Json);
            JsonElement root = document.RootElement, data = root.GetProperty("data");
            ReplayedBook book = books[recorded.Symbol ?? root.GetProperty("topic").GetString()!.Split(':')[1]];
            if (recorded.Kind == RecordedKind.Snapshot)
                book.Load(data);
            else if (data.TryGetProperty("changes", out _))
                book.Apply(data);
            else if (data.TryGetProperty("tradeId", out _))
            {
                trades++;
                decimal best = data.GetProperty("side").GetString() == "buy" ? book.BestAsk.Key : book.BestBid.Key;
                atBest += ReplayedBook.Number(data.GetProperty("price")) == best ? 1 : 0;
            }
        }

        Assert.True(trades > 5000);
        Assert.Equal(trades, atBest);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_one_more_symbol_changes_no_other()
    {
        string first = EventDigest.Of(MadeCandles.Twenty(_folder));
        Assert.Equal(first, EventDigest.Of(MadeCandles.Twenty(_folder)));
        Assert.NotEqual(first, EventDigest.Of(MadeCandles.Twenty(_folder, seed: 2)));
        string[] two = [Path.Combine(_folder.Path, "BTC-USDT.csv"), Path.Combine(_folder.Path, "ETH-USDT.csv")];
        Assert.Equal(Only(RecordingCatalog.OpenFiles(two[..1])), Only(RecordingCatalog.OpenFiles(two)));

        static IEnumerable<string> Only(Recording recording) => recording.Read()
            .Select(x => $"{x.ReceiveNs} {x.Symbol} {System.Text.Encoding.UTF8.GetString(x.Json.Span)}").Where(x => x.Contains("BTC-USDT", StringComparison.Ordinal));
    }

    [Fact]
    public void The_books_have_the_shape_that_was_measured()
    {
        // A market like BTC-USDT of the recording: 2.4 million USDT a minute, 0.05 % of range.
        string lines = string.Concat(Enumerable.Range(1, 60).Select(i => $"{i * 60000},61000.01,61015.00,60985.00,61005.00,40.12345\n"));
        ShapeMeter meter = ShapeMeter.Measure(RecordingCatalog.OpenFiles([MadeCandles.Write(_folder, "BTC-USDT", $"{CandleFile.Header}\n{lines}")]))["BTC-USDT"];
        double depth = (ShapeMeter.Quantile(meter.DepthWithin10, 0.5) / 10) + (ShapeMeter.Quantile(meter.DepthWithin50, 0.5) / 50);
        Assert.InRange(depth / 2 / 40 * 1e6, CandleShape.DepthPpm * 0.85, CandleShape.DepthPpm * 1.15);
        Assert.InRange(ShapeMeter.Quantile(meter.BestSizes, 0.5) / 40 * 1e3, CandleShape.BestSizePermille * 0.8, CandleShape.BestSizePermille * 1.3);
        Assert.InRange(ShapeMeter.Quantile(meter.SpreadParts, 0.5) * 61_000, 0.009, 0.011 + (61_000 * CandleShape.SpreadPpb[^2] / 1e9));
    }

    [Fact]
    public void A_taker_pays_spread_and_slippage()
    {
        string lines = string.Concat(Enumerable.Range(1, 10).Select(i => $"{i * 60000},10.0001,10.0100,9.9900,10.0000,500.01\n"));
        Recording recording = RecordingCatalog.OpenFiles([MadeCandles.Write(_folder, "BTC-USDT", $"{CandleFile.Header}\n{lines}")]);
        var core = new ExchangeCore(recording.Instruments, new Exchange.Ledger.AccountOptions());
        foreach (RecordedEvent e in recording.Read())
            core.Feed(e);
        MarketBook book = core.Markets[0].Book;
        double mid = book.MidTicksDouble / 2.0, small = Cost(100), minute = Cost(500 * 100);
        // 5,000 USDT a minute: BCHSV-USDT of the recording had a spread of 0.12 % in the median.
        Assert.InRange(small, 0.0002, 0.0015);
        // A whole minute's volume reaches 1 / 0.117 = 8.5 steps of 0.01 % and pays about half of that on average.
        Assert.InRange(minute, 0.0004, 0.0020);
        Assert.True(minute > small);

        double Cost(double lots)
        {
            double left = lots, paid = 0;
            for (int depth = 0; left > 0; depth++)
            {
                double take = Math.Min(left, book.Asks.SizeAt(depth));
                paid += take * book.Asks.PriceAt(depth);
                left -= take;
            }

            return (paid / lots / mid) - 1;
        }
    }

    [Fact]
    public void Symbols_may_begin_and_end_when_they_like()
    {
        string Lines(int first, int last) => $"{CandleFile.Header}\n{string.Concat(Enumerable.Range(first, last - first + 1).Select(i => $"{i * 60000},60,90,50,70,1000\n"))}";
        Recording recording = RecordingCatalog.OpenFiles([MadeCandles.Write(_folder, "BTC-USDT", Lines(10, 12)), MadeCandles.Write(_folder, "ETH-USDT", Lines(12, 14)), MadeCandles.Write(_folder, "XRP-USDT", Lines(1, 2))]);
        RecordedEvent[] events = [.. recording.Read()];
        Assert.Equal(["XRP-USDT", "BTC-USDT", "ETH-USDT"], events.Where(x => x.Kind == RecordedKind.Snapshot).Select(x => x.Symbol));
        Assert.Equal([60, 600, 720], events.Where(x => x.Kind == RecordedKind.Snapshot).Select(x => x.ReceiveNs / Nanos.PerSecond));
        Assert.Equal(events.Select(x => x.ReceiveNs).Order(), events.Select(x => x.ReceiveNs));
    }

    [Fact]
    public void A_pair_that_the_list_does_not_have_may_be_traded_too()
    {
        string text = $"{CandleFile.Header}\n60000,6,9,5,7,4\n";
        Recording recording = RecordingCatalog.OpenFiles([MadeCandles.Write(_folder, "NOSUCHCOIN-USDT", text), MadeCandles.Write(_folder, "BTC-USDT", text)]);
        Assert.All(recording.Instruments, x => Assert.True(x.IsMarginEnabled));
        Assert.Equal(["BTC", "NOSUCHCOIN"], recording.Instruments.Select(x => x.BaseCurrency));
    }

    private static IEnumerable<Trade> Trades(Recording recording)
    {
        foreach (RecordedEvent recorded in recording.Read())
        {
            if (recorded.Kind == RecordedKind.Snapshot)
                continue;
            using JsonDocument document = JsonDocument.Parse(recorded.Json);
            JsonElement data = document.RootElement.GetProperty("data");
            if (data.TryGetProperty("tradeId", out _))
                yield return new Trade(data.GetProperty("symbol").GetString()!, recorded.ReceiveNs / Nanos.PerMillisecond, ReplayedBook.Number(data.GetProperty("price")), ReplayedBook.Number(data.GetProperty("size")));
        }
    }

    private sealed record Trade(string Symbol, long TimeMs, decimal Price, decimal Size);
}
