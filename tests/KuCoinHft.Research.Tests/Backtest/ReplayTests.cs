using System.Text.Json;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>The whole pipeline over recorded markets gives the books that are in the recordings, and only those.</summary>
public sealed class ReplayTests
{
    private static readonly string Folder = Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021);

    [Fact]
    public void KuCoins_own_recording_gives_the_expected_books()
    {
        ReplayReport report = Run(Shipped.KuCoin);
        Assert.Equal((3853, 48, 3805), (report.Level2Frames, report.Old, report.Applied));
        Assert.Equal((0, 0, 9), (report.Gaps, report.Crossed, report.Synced));
        Assert.Equal((819, 819), (report.TickersCompared, report.TickersEqual));
        Assert.Equal(0, report.DecodeErrors);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json")));
        JsonElement symbols = expected.RootElement.GetProperty("symbols");
        Assert.Equal(9, symbols.EnumerateObject().Count());
        Assert.Equal(symbols.EnumerateObject().Select(symbol => symbol.Name).Order(StringComparer.Ordinal), report.Books.Select(book => book.Symbol));
        foreach (BookReport book in report.Books)
        {
            JsonElement final = symbols.GetProperty(book.Symbol).GetProperty("final");
            Assert.Equal(final.GetProperty("sequence").GetInt64(), book.Sequence);
            Assert.Equal(Pair(final.GetProperty("bestBid")), (book.BestBid, book.BestBidSize));
            Assert.Equal(Pair(final.GetProperty("bestAsk")), (book.BestAsk, book.BestAskSize));
            Assert.Equal((final.GetProperty("bidLevels").GetInt32(), final.GetProperty("askLevels").GetInt32()), (book.BidLevels, book.AskLevels));
            Assert.Equal(final.GetProperty("bookSha256").GetString(), book.Hash);
            Assert.True(book.IsLive);
        }
    }

    [Theory]
    [InlineData(700)]
    [InlineData(2000)]
    [InlineData(4000)]
    public void A_truncated_recording_gives_its_own_right_numbers(int lineCount)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "KUCOIN.ws.1.0"))[..lineCount];
        ReplayReport report = Run(lines);
        var plain = new PlainKuCoinReplay(lines, AnswerLines());

        AssertBooks(plain, report);
        Assert.Equal((plain.Level2Frames, plain.Old, plain.Applied), (report.Level2Frames, report.Old, report.Applied));
        Assert.Equal((plain.Gaps, plain.Crossed, 0), (report.Gaps, report.Crossed, plain.Gaps));
        Assert.Equal((plain.TickersCompared, plain.TickersEqual), (report.TickersCompared, report.TickersEqual));
        Assert.Equal(report.TickersCompared, report.TickersEqual);
        Assert.InRange(report.TickersEqual, 1, 818);
        Assert.NotEqual((3853, 3805), (report.Level2Frames, report.Applied));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1200)]
    [InlineData(2300)]
    public void A_lost_message_is_one_gap_and_the_book_recovers(int index)
    {
        List<string> lines = [.. File.ReadAllLines(Path.Combine(Folder, "KUCOIN.ws.1.0"))];
        string lost = lines.Where(line => line.Contains("\"subject\":\"trade.l2update\"", StringComparison.Ordinal) && line.Contains("/market/level2:BCHSV-USDT", StringComparison.Ordinal)).ElementAt(index);
        lines.Remove(lost);
        ReplayReport report = Run([.. lines]);
        var plain = new PlainKuCoinReplay(lines, AnswerLines());

        Assert.Equal((1, 10), (report.Gaps, report.Synced));
        Assert.Equal((3852, 0), (report.Level2Frames, report.Crossed));
        Assert.Equal(1, plain.Gaps);
        AssertBooks(plain, report);
        BookReport book = report.Books.Single(book => book.Symbol == "BCHSV-USDT");
        Assert.Equal((true, 1613277186234), (book.IsLive, book.Sequence));
    }

    [Fact]
    public void The_same_recording_gives_the_same_decisions_and_another_gives_others()
    {
        EditedRecording beginning = EditedRecording.Beginning(Shipped.Binance, 30_000);
        ReplayReport first = Run(beginning);
        Assert.Equal(first.DecisionHash, Run(beginning).DecisionHash);
        Assert.InRange(first.Decisions, 1_000, long.MaxValue);
        Assert.NotEqual(first.DecisionHash, Run(EditedRecording.Beginning(Shipped.Binance, 29_000)).DecisionHash);
    }

    [Fact]
    public void Binances_recording_gives_books_that_agree_with_every_ticker()
    {
        ReplayReport report = Run(Shipped.Binance);
        Assert.Equal((0, 0, 2), (report.Gaps, report.Crossed, report.Synced));
        Assert.Equal((10122, 10122), (report.TickersCompared, report.TickersEqual));
        Assert.Equal(0, report.DecodeErrors);
        Assert.All(report.Books, book => Assert.True(book.IsLive));
        Assert.Empty(report.ModelRefusals);
        Assert.InRange(report.Decisions, 10_000, long.MaxValue);
    }

    private static ReplayReport Run(Recording recording)
    {
        using EngineModels models = Shipped.Models();
        return ReplayRun.Run(recording, models, TestContext.Current.CancellationToken);
    }

    private static ReplayReport Run(string[] lines)
    {
        using var folder = new TemporaryFolder();
        string frames = folder.Below("KUCOIN.ws.1.0");
        File.WriteAllLines(frames, lines);
        return Run(RecordingCatalog.OpenFiles([Path.Combine(Folder, "KUCOIN.0"), Path.Combine(Folder, "KUCOIN.http.0.0"), frames]));
    }

    private static string[] AnswerLines() => File.ReadAllLines(Path.Combine(Folder, "KUCOIN.http.0.0"));

    private static void AssertBooks(PlainKuCoinReplay plain, ReplayReport report)
    {
        Assert.Equal(plain.Books.Keys, report.Books.Select(book => book.Symbol));
        foreach (BookReport book in report.Books)
        {
            PlainKuCoinReplay.PlainBook wanted = plain.Books[book.Symbol];
            Assert.Equal(wanted.Sequence, book.Sequence);
            Assert.Equal((wanted.Best.Bid, wanted.Best.BidSize), (decimal.Parse(book.BestBid), decimal.Parse(book.BestBidSize)));
            Assert.Equal((wanted.Best.Ask, wanted.Best.AskSize), (decimal.Parse(book.BestAsk), decimal.Parse(book.BestAskSize)));
            Assert.Equal((wanted.Bids.Count, wanted.Asks.Count), (book.BidLevels, book.AskLevels));
            Assert.Equal(wanted.Sha256(), book.Hash);
            Assert.True(book.IsLive);
        }
    }

    private static (string? Price, string? Size) Pair(JsonElement pair) => (pair[0].GetString(), pair[1].GetString());
}
