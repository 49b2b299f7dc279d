using System.Runtime.InteropServices;
using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>The decode stage's fast path: what it takes, what it leaves to the decoder, and that both say the same.</summary>
/// <remarks>A space behind the first brace changes nothing of what a frame says, and keeps the fast path from taking it.</remarks>
public sealed class MarketFastPathTests : IDisposable
{
    private const string Level2 =
        """{"type":"message","topic":"/market/level2:BTC-USDT","subject":"trade.l2update","data":{"changes":{"asks":[["84271.2","0","38110279538"]],"bids":[["84270","0.4","38110279535"],["84003.80","0.0007","38110279536"]]},"sequenceStart":38110279535,"sequenceEnd":38110279538,"symbol":"BTC-USDT","time":1790984501513}}""";

    private const string Ticker =
        """{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"1545896668986","price":"0.8","size":"0.011","bestAsk":"0.9","bestAskSize":"0.18","bestBid":"0.7","bestBidSize":"0.036","time":1704873323416}}""";

    private const string Match =
        """{"type":"message","topic":"/market/match:BTC-USDT","subject":"trade.l3match","data":{"makerOrderId":"671b5007389355000701b1d3","price":"67523","sequence":"11067996711960577","side":"buy","size":"0.003","symbol":"BTC-USDT","takerOrderId":"671b50161777ff00074c168d","time":"1729843222921000000","tradeId":"11067996711960577","type":"match"}}""";

    private readonly ByteRing _bytes = new(1 << 20);
    private readonly RingColumn<Frame> _frames = new();
    private readonly RingColumn<Update> _updates = new();
    private readonly FrameChanges _changes = new();

    [Fact]
    public void Every_book_ticker_and_trade_frame_of_the_recording_is_taken_and_says_what_the_decoder_says()
    {
        byte[][] frames = [.. Fixtures.Recording2021()];
        DecodeHandler stage = Stage([.. frames.Select(SymbolOf).Distinct()], priceDecimals: 10);
        long expected = 0;
        foreach (byte[] frame in frames)
        {
            (Update fast, BookLevelChange[] fastChanges) = Decode(stage, frame);
            expected += fast.Kind is UpdateKind.Level2 or UpdateKind.Ticker or UpdateKind.Match ? 1 : 0;
            Assert.Equal(expected, stage.FastCount);
            AssertSame(stage, frame, fast, fastChanges);
        }

        Assert.InRange(expected, 4_000, frames.Length);
    }

    [Theory]
    [InlineData(Level2)]
    [InlineData(Ticker)]
    [InlineData(Match)]
    [InlineData("""{"data":{"time":1,"symbol":"BTC-USDT","sequenceEnd":2,"changes":{"bids":[],"asks":[]},"sequenceStart":1},"subject":"trade.l2update","topic":"/market/level2:BTC-USDT","type":"message"}""")]
    [InlineData("""{"data":{"sequenceEnd":2,"symbol":"BTC-USDT","changes":{"bids":[["0","0","2"]],"asks":[]},"sequenceStart":1},"topic":"/market/level2:BTC-USDT","subject":"trade.l2update","type":"message"}""")]
    [InlineData("""{"data":{"symbol":"BTC-USDT","side":"sell","takerOrderId":"a b","sequence":"9223372036799999999","size":"0.000000001234","price":"0.00"},"topic":"/market/match:BTC-USDT","subject":"trade.l3match","type":"message"}""")]
    public void A_plain_frame_is_taken(string json)
    {
        DecodeHandler stage = Stage(["BTC-USDT"], priceDecimals: 1);
        (Update update, BookLevelChange[] changes) = Decode(stage, Encoding.UTF8.GetBytes(json));

        Assert.Equal(1, stage.FastCount);
        Assert.NotEqual(UpdateKind.Bad, update.Kind);
        AssertSame(stage, Encoding.UTF8.GetBytes(json), update, changes);
    }

    [Theory]
    [InlineData(Level2, "{\"type\"", "{ \"type\"")]
    [InlineData(Level2, "\"type\":\"message\"", "\"type\":\"message\",\"type\":\"message\"")]
    [InlineData(Level2, "\"type\":\"message\",", "")]
    [InlineData(Level2, "\"type\":\"message\",", "\"id\":\"1\",\"type\":\"message\",")]
    [InlineData(Level2, "\"message\"", "\"messagf\"")]
    [InlineData(Level2, "level2:BTC-USDT", "level2:ETH-USDT")]
    [InlineData(Level2, "BTC-USDT", "XXX-USDT")]
    [InlineData(Level2, "BTC-USDT", "BTC-USDT-BTC-USDT-BTC-USDT-BTC-USDT-BTC-USDT")]
    [InlineData(Level2, "level2:", "ticker:")]
    [InlineData(Level2, "l2update", "ticker")]
    [InlineData(Level2, "\"84270\"", "84270")]
    [InlineData(Level2, "\"84270\"", "\"84270.\"")]
    [InlineData(Level2, "\"84270\"", "\".84270\"")]
    [InlineData(Level2, "\"84270\"", "\"084270\"")]
    [InlineData(Level2, "\"84270\"", "\"8.42.70\"")]
    [InlineData(Level2, "\"84270\"", "\"-84270\"")]
    [InlineData(Level2, "\"84270\"", "\"8427e1\"")]
    [InlineData(Level2, "\"84270\"", "\"\"")]
    [InlineData(Level2, "\"84270\"", "\"84270.00000000000\"")]
    [InlineData(Level2, "\"84270\"", "\"84270.05\"")]
    [InlineData(Level2, "\"84270\"", "\"99999999999999\"")]
    [InlineData(Level2, "\"38110279535\"", "\"38110279534\"")]
    [InlineData(Level2, "\"38110279535\"", "\"38110279535.5\"")]
    [InlineData(Level2, "\"38110279535\"]", "\"38110279535\",\"1\"]")]
    [InlineData(Level2, "\"sequenceEnd\":38110279538", "\"sequenceEnd\":38110279534")]
    [InlineData(Level2, "\"sequenceEnd\":38110279538", "\"sequenceEnd\":038110279538")]
    [InlineData(Level2, "\"bids\"", "\"asks\"")]
    [InlineData(Level2, "\"time\":1790984501513", "\"time\":9000000000001")]
    [InlineData(Level2, "\"time\":1790984501513", "\"time\":")]
    [InlineData(Level2, ",\"time\":1790984501513", "")]
    [InlineData(Level2, "\"time\"", "\"time2\"")]
    [InlineData(Level2, "1513}}", "1513}")]
    [InlineData(Level2, "1513}}", "1513}}}")]
    [InlineData(Level2, "1513}}", "1513}} ")]
    [InlineData(Level2, "1513}}", "1513},}")]
    [InlineData(Ticker, "\"size\":\"0.011\"", "\"size\":null")]
    [InlineData(Ticker, "\"size\":\"0.011\",", "")]
    [InlineData(Ticker, "\"time\"", "\"Time\"")]
    [InlineData(Ticker, "BTC-USDT", "all")]
    [InlineData(Ticker, "\"sequence\"", "\"sequence \"")]
    [InlineData(Match, "\"buy\"", "\"bug\"")]
    [InlineData(Match, "11067996711960577", "9223372036854775807")]
    [InlineData(Match, "11067996711960577", "9223372036854775808")]
    [InlineData(Match, "11067996711960577", "1106799671196057x")]
    [InlineData(Match, "671b5007389355000701b1d3", "671b500738935\\u00300701b1d3")]
    [InlineData(Match, "671b5007389355000701b1d3", "671b5007389355000701b1d\u00e4")]
    [InlineData(Match, "671b5007389355000701b1d3", "671b5007389355000701\u0001")]
    [InlineData(Match, "\"type\":\"match\"", "\"type\":\"other\"")]
    public void What_is_unusual_or_wrong_gives_what_the_decoder_gives(string json, string plain, string changed)
    {
        DecodeHandler stage = Stage(["BTC-USDT", "ETH-USDT"], priceDecimals: 1);
        byte[] frame = Encoding.UTF8.GetBytes(json.Replace(plain, changed, StringComparison.Ordinal));
        (Update update, BookLevelChange[] changes) = Decode(stage, frame);

        AssertSame(stage, frame, update, changes);
    }

    // Behind a frame lie whatever bytes were there before: here those that would make it whole.
    [Theory]
    [InlineData(Level2)]
    [InlineData(Ticker)]
    [InlineData(Match)]
    public void Bytes_behind_the_end_are_never_taken_for_the_frames(string json)
    {
        DecodeHandler stage = Stage(["BTC-USDT"], priceDecimals: 1);
        byte[] frame = Encoding.UTF8.GetBytes(json);
        Assert.True(_bytes.TryClaim(frame.Length, out long position));
        frame.CopyTo(_bytes[position, frame.Length]);
        for (int length = 0; length < frame.Length; length++)
        {
            _frames[0] = new Frame { BytePosition = position, Length = length, Kind = FrameKind.Json, ReceiveNs = 1 };
            stage.OnFrame(0);
            Assert.Equal(BadReason.Truncated, _updates[0].Bad);
        }

        Assert.Equal(0, stage.FastCount);
    }

    [Theory]
    [InlineData(FrameKind.Rest)]
    [InlineData(FrameKind.Snapshot)]
    public void Only_what_came_from_the_exchange_is_taken(FrameKind kind)
    {
        DecodeHandler stage = Stage(["BTC-USDT"], priceDecimals: 1);

        Assert.Equal(BadReason.UnknownKind, Decode(stage, Encoding.UTF8.GetBytes(Level2), kind).Update.Bad);
        Assert.Equal(0, stage.FastCount);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _frames.Dispose();
        _updates.Dispose();
    }

    private static string SymbolOf(byte[] json)
    {
        string text = Encoding.UTF8.GetString(json);
        int colon = text.IndexOf(':', text.IndexOf("\"topic\":", StringComparison.Ordinal) + 8);
        return text[(colon + 1)..text.IndexOf('"', colon)];
    }

    private DecodeHandler Stage(string[] symbols, int priceDecimals)
    {
        var instruments = new InstrumentTable([.. symbols.Where(symbol => symbol.Contains('-')).Select((symbol, i) => DecodeRig.Instrument(i, symbol, priceDecimals, 8))]);
        return new DecodeHandler(_frames, _bytes, _updates, _changes, instruments, new CurrencyTable(instruments), new OrderKeys(1));
    }

    private void AssertSame(DecodeHandler stage, byte[] frame, Update update, BookLevelChange[] changes)
    {
        long taken = stage.FastCount;
        byte[] spaced = [.. "{ "u8, .. frame.AsSpan(1)];
        (Update decoded, BookLevelChange[] decodedChanges) = Decode(stage, spaced);
        Assert.Equal(taken, stage.FastCount);
        string text = Encoding.UTF8.GetString(frame);
        Assert.True((update.Kind, update.Bad) == (decoded.Kind, decoded.Bad), $"{update.Kind} {update.Bad} instead of {decoded.Kind} {decoded.Bad}: {text}");
        Assert.True(MemoryMarshal.AsBytes([update]).SequenceEqual(MemoryMarshal.AsBytes([decoded])), text);
        Assert.Equal(decodedChanges.Select(c => (c.Side, c.PriceTicks, c.SizeLots, c.Sequence)), changes.Select(c => (c.Side, c.PriceTicks, c.SizeLots, c.Sequence)));
    }

    private (Update Update, BookLevelChange[] Changes) Decode(DecodeHandler stage, byte[] json, FrameKind kind = FrameKind.Json)
    {
        Assert.True(_bytes.TryClaim(json.Length, out long position));
        _bytes.Release(position + json.Length);
        json.CopyTo(_bytes[position, json.Length]);
        _frames[0] = new Frame { BytePosition = position, Length = json.Length, Kind = kind, ReceiveNs = 1 };
        stage.OnFrame(0);
        return (_updates[0], _changes[_updates[0].ChangeCount].ToArray());
    }
}
