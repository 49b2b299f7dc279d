using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Tests.Recordings;
using KuCoinHft.Exchange.Tests.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Feeds;

/// <summary>What a client sees of a symbol fits together: snapshot, increments, tickers of both kinds, level 1 and depth are one book with one sequence, whatever is played.</summary>
public sealed class OneSequenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RecordingCatalog.KuCoin2021, 9, 2000, 500)]
    [InlineData(RecordingCatalog.Binance2024, 2, 100_000, 6000)]
    [InlineData("candles", 20, 8000, 8000)]
    public void Snapshot_increments_tickers_and_depth_are_one_book(string name, int symbols, int increments, int tickers)
    {
        Recording recording = name == "candles" ? MadeCandles.Twenty(_folder, minutes: 30) : RecordingCatalog.Open(name);
        Assert.Equal(symbols, recording.Instruments.Count);
        var core = new ExchangeCore(recording.Instruments, new AccountOptions());
        core.AdvanceTo(recording.Read().First().ReceiveNs);
        core.PublicFeed.Subscribe("/market/ticker:all", core.NowNs);
        foreach (string symbol in recording.Instruments.Select(x => x.Symbol))
        {
            foreach (string topic in new[] { "/spotMarket/level1", "/spotMarket/level2Depth5", "/spotMarket/level2Depth50", "/market/ticker" })
                Assert.True(core.PublicFeed.Subscribe($"{topic}:{symbol}", core.NowNs));
        }

        var books = new Dictionary<string, ReplayedBook>();
        var counts = new Dictionary<string, int>();
        var wrong = new List<string>();
        long events = 0;
        foreach (RecordedEvent e in recording.Read())
        {
            core.Feed(e);
            while (core.TryTakePush(out Push push))
                See(push);

            // A client that joins later calibrates on a snapshot of its own: it must be the book that an earlier one has by now.
            if (++events % 997 == 0)
            {
                foreach ((string symbol, ReplayedBook book) in books)
                {
                    var fresh = new ReplayedBook();
                    fresh.Load(Desk.Json(core.Snapshot(symbol)!).GetProperty("data"));
                    if (fresh.Sequence != book.Sequence || !fresh.Bids.SequenceEqual(book.Bids) || !fresh.Asks.SequenceEqual(book.Asks))
                        wrong.Add($"snapshot of {symbol} at {book.Sequence}");
                }
            }
        }

        Assert.Empty(wrong.Take(5));
        Assert.Equal(symbols, books.Count);
        Assert.True(counts["increments"] >= increments && counts["tickers"] >= tickers, string.Join(", ", counts));
        Assert.True(counts["level1"] > 100 && counts["level2"] > 100);

        void See(Push push)
        {
            JsonElement message = Desk.Json(push.Json), data = message.GetProperty("data");
            string subject = message.GetProperty("subject").GetString()!, symbol = push.Topic.Split(':')[1];
            symbol = symbol == "all" ? subject : symbol;
            if (!books.TryGetValue(symbol, out ReplayedBook? book))
            {
                // The exchange's own snapshot, as soon as there is one.
                if (core.Snapshot(symbol) is not { } body)
                    return;
                books[symbol] = book = new ReplayedBook();
                book.Load(Desk.Json(body).GetProperty("data"));
            }

            bool isRight = subject switch
            {
                "trade.l2update" => Apply(book, data),
                "level1" => (Pair(data, "bids"), Pair(data, "asks")) == ((book.BestBid.Key, book.BestBid.Value), (book.BestAsk.Key, book.BestAsk.Value)),
                "level2" => Rows(data, "bids", book.Bids) && Rows(data, "asks", book.Asks),
                "trade.l3match" or "trade.candles.add" or "trade.candles.update" => true,
                _ => IsTicker(book, data),
            };
            if (!isRight)
                wrong.Add($"{subject} of {symbol} at {book.Sequence}: {data}");
        }

        bool Apply(ReplayedBook book, JsonElement data)
        {
            Count("increments");
            book.Apply(data);
            return book.Gaps == 0 && !book.IsCrossedOrLocked;
        }

        // A recorded ticker may be a step ahead of the increments or behind them; where it is not, it must be the book.
        bool IsTicker(ReplayedBook book, JsonElement data)
        {
            if (long.Parse(data.GetProperty("sequence").GetString()!) != book.Sequence)
                return name == RecordingCatalog.KuCoin2021;
            Count("tickers");
            return book.TopEquals(data);
        }

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;

        (decimal, decimal) Pair(JsonElement data, string side)
        {
            Count("level1");
            return (ReplayedBook.Number(data.GetProperty(side)[0]), ReplayedBook.Number(data.GetProperty(side)[1]));
        }

        bool Rows(JsonElement data, string side, SortedDictionary<decimal, decimal> levels)
        {
            Count("level2");
            return data.GetProperty(side).EnumerateArray().Select(x => (ReplayedBook.Number(x[0]), ReplayedBook.Number(x[1])))
                .SequenceEqual(levels.Take(data.GetProperty(side).GetArrayLength()).Select(x => (x.Key, x.Value)));
        }
    }
}
