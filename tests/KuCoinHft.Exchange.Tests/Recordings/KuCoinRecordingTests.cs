using System.Globalization;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

public sealed class KuCoinRecordingTests
{
    private static readonly string Folder = Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021);
    private readonly Recording _recording = RecordingCatalog.Open(RecordingCatalog.KuCoin2021);

    [Fact]
    public void Every_recorded_message_comes_out_once()
    {
        Dictionary<string, int> counts = Counts(_recording);
        using JsonDocument expected = Expected();
        JsonElement frames = expected.RootElement.GetProperty("frameCounts");
        Assert.Equal(9, counts["snapshot"]);
        int sum = 9;
        foreach (JsonProperty kind in frames.EnumerateObject().Where(kind => kind.Name != "outbound_or_connect_lines"))
        {
            Assert.Equal(kind.Value.GetInt32(), counts[kind.Name]);
            sum += kind.Value.GetInt32();
        }

        Assert.Equal(sum, counts.Values.Sum());
    }

    [Fact]
    public void Frames_are_the_bytes_of_the_file_in_its_order()
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(Folder, "KUCOIN.ws.1.0"))
            .Where(line => line.Length > 0 && !line.StartsWith("wss:", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal(lines, _recording.Read().Where(e => e.Kind == RecordedKind.Frame).Select(e => Encoding.UTF8.GetString(e.Json.Span)));
    }

    [Fact]
    public void Times_of_receipt_are_exact_and_never_go_back()
    {
        long lastNs = 0;
        foreach (RecordedEvent recorded in _recording.Read())
        {
            Assert.True(recorded.ReceiveNs >= lastNs);
            lastNs = recorded.ReceiveNs;
        }

        Assert.Equal(1_619_378_326_134_871_000, _recording.Read().First().ReceiveNs);
        Assert.Equal(1_619_378_356_393_499_900, lastNs);
    }

    [Fact]
    public void Replay_gives_the_expected_books()
    {
        Dictionary<string, ReplayedBook> books = Replay(out int applied, out int compared, out int equal, out int crossed);
        using JsonDocument expected = Expected();
        JsonElement totals = expected.RootElement.GetProperty("totals");
        Assert.Equal(totals.GetProperty("applied").GetInt32(), applied);
        Assert.Equal(totals.GetProperty("tickersCompared").GetInt32(), compared);
        Assert.Equal(819, equal);
        Assert.Equal(0, crossed);
        JsonElement symbols = expected.RootElement.GetProperty("symbols");
        Assert.Equal(symbols.EnumerateObject().Select(symbol => symbol.Name).Order(StringComparer.Ordinal), books.Keys.Order(StringComparer.Ordinal));
        foreach ((string symbol, ReplayedBook book) in books)
        {
            JsonElement final = symbols.GetProperty(symbol).GetProperty("final");
            Assert.Equal(final.GetProperty("sequence").GetInt64(), book.Sequence);
            Assert.Equal(ReplayedBook.Number(final.GetProperty("bestBid")[0]), book.BestBid.Key);
            Assert.Equal(ReplayedBook.Number(final.GetProperty("bestAsk")[0]), book.BestAsk.Key);
            Assert.Equal(final.GetProperty("bookSha256").GetString(), book.Sha256());
            Assert.Equal(0, book.Gaps);
        }
    }

    [Fact]
    public void Instruments_are_the_nine_symbols_with_frames_and_one_is_margin_enabled()
    {
        string[] symbols = ["ANKR-BTC", "BCHSV-USDT", "CAPP-BTC", "COV-BTC", "DAPPT-BTC", "EQZ-BTC", "FET-BTC", "NRG-BTC", "SNX-BTC"];
        Assert.Equal(symbols, _recording.Instruments.Select(instrument => instrument.Symbol));
        Assert.Equal("BCHSV-USDT", Assert.Single(_recording.Instruments, instrument => instrument.IsMarginEnabled).Symbol);
        Assert.Equal(9, new InstrumentTable(_recording.Instruments).Count);
    }

    [Fact]
    public void Units_are_as_fine_as_the_finest_recorded_size_and_the_increment_stays_as_listed()
    {
        // One bid of the first book is 0.00019434546 BSV, though the listed increment is 0.00000001.
        Instrument made = _recording.Instruments.Single(instrument => instrument.Symbol == "BCHSV-USDT");
        Assert.Equal(("BSV", "USDT"), (made.BaseCurrency, made.QuoteCurrency));
        Assert.Equal((3, 11), (made.PriceDecimals, made.SizeDecimals));
        Assert.Equal((1, 1_000), (made.PriceIncrementTicks, made.SizeIncrementLots));
        Assert.Equal((100_000_000, 5_000_000), (made.SizeLotsMin, made.FundsQuoteMin));
    }

    [Fact]
    public void A_truncated_file_gives_its_own_counts()
    {
        using var folder = new TemporaryFolder();
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "KUCOIN.ws.1.0"))[..2000];
        string cut = folder.Write("cut", string.Join('\n', lines));
        Recording recording = RecordingCatalog.OpenFiles([cut, Path.Combine(Folder, "KUCOIN.http.0.0"), Path.Combine(Folder, "KUCOIN.0")]);
        Dictionary<string, int> counts = Counts(recording);
        foreach (string subject in (string[])["trade.ticker", "trade.l2update", "trade.l3match"])
            Assert.Equal(lines.Count(line => line.Contains($"\"subject\":\"{subject}\"", StringComparison.Ordinal)), counts[subject]);
        Assert.Equal(9, counts["snapshot"]);
        Assert.NotEqual(3853, counts["trade.l2update"]);
    }

    [Fact]
    public void A_file_cut_inside_a_message_gives_the_stump_as_a_frame()
    {
        using var folder = new TemporaryFolder();
        string cut = folder.Write("cut", """
            1619378326.5: {"topic":"/market/match:A-B","data":{"price":"1.25","size":"3"}}
            1619378326.6: {"topic":"/market/ma
            """);
        Recording recording = RecordingCatalog.OpenFiles([cut]);
        Assert.Equal("{\"topic\":\"/market/ma", Encoding.UTF8.GetString(recording.Read().Last().Json.Span));
        Assert.Equal("A-B", Assert.Single(recording.Instruments).Symbol);
    }

    [Fact]
    public void Compressed_files_under_any_name_and_in_any_order_give_the_same_events()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.Compress(Path.Combine(Folder, "KUCOIN.ws.1.0"), "c"), folder.Compress(Path.Combine(Folder, "KUCOIN.0"), "a.json"), Path.Combine(Folder, "KUCOIN.http.0.0")];
        Recording recording = RecordingCatalog.OpenFiles(paths);
        Assert.Equal(_recording.Instruments, recording.Instruments);
        Assert.Equal("c+a.json+KUCOIN.http.0.0", recording.Name);
        Assert.Equal(EventDigest.Of(_recording), EventDigest.Of(recording));
        Assert.Equal(EventDigest.Of(_recording), EventDigest.Of(_recording));
    }

    [Fact]
    public void A_known_pair_without_its_list_takes_the_shipped_one()
    {
        Recording recording = RecordingCatalog.OpenFiles([Path.Combine(Folder, "KUCOIN.ws.1.0"), Path.Combine(Folder, "KUCOIN.http.0.0")]);
        Assert.Equal(_recording.Instruments, recording.Instruments);
    }

    [Fact]
    public void An_unlisted_pair_takes_its_decimals_from_the_values_and_is_not_margin_enabled()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("frames", """
            1.5: {"type":"message","topic":"/market/level2:NEW-USDT","subject":"trade.l2update","data":{"changes":{"asks":[["1.2500","3","7"]],"bids":[["1.125","0.00250","8"]]},"sequenceStart":7,"sequenceEnd":8,"symbol":"NEW-USDT","time":1}}
            1.6: {"type":"message","topic":"/market/ticker:all","subject":"OLD-BTC","data":{"sequence":"9","bestAsk":"0.5","bestAskSize":"1","bestBid":"0.4","bestBidSize":"0.1","price":"0.45","size":"2","time":1}}
            1.7: {"type":"message","topic":"/market/candles:NEW-USDT_1min","subject":"trade.candles.update","data":{"symbol":"NEW-USDT","candles":["1","1.00000001","1","1","1","1","1"],"time":1}}
            """);
        IReadOnlyList<Instrument> made = RecordingCatalog.OpenFiles([path]).Instruments;
        Assert.Equal(["NEW-USDT", "OLD-BTC"], made.Select(instrument => instrument.Symbol));
        Assert.Equal((3, 4), (made[0].PriceDecimals, made[0].SizeDecimals));
        Assert.Equal((2, 1), (made[1].PriceDecimals, made[1].SizeDecimals));
        Assert.All(made, instrument => Assert.False(instrument.IsMarginEnabled));
        Assert.Equal(("NEW", "USDT"), (made[0].BaseCurrency, made[0].QuoteCurrency));
    }

    [Fact]
    public void A_malformed_frame_is_passed_on_as_it_is()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("frames", """
            1.5: {"topic":"/market/match:A-B","data":{"price":"1","size":"1"}}
            1.6: {"data": nonsense
            1.7: [1, 2
            """);
        Assert.Equal("{\"data\": nonsense", Encoding.UTF8.GetString(RecordingCatalog.OpenFiles([path]).Read().ElementAt(1).Json.Span));
        Assert.Equal(3, RecordingCatalog.OpenFiles([path]).Read().Count());
    }

    [Fact]
    public void Equal_times_keep_the_order_of_the_files_and_a_clock_that_steps_back_is_held()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Write("first", "2: {\"topic\":\"/market/match:A-B\",\"n\":1}\n1.5: {\"n\":2}\n3: {\"n\":3}\n");
        string second = folder.Write("second", "2: {\"n\":4}\r\n\r\n2.5: {\"n\":5}\r\n");
        IEnumerable<RecordedEvent> events = RecordingCatalog.OpenFiles([first, second]).Read();
        Assert.Equal([1, 2, 4, 5, 3], events.Select(recorded => Parse(recorded).GetProperty("n").GetInt32()));
        Assert.Equal([2_000_000_000, 2_000_000_000, 2_000_000_000, 2_500_000_000, 3_000_000_000], events.Select(recorded => recorded.ReceiveNs));
    }

    [Fact]
    public void An_error_answer_is_no_snapshot()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("frames", """
            https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=A-B -> 1.4: {"code":"429000","msg":"Too Many Requests"}
            1.5: {"topic":"/market/match:A-B","data":{"price":"1","size":"1"}}
            """);
        Assert.Equal(RecordedKind.Frame, Assert.Single(RecordingCatalog.OpenFiles([path]).Read()).Kind);
    }

    private Dictionary<string, ReplayedBook> Replay(out int applied, out int compared, out int equal, out int crossed)
    {
        (applied, compared, equal, crossed) = (0, 0, 0, 0);
        var books = new Dictionary<string, ReplayedBook>();
        foreach (RecordedEvent snapshot in _recording.Read().Where(e => e.Kind == RecordedKind.Snapshot))
        {
            books[snapshot.Symbol!] = new ReplayedBook();
            books[snapshot.Symbol!].Load(Parse(snapshot).GetProperty("data"));
        }

        List<JsonElement> frames = [.. _recording.Read().Where(e => e.Kind == RecordedKind.Frame).Select(Parse)];
        // Tickers are compared by sequence, not by arrival: some arrive before the change that they tell of.
        Dictionary<(string, long), JsonElement[]> tickers = frames.Where(frame => Subject(frame) == "trade.ticker").GroupBy(TickerKey).ToDictionary(group => group.Key, group => group.ToArray());
        foreach ((string symbol, ReplayedBook book) in books)
            Compare(symbol, book, ref compared, ref equal);
        foreach (JsonElement data in frames.Where(frame => Subject(frame) == "trade.l2update").Select(frame => frame.GetProperty("data")))
        {
            string symbol = data.GetProperty("symbol").GetString()!;
            if (!books[symbol].Apply(data))
                continue;
            applied++;
            crossed += books[symbol].IsCrossedOrLocked ? 1 : 0;
            Compare(symbol, books[symbol], ref compared, ref equal);
        }

        return books;

        void Compare(string symbol, ReplayedBook book, ref int compared, ref int equal)
        {
            foreach (JsonElement ticker in tickers.GetValueOrDefault((symbol, book.Sequence), []))
            {
                compared++;
                equal += book.TopEquals(ticker.GetProperty("data")) ? 1 : 0;
            }
        }
    }

    private static (string Symbol, long Sequence) TickerKey(JsonElement frame) =>
        (frame.GetProperty("topic").GetString()!.Split(':')[1], long.Parse(frame.GetProperty("data").GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture));

    private static Dictionary<string, int> Counts(Recording recording) =>
        recording.Read().Select(Kind).GroupBy(kind => kind).ToDictionary(group => group.Key, group => group.Count());

    private static string Kind(RecordedEvent recorded) =>
        recorded.Kind == RecordedKind.Snapshot ? "snapshot" : Subject(Parse(recorded)) is { Length: > 0 } subject ? subject : Parse(recorded).GetProperty("type").GetString()!;

    private static string Subject(JsonElement frame) => frame.TryGetProperty("subject", out JsonElement subject) ? subject.GetString()! : "";

    private static JsonElement Parse(RecordedEvent recorded)
    {
        using JsonDocument document = JsonDocument.Parse(recorded.Json);
        return document.RootElement.Clone();
    }

    private static JsonDocument Expected() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json")));
}
