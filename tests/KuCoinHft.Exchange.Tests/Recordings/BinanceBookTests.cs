using System.Globalization;
using System.Text;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

public sealed class BinanceBookTests
{
    private readonly BinanceBook _book = new();
    private readonly BinanceMessage _message = new();

    public BinanceBookTests() => _book.Load(Parse("""{"lastUpdateId":10,"bids":[["99","1"],["98","1"],["97","1"]],"asks":[["101","1"],["102","1"],["103","1"]]}"""));

    [Fact]
    public void A_bookTicker_sets_the_best_sizes_and_removes_better_levels()
    {
        Assert.Equal("b 99 0, b 98 2, a 101 3", Ticker(11, "98 2", "101 3"));
        Assert.Equal("98 2, 97 1 | 101 3, 102 1, 103 1", Shown());
    }

    [Fact]
    public void A_bookTicker_that_moves_up_through_the_asks_removes_them() => Assert.Equal("a 101 0, b 101 5, a 102 1.5", Ticker(11, "101 5", "102 1.5"));

    [Fact]
    public void An_older_bookTicker_is_nothing()
    {
        Ticker(12, "99 2", "101 1");
        Assert.Equal("", Ticker(11, "98 1", "101 1"));
        Depth(11, 20, "97 4", "");
        Assert.Equal("", Ticker(19, "98 1", "101 1"));
    }

    [Fact]
    public void Depth_that_is_newer_decides_everything()
    {
        Ticker(12, "98 2", "101 1");
        Assert.Equal("b 98 1, b 99 1", Depth(11, 13, "98 1, 99 1", ""));
        Assert.Equal("99 1, 98 1, 97 1 | 101 1, 102 1, 103 1", Shown());
    }

    [Fact]
    public void Late_depth_changes_nothing_at_or_inside_the_top()
    {
        Ticker(15, "98 2", "101 3");
        // 99 was there at 12, but at 15 the best bid was 98.
        Assert.Equal("b 97 4", Depth(11, 12, "99 7, 98 9, 97 4", "101 9, 100 1"));
        Assert.Equal("98 2, 97 4 | 101 3, 102 1, 103 1", Shown());
        Assert.False(_book.Bids.Best.Price >= _book.Asks.Best.Price);
    }

    [Fact]
    public void What_a_bookTicker_saw_emptied_stays_empty_until_depth_has_caught_up()
    {
        Ticker(14, "97 2", "101 1");
        Ticker(15, "99 5", "101 1");
        // 98 is worse than the newest best bid, but at 14 it was seen empty, and the depth stream speaks of 12.
        Assert.Equal("", Depth(11, 12, "98 6", ""));
        Assert.Equal("99 5, 97 2 | 101 1, 102 1, 103 1", Shown());
        Assert.Equal("b 97 1, b 98 6", Depth(13, 15, "99 5, 97 1", ""));
    }

    [Fact]
    public void Newer_depth_puts_back_what_only_a_bookTicker_had_removed()
    {
        Ticker(11, "97 1", "103 1");
        Assert.Equal("97 1 | 103 1", Shown());
        Depth(11, 11, "", "");
        Assert.Equal("99 1, 98 1, 97 1 | 101 1, 102 1, 103 1", Shown());
    }

    [Fact]
    public void An_empty_side_of_a_bookTicker_empties_it()
    {
        Ticker(11, "99 1", "0 0");
        Assert.Equal("99 1, 98 1, 97 1 | ", Shown());
    }

    /// <summary>Books far apart, overlapping and alike: after every row both sides are there and uncrossed, and the last row completes the new book.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(-3)]
    [InlineData(-12)]
    [InlineData(-40)]
    public void The_rows_between_two_books_never_cross_nor_empty_a_side(int moved)
    {
        BinanceBook from = Ladder(1_000, new Random(1));
        BinanceBook to = Ladder(1_000 + moved, new Random(2));
        foreach ((bool isBid, PricedSize row) in BookSeam.Rows(from, to))
        {
            BinanceSide side = isBid ? from.Bids : from.Asks;
            Assert.NotEqual(row.Size, side.ShownAt(row.Price));
            side.Set(row.Price, row.Size, row.Size);
            Assert.True(from.Bids.Best.Size > 0 && from.Asks.Best.Size > 0);
            Assert.True(from.Bids.Best.Price < from.Asks.Best.Price);
        }

        Assert.Equal(Shown(to), Shown(from));
    }

    /// <summary>A market of known truth: bookTickers at once, depth in batches that come late by chance.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void By_seed_the_top_is_always_the_newest_statements_and_the_book_is_never_crossed(int seed)
    {
        var random = new Random(seed);
        var truth = new SimulatedMarket(random);
        var late = new Queue<string>();
        var shown = new BinanceBook();
        shown.Load(Parse(truth.Book()));
        var changes = new BookChanges();
        string newestTop = truth.Top();
        long stated = truth.Update;
        for (int step = 0; step < 5_000; step++)
        {
            string before = truth.Top();
            truth.Step();
            if (truth.Top() != before)
            {
                newestTop = truth.Top();
                stated = truth.Update;
                shown.ApplyTicker(Parse(truth.Ticker()), changes);
            }

            if (random.Next(10) == 0)
                late.Enqueue(truth.TakeDepth());
            while (late.Count > 0 && random.Next(3) == 0)
            {
                shown.ApplyDepth(Parse(late.Dequeue()), changes);
                if (_message.LastUpdate >= stated)
                    Assert.Equal(truth.AllAt(_message.LastUpdate), Shown(shown));
            }

            Assert.True(shown.Bids.Best.Price < shown.Asks.Best.Price, $"seed {seed}, step {step}");
            Assert.Equal(newestTop, Top(shown));
        }

        late.Enqueue(truth.TakeDepth());
        while (late.TryDequeue(out string? depth))
            shown.ApplyDepth(Parse(depth), changes);
        Assert.Equal(truth.AllAt(truth.Update), Shown(shown));
    }

    private static BinanceBook Ladder(long middle, Random random)
    {
        var book = new BinanceBook();
        for (int i = 1; i <= 20; i++)
        {
            book.Bids.Set(middle - i, 0, random.Next(5));
            book.Asks.Set(middle + i, 0, random.Next(5));
        }

        return book;
    }

    private string Ticker(long update, string bid, string ask)
    {
        string[] b = bid.Split(' ');
        string[] a = ask.Split(' ');
        var changes = new BookChanges();
        _book.ApplyTicker(Parse($$$"""{"stream":"x@bookTicker","data":{"u":{{{update}}},"s":"X","b":"{{{b[0]}}}","B":"{{{b[1]}}}","a":"{{{a[0]}}}","A":"{{{a[1]}}}"}}"""), changes);
        return Text(changes);
    }

    private string Depth(long first, long last, string bids, string asks)
    {
        var changes = new BookChanges();
        _book.ApplyDepth(Parse($$$"""{"stream":"x@depth","data":{"E":1,"U":{{{first}}},"u":{{{last}}},"s":"X","b":{{{Rows(bids)}}},"a":{{{Rows(asks)}}}}}"""), changes);
        return Text(changes);
    }

    private static string Rows(string rows) =>
        rows.Length == 0 ? "[]" : $"[{string.Join(',', rows.Split(", ").Select(row => $"[\"{row.Replace(" ", "\",\"", StringComparison.Ordinal)}\"]"))}]";

    private BinanceMessage Parse(string json)
    {
        _message.Parse(Encoding.UTF8.GetBytes(json));
        return _message;
    }

    private string Shown() => Shown(_book);

    private static string Shown(BinanceBook book) => $"{string.Join(", ", book.Bids.Shown.Select(Text))} | {string.Join(", ", book.Asks.Shown.Select(Text))}";

    private static string Top(BinanceBook book) => $"{Text(book.Bids.Best)} | {Text(book.Asks.Best)}";

    private static string Text(BookChanges changes) =>
        string.Join(", ", new[] { ("b", changes.BidsRemoved), ("a", changes.AsksRemoved), ("b", changes.BidsSet), ("a", changes.AsksSet) }
            .SelectMany(list => list.Item2.Select(row => $"{list.Item1} {Text(row)}")));

    private static string Text(PricedSize row) => $"{Number(row.Price)} {Number(row.Size)}";

    private static string Number(long value) => (value / 1e8m).ToString("0.########", CultureInfo.InvariantCulture);
}
