using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class CurrencyTableTests
{
    [Fact]
    public void Every_currency_of_the_instruments_stands_once_and_is_found()
    {
        var table = new CurrencyTable(new InstrumentTable(
            [DecodeRig.Instrument(0, "BTC-USDT", 1, 8), DecodeRig.Instrument(1, "ETH-USDT", 2, 7), DecodeRig.Instrument(2, "ETH-BTC", 5, 7)]));
        Assert.Equal(["BTC", "USDT", "ETH"], Enumerable.Range(0, table.Count).Select(i => table[i]));
        Assert.Equal(2, table.Find("ETH"u8));
        Assert.Equal(-1, table.Find("ET"u8));
        Assert.Equal(-1, table.Find(""u8));
        Assert.Equal(-1, table.Find("eth"u8));
    }
}
