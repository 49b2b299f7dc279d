using System.Text;
using KuCoinHft.Engine.Decode;
using Xunit;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class RestRowsTests
{
    [Fact]
    public void Candles_become_frames_of_the_feeds_shape_oldest_first()
    {
        IReadOnlyList<byte[]> rows = RestRows.Candles(
            """{"code":"200000","data":[["1589968860","9787.9","9782.8","9788","9780.1","5.4","52835.1"],["1589968800","9786.9","9787.9","9788","9786","1.2","11745"]]}"""u8,
            "BTC-USDT",
            "1min");
        Assert.Equal(2, rows.Count);
        Assert.Equal(
            """{"type":"rest","topic":"/market/candles:BTC-USDT_1min","data":{"symbol":"BTC-USDT","candles":["1589968800","9786.9","9787.9","9788","9786","1.2","11745"],"time":0}}""",
            Encoding.UTF8.GetString(rows[0]));
    }

    [Theory]
    [InlineData("not json", "is not JSON")]
    [InlineData("""{"data":[]}""", "no code")]
    [InlineData("""{"code":"400100","msg":"bad symbol"}""", "bad symbol")]
    [InlineData("""{"code":"200000","data":{}}""", "no data that is an array")]
    [InlineData("""{"code":"200000","data":[["1","2"]]}""", "row 0")]
    [InlineData("""{"code":"200000","data":[["1","2","3","4","5","6",7]]}""", "row 0")]
    public void What_is_no_candles_answer_is_refused_by_name(string body, string named)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => RestRows.Candles(Encoding.UTF8.GetBytes(body), "BTC-USDT", "1min"));
        Assert.Contains("BTC-USDT", refusal.Message);
        Assert.Contains(named, refusal.Message);
    }
}
