using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Verbs;

/// <summary>One replay of the shipped recording.</summary>
public sealed class ReplayedKuCoin : IAsyncLifetime
{
    public JsonElement Report { get; private set; }

    public async ValueTask InitializeAsync() => Report = (await Kchft.RunWithModelsAsync("replay", "--json")).Json();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class ReplayTests(ReplayedKuCoin replayed) : IClassFixture<ReplayedKuCoin>
{
    private static readonly string[] Files = ["KUCOIN.0", "KUCOIN.http.0.0", "KUCOIN.ws.1.0"];
    private static readonly JsonElement Expected = JsonElement.Parse(File.ReadAllText(Checkout.KuCoin2021("expected.json")));

    [Theory]
    [InlineData("level2Frames", "l2Frames")]
    [InlineData("old", "discardedOld")]
    [InlineData("applied", "applied")]
    [InlineData("gaps", "gaps")]
    [InlineData("crossed", "crossedOrLockedAfterAnyFrame")]
    [InlineData("tickersCompared", "tickersCompared")]
    [InlineData("tickersEqual", "tickersEqual")]
    public void The_totals_are_those_of_an_independent_replay(string key, string theirs)
    {
        Assert.Equal(Expected.GetProperty("totals").GetProperty(theirs).GetInt64(), replayed.Report.GetProperty(key).GetInt64());
    }

    [Fact]
    public void Every_book_ends_as_in_an_independent_replay()
    {
        JsonElement[] books = [.. replayed.Report.GetProperty("books").EnumerateArray()];
        JsonProperty[] symbols = [.. Expected.GetProperty("symbols").EnumerateObject()];

        Assert.Equal(symbols.Select(s => s.Name).Order(StringComparer.Ordinal), books.Select(b => b.GetProperty("symbol").GetString()!));
        foreach (JsonElement book in books)
        {
            JsonElement end = Expected.GetProperty("symbols").GetProperty(book.GetProperty("symbol").GetString()!).GetProperty("final");
            Assert.Equal(end.GetProperty("sequence").GetInt64(), book.GetProperty("sequence").GetInt64());
            Assert.Equal(end.GetProperty("bestBid")[0].GetString(), book.GetProperty("bestBid").GetString());
            Assert.Equal(end.GetProperty("bestBid")[1].GetString(), book.GetProperty("bestBidSize").GetString());
            Assert.Equal(end.GetProperty("bestAsk")[0].GetString(), book.GetProperty("bestAsk").GetString());
            Assert.Equal(end.GetProperty("bestAsk")[1].GetString(), book.GetProperty("bestAskSize").GetString());
            Assert.Equal(end.GetProperty("bidLevels").GetInt32(), book.GetProperty("bidLevels").GetInt32());
            Assert.Equal(end.GetProperty("askLevels").GetInt32(), book.GetProperty("askLevels").GetInt32());
            Assert.Equal(end.GetProperty("bookSha256").GetString(), book.GetProperty("hash").GetString());
            Assert.True(book.GetProperty("isLive").GetBoolean());
        }
    }

    [Fact]
    public void It_decides_and_trades_nothing()
    {
        Assert.True(replayed.Report.GetProperty("decisions").GetInt64() > 0);
        Assert.Equal(0, replayed.Report.GetProperty("ordersPassed").GetInt64());
        Assert.Matches("^[0-9a-f]{64}$", replayed.Report.GetProperty("decisionHash").GetString()!);
        Assert.Equal(0, replayed.Report.GetProperty("decodeErrors").GetInt64());
        Assert.Empty(replayed.Report.GetProperty("modelRefusals").EnumerateArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copies_of_the_files_give_the_same_report(bool isGzip)
    {
        using var folder = new TemporaryFolder();
        string[] copies = [.. Files.Select(name => Copy(name, folder, isGzip))];

        JsonElement report = (await Kchft.RunWithModelsAsync(["replay", "--json", "--file", .. copies])).Json();

        Assert.Equal(WhatDoesNotDependOnTheRun(replayed.Report), WhatDoesNotDependOnTheRun(report));
        Assert.Equal(string.Join('+', copies.Select(Path.GetFileName)), report.GetProperty("data").GetString());
    }

    [Fact]
    public async Task Without_its_models_it_says_so_and_its_agents_hold()
    {
        using var folder = new TemporaryFolder();

        JsonElement report = (await Kchft.RunAsync("replay", "--json", "--models", folder.Path)).Json();

        Assert.Equal(4, report.GetProperty("modelRefusals").GetArrayLength());
        Assert.NotEqual(replayed.Report.GetProperty("decisionHash").GetString(), report.GetProperty("decisionHash").GetString());
        Assert.Equal(replayed.Report.GetProperty("applied").GetInt64(), report.GetProperty("applied").GetInt64());
    }

    private static string Copy(string name, TemporaryFolder folder, bool isGzip)
    {
        string path = folder.File(isGzip ? name + ".gz" : name);
        using FileStream source = File.OpenRead(Checkout.KuCoin2021(name));
        using FileStream target = File.Create(path);
        using Stream writer = isGzip ? new GZipStream(target, CompressionLevel.Fastest) : target;
        source.CopyTo(writer);
        return path;
    }

    private static string WhatDoesNotDependOnTheRun(JsonElement report)
    {
        JsonObject kept = JsonObject.Create(report)!;
        Assert.True(kept.Remove("data"));
        Assert.True(kept.Remove("seconds"));
        return kept.ToJsonString();
    }
}
