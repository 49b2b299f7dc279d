using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Recordings.Candles;

namespace KuCoinHft.Exchange.Tests.Recordings.Candles;

/// <summary>What is wrong with a candle file is named with its file and line.</summary>
public sealed class CandleFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("60000,6,9,5,7", "only 5 of 6 columns")]
    [InlineData("60000,6,9,5,7,4,8", "more than 6 columns")]
    [InlineData("60000,6,9,5,seven,4", "close is \"seven\"")]
    [InlineData("60000,6,9,5,7e0,4", "close is \"7e0\"")]
    [InlineData("60000,6,9,5,-7,4", "close is \"-7\"")]
    [InlineData("60000,6,9,5,7,0.123456789", "volume is \"0.123456789\"")]
    [InlineData("60001,6,9,5,7,4", "open_time_ms 60001 is not the beginning of a minute")]
    [InlineData("60000,6,9,0,7,4", "a price is 0")]
    [InlineData("60000,6,6.5,5,7,4", "high is below open or close")]
    [InlineData("60000,6,9,6.5,7,4", "low above one of them")]
    [InlineData("60000,6,9,5,7,0.00000002", "cannot be split into the 4 trades")]
    public void A_line_that_is_wrong_is_named(string line, string why)
    {
        string path = _folder.Write("BTC-USDT.csv", $"{CandleFile.Header}\n0,6,9,5,7,4\n{line}\n");
        RecordingException fault = Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFiles([path]));
        Assert.StartsWith("BTC-USDT.csv:3: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_minute_that_comes_twice_or_too_early_is_named()
    {
        string path = _folder.Write("BTC-USDT.csv", $"{CandleFile.Header}\n120000,6,9,5,7,4\n120000,6,9,5,7,4\n");
        Assert.Contains("BTC-USDT.csv:3: open_time_ms 120000 does not come after", Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFiles([path])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("candles.csv", "names no symbol")]
    [InlineData("BTC-USDT-SWAP.csv", "names no symbol")]
    public void A_name_without_a_symbol_is_named(string name, string why)
    {
        string path = _folder.Write(name, $"{CandleFile.Header}\n60000,6,9,5,7,4\n");
        Assert.Contains(why, Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFiles([path])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("open_time_ms,close,open\n1,2,3\n", "the columns of a candle file are")]
    [InlineData("open_time_ms,open,high,low,close,volume\n", "holds no candle")]
    [InlineData("time,price\n", "this is neither a KuCoin recording")]
    public void Other_columns_are_refused(string text, string why)
    {
        string path = _folder.Write("BTC-USDT.csv", text);
        Assert.Contains(why, Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFiles([path])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_gives_its_candles_and_says_why_it_cannot()
    {
        Assert.Contains("is empty", Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFolder(_folder.Path)).Message, StringComparison.Ordinal);
        string xz = _folder.Write("BTC-USDT.csv.xz", "x");
        Assert.Contains("packed with xz", Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFolder(_folder.Path)).Message, StringComparison.Ordinal);
        File.Delete(xz);
        string plain = _folder.Write("BTC-USDT.csv", $"{CandleFile.Header}\n60000,6,9,5,7,4\n");
        _folder.Write("README.md", "not a candle");
        _folder.Compress(plain, "ETH-USDT.csv.gz");
        Assert.Equal(["BTC-USDT", "ETH-USDT"], RecordingCatalog.OpenFolder(_folder.Path).Instruments.Select(x => x.Symbol));
        _folder.Compress(plain, "BTC-USDT.csv.gz");
        Assert.Contains("both candles of BTC-USDT", Assert.Throws<RecordingException>(() => RecordingCatalog.OpenFolder(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
