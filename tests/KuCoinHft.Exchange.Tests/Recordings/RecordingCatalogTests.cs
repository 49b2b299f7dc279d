using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

public sealed class RecordingCatalogTests
{
    private const string KuCoinLine = "1619378326.5: {\"topic\":\"/market/match:A-B\",\"data\":{\"price\":\"1\",\"size\":\"1\"}}\n";
    private const string BinanceLine = "1723161254087891268 {\"stream\":\"abtc@bookTicker\",\"data\":{\"u\":5,\"s\":\"ABTC\",\"b\":\"1\",\"B\":\"2\",\"a\":\"3\",\"A\":\"4\"}}\n";
    private const string BinanceBook = "1723161254087891269 {\"lastUpdateId\":5,\"bids\":[[\"1\",\"2\"]],\"asks\":[[\"3\",\"4\"]]}\n";

    [Fact]
    public void Both_names_open_and_say_their_name()
    {
        Assert.Equal(["kucoin-2021", "binance-2024"], RecordingCatalog.Names);
        Assert.All(RecordingCatalog.Names, name => Assert.Equal(name, RecordingCatalog.Open(name).Name));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones() =>
        Says(() => RecordingCatalog.Open("kucoin-2020"), "There is no recording \"kucoin-2020\"; known are kucoin-2021, binance-2024.");

    [Fact]
    public void The_licences_and_the_acknowledgement_lie_beside_the_data()
    {
        string readme = File.ReadAllText(Path.Combine(RecordingCatalog.DataFolder, "README.md"));
        Assert.Contains("This product includes software developed by Bryant Moscon (http://www.bryantmoscon.com/)", readme, StringComparison.Ordinal);
        Assert.Contains("Not affiliated with or endorsed by KuCoin; market data as recorded by third parties", readme, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(RecordingCatalog.DataFolder, "licences")).Length);
    }

    [Fact]
    public void No_file_is_refused() => Says(() => RecordingCatalog.OpenFiles([]), "No file is given");

    [Fact]
    public void A_missing_file_is_named() => Says(() => RecordingCatalog.OpenFiles(["/nowhere/frames"]), "/nowhere/frames cannot be read");

    [Fact]
    public void A_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        Says(() => RecordingCatalog.OpenFiles([folder.Path]), $"{folder.Path} cannot be read");
    }

    [Fact]
    public void The_same_file_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("frames", KuCoinLine);
        Says(() => RecordingCatalog.OpenFiles([path, path]), "frames is given twice");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void An_empty_file_is_refused(string text) => SaysOf(text, "is empty");

    [Fact]
    public void A_file_of_another_form_is_refused() => SaysOf("\ntime,price\n1,2\n", "file:2: this is neither a KuCoin recording");

    [Fact]
    public void Files_of_two_kinds_are_refused()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.Write("one", KuCoinLine), folder.Write("two", BinanceLine)];
        Says(() => RecordingCatalog.OpenFiles(paths), "one is a KuCoin recording and", "two a Binance one; give files of one kind");
    }

    [Fact]
    public void Two_kinds_in_one_file_are_refused_at_their_line()
    {
        SaysOf(KuCoinLine + BinanceLine, "file:2: this is a line of a Binance recording among KuCoin's");
        SaysOf(BinanceLine + KuCoinLine, "file:2: this is a line of a KuCoin recording among Binance's");
    }

    [Theory]
    [InlineData("{\"topic\":\"/market/match:A-B\"}")]
    [InlineData("16193783")]
    [InlineData("time: {}")]
    [InlineData("1.2.3: {}")]
    public void A_kucoin_line_without_a_time_is_refused_at_its_line(string line) => SaysOf(KuCoinLine + line + "\n", "file:2: the line does not begin with \"<unix seconds>: \"");

    [Fact]
    public void A_kucoin_answer_without_a_time_is_refused_at_its_line() =>
        SaysOf(KuCoinLine + "https://api.kucoin.com/api/v1/symbols -> {\"code\":\"200000\"}\n", "file:2: the answer has no \"<unix seconds>: \"");

    [Fact]
    public void A_kucoin_book_that_is_cut_is_refused_at_its_line() =>
        SaysOf(KuCoinLine + "https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=A-B -> 2: {\"code\":\"200000\",\"data\":{\"bids\":[[\"1\"", "file:2: the REST answer is not what KuCoin sends");

    [Fact]
    public void A_kucoin_file_without_frames_is_refused()
    {
        string folder = Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021);
        Says(() => RecordingCatalog.OpenFiles([Path.Combine(folder, "KUCOIN.http.0.0")]), "KUCOIN.http.0.0 holds no received frame");
        SaysOf("1: {\"id\":\"x\",\"type\":\"welcome\"}\n", "holds no frame of any pair");
    }

    [Fact]
    public void A_cut_gzip_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string whole = folder.Compress(Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021, "KUCOIN.ws.1.0"), "whole");
        byte[] bytes = File.ReadAllBytes(whole);
        string cut = folder.Write("cut", bytes[..(bytes.Length / 2)]);
        Says(() => RecordingCatalog.OpenFiles([cut]), "cut cannot be read after line", "cut or damaged");
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(folder.Compress(Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021, "KUCOIN.ws.1.0"), "whole"));
        bytes.AsSpan(bytes.Length / 2, 64).Fill(0xff);
        Says(() => RecordingCatalog.OpenFiles([folder.Write("damaged", bytes)]), "damaged");
    }

    [Fact]
    public void A_binance_line_without_a_time_is_refused_at_its_line() => SaysOf(BinanceLine + "{\"stream\":\"x\"}\n", "file:2: the line does not begin with \"<unix nanoseconds> {\"");

    [Theory]
    [InlineData("2 {\"stream\":\"abtc@trade\",", "file:2: this is no Binance message")]
    [InlineData("2 {\"stream\":\"abtc@trade\",\"data\":{\"s\":\"ABTC\",\"T\":5}}", "file:2: this is no Binance message (a Trade message lacks Trade, Price")]
    [InlineData("2 {\"code\":-1003,\"msg\":\"x\"}", "file:2: this is no Binance message (neither \"stream\" nor \"lastUpdateId\"")]
    [InlineData("2 {\"stream\":\"abtc@bookTicker\",\"data\":{\"u\":6,\"s\":\"ABTC\",\"b\":\"x\",\"B\":\"2\",\"a\":\"3\",\"A\":\"4\"}}", "file:2: this is no Binance message (a price or size")]
    public void A_binance_message_that_cannot_be_read_is_refused_at_its_line(string line, string says) => SaysOf(BinanceLine + line + "\n", says);

    [Fact]
    public void A_binance_file_without_a_book_is_refused() => SaysOf(BinanceLine, "No order book (\"lastUpdateId\") of ABTC is in the files");

    [Fact]
    public void A_binance_book_before_any_symbol_is_refused() => SaysOf(BinanceBook + BinanceLine, "file:1: whose order book is this?");

    [Fact]
    public void A_binance_book_among_two_symbols_is_refused() =>
        SaysOf(BinanceLine + BinanceLine.Replace("ABTC", "CBTC", StringComparison.Ordinal) + BinanceBook, "file:3: whose order book is this?");

    [Fact]
    public void A_hole_in_binance_depth_is_refused_at_its_line() =>
        SaysOf(BinanceLine + BinanceBook + Depth(6, 8) + Depth(10, 11), "file:4: depth events are missing: update 9 should come before this one, but 8 did");

    [Fact]
    public void A_binance_book_older_than_the_depth_stream_is_refused() => SaysOf(BinanceLine + BinanceBook + Depth(7, 8), "file:3: the order book of update 5 is older than the first depth event, which begins at 7");

    [Fact]
    public void A_pair_that_nobody_can_split_is_refused() =>
        SaysOf((BinanceLine + BinanceBook).Replace("ABTC", "XXYY", StringComparison.Ordinal), "XXYY is no pair that KuCoin lists");

    private static string Depth(long first, long last) =>
        $"1723161254087891270 {{\"stream\":\"abtc@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"ABTC\",\"U\":{first},\"u\":{last},\"b\":[[\"0.5\",\"1\"]],\"a\":[]}}}}\n";

    private static void SaysOf(string text, string says)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("file", text);
        Says(() => RecordingCatalog.OpenFiles([path]), says);
    }

    private static void Says(Func<Recording> open, params string[] parts)
    {
        RecordingException refused = Assert.Throws<RecordingException>(open);
        Assert.All(parts, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }
}
