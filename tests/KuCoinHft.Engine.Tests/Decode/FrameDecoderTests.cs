using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class FrameDecoderTests
{
    private const string Ticker =
        """{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"1","price":"1","size":"1","bestAsk":"1","bestAskSize":"1","bestBid":"1","bestBidSize":"1","time":1}}""";

    private const string Level2 =
        """{"type":"message","topic":"/market/level2:BTC-USDT","subject":"trade.l2update","data":{"changes":{"asks":[["2","3","7"]],"bids":[]},"sequenceStart":7,"sequenceEnd":8,"symbol":"BTC-USDT","time":1}}""";

    private const string Order =
        """{"topic":"/spotMarket/tradeOrdersV2","type":"message","subject":"orderChange","data":{"symbol":"BTC-USDT","side":"buy","orderId":"a","type":"match","status":"match","filledSize":"1","matchPrice":"1","matchSize":"1","tradeId":"1","liquidity":"taker"}}""";

    private const string Snapshot =
        """{"type":"snapshot","topic":"/market/level2:BTC-USDT","part":1,"parts":2,"data":{"time":1,"sequence":"5","bids":[["1","2"]],"asks":[["2","2"]]}}""";

    private const string Position =
        """{"topic":"/margin/position","subject":"debt.ratio","type":"message","data":{"debtRatio":0.5,"assetList":{"BTC":{"total":"1","available":"1","hold":"0"}},"debtList":{"BTC":"0.5"},"timestamp":1}}""";

    private const string Depth =
        """{"type":"message","topic":"/spotMarket/level2Depth5:BTC-USDT","subject":"level2","data":{"asks":[["2","3"]],"bids":[],"timestamp":1}}""";

    private const string Level1 =
        """{"type":"message","topic":"/spotMarket/level1:BTC-USDT","subject":"level1","data":{"asks":["2","3"],"bids":null,"timestamp":1}}""";

    private const string Figures =
        """{"type":"message","topic":"/market/snapshot:BTC","subject":"trade.snapshot","data":{"sequence":"1","data":{"symbol":"BTC-USDT","buy":1.5,"trading":true,"markets":["a"],"marketChange1h":{"vol":0.5}}}}""";

    private const string Mark =
        """{"type":"message","topic":"/indicator/markPrice:USDT-BTC","subject":"tick","data":{"symbol":"USDT-BTC","granularity":1000,"value":0.0001,"timestamp":1}}""";

    private const string Isolated =
        """{"type":"message","topic":"/margin/isolatedPosition:BTC-USDT","subject":"positionChange","data":{"tag":"BTC-USDT","status":"DEBT","changeAssets":{"BTC":{"total":"1","hold":"0","liabilityPrincipal":"0","liabilityInterest":"0"}},"timestamp":1}}""";

    private const string Stop =
        """{"type":"message","topic":"/spotMarket/advancedOrders","subject":"stopOrder","data":{"orderId":"a","side":"buy","stop":"new","symbol":"BTC-USDT","type":"open","triggerSuccess":true}}""";

    private const string Candle =
        """{"type":"message","topic":"/market/candles:BTC-USDT_1min","subject":"trade.candles.update","data":{"symbol":"BTC-USDT","candles":["60","1","2","3","1","4.5","9"],"time":1}}""";

    private const string Row =
        """{"type":"rest","topic":"/market/candles:BTC-USDT_1min","data":{"symbol":"BTC-USDT","candles":["60","1","2","3","1","4.5","9"],"time":0}}""";

    private const string Answer = """{"id":"r","op":"margin.order","code":"200000","data":{"orderId":"a"},"inTime":1,"outTime":2}""";

    public static TheoryData<string> All => Fixtures.All;

    [Theory]
    [MemberData(nameof(All))]
    public void The_order_of_keys_and_white_space_change_nothing(string name)
    {
        const int seed = 11;
        var random = new Random(seed);
        byte[] json = Fixtures.Read(name);
        var decoder = new FrameDecoder();
        JsonNode expected = JsonNode.Parse(Fixtures.Expected(name))!;
        for (int round = 0; round < 20; round++)
        {
            JsonNode shuffled = Shuffle(JsonNode.Parse(json)!, random);
            var options = new JsonSerializerOptions { WriteIndented = round % 2 == 0, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            JsonNode written = JsonNode.Parse(Fixtures.Describe(decoder, Encoding.UTF8.GetBytes(shuffled.ToJsonString(options))))!;
            Assert.True(JsonNode.DeepEquals(expected, written), $"seed {seed}, round {round}: {shuffled.ToJsonString()} gave {written.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData(Ticker, "\"trade.ticker\"", "\"trade.other\"", BadReason.UnknownKind)]
    [InlineData(Ticker, "/market/ticker:", "/market/tickers:", BadReason.UnknownKind)]
    [InlineData(Ticker, "\"type\":\"message\"", "\"type\":\"massage\"", BadReason.UnknownKind)]
    [InlineData(Ticker, "\"type\":\"message\",", "", BadReason.UnknownKind)]
    [InlineData(Ticker, "\"topic\":\"/market/ticker:BTC-USDT\",", "", BadReason.UnknownKind)]
    [InlineData(Ticker, "\"sequence\":\"1\",", "", BadReason.MissingField)]
    [InlineData(Ticker, "\"sequence\":\"1\"", "\"sequence\":null", BadReason.MissingField)]
    [InlineData(Ticker, "\"bestBid\":\"1\",", "", BadReason.MissingField)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":\"-1\"", BadReason.UnknownValue)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":\"\"", BadReason.Number)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":[\"1\"]", BadReason.WrongShape)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":true", BadReason.WrongShape)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":\"1234567890123456789\"", BadReason.NumberTooLong)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":\"\\u0031\"", BadReason.Escape)]
    [InlineData(Ticker, "\"bestBid\":", "\"b\\u0065stBid\":", BadReason.Escape)]
    [InlineData(Ticker, "\"bestBid\":\"1\"", "\"bestBid\":\"1\",\"bestBid\":\"1\"", BadReason.DuplicateField)]
    [InlineData(Ticker, "{\"type\"", "{\"type\":\"ack\",\"type\"", BadReason.DuplicateField)]
    [InlineData(Ticker, "\"sequence\":\"1\"", "\"sequence\":\"-1\"", BadReason.Number)]
    [InlineData(Ticker, "\"sequence\":\"1\"", "\"sequence\":1.5", BadReason.Number)]
    [InlineData(Ticker, "\"sequence\":\"1\"", "\"sequence\":\"01\"", BadReason.Number)]
    [InlineData(Ticker, "\"sequence\":\"1\"", "\"sequence\":\"9223372036854775808\"", BadReason.NumberTooLong)]
    [InlineData(Ticker, "\"time\":1", "\"time\":1}", BadReason.TrailingBytes)]
    [InlineData(Level2, "\"sequenceStart\":7", "\"sequenceStart\":9", BadReason.SequenceOrder)]
    [InlineData(Level2, "\"7\"", "\"6\"", BadReason.SequenceOrder)]
    [InlineData(Level2, "\"7\"", "\"9\"", BadReason.SequenceOrder)]
    [InlineData(Level2, ",\"bids\":[]", "", BadReason.MissingField)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",\"3\"]", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",\"3\",\"7\",\"8\"]", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",\"3\",7]", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[2,\"3\",\"7\"]", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "\"2\",\"3\",\"7\"", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",[\"3\"]]", BadReason.WrongShape)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",\"-3\",\"7\"]", BadReason.UnknownValue)]
    [InlineData(Level2, "[\"2\",\"3\",\"7\"]", "[\"2\",\"\",\"7\"]", BadReason.Number)]
    [InlineData(Level2, "\"data\":{", "\"data\":[],\"dota\":{", BadReason.WrongShape)]
    [InlineData(Level2, "\"data\":{", "\"dota\":{", BadReason.MissingField)]
    [InlineData(Order, "\"buy\"", "\"Buy\"", BadReason.UnknownValue)]
    [InlineData(Order, "\"type\":\"match\"", "\"type\":\"matched\"", BadReason.UnknownValue)]
    [InlineData(Order, "\"status\":\"match\"", "\"status\":\"live\"", BadReason.UnknownValue)]
    [InlineData(Order, "\"liquidity\":\"taker\"", "\"liquidity\":\"giver\"", BadReason.UnknownValue)]
    [InlineData(Order, "\"matchPrice\":\"1\",", "", BadReason.MissingField)]
    [InlineData(Order, "\"filledSize\":\"1\",", "", BadReason.MissingField)]
    [InlineData(Order, "\"orderId\":\"a\",", "", BadReason.MissingField)]
    [InlineData(Order, "\"symbol\":\"BTC-USDT\"", "\"symbol\":7", BadReason.WrongShape)]
    [InlineData(Snapshot, "\"part\":1", "\"part\":3", BadReason.UnknownValue)]
    [InlineData(Snapshot, "\"part\":1", "\"part\":0", BadReason.MissingField)]
    [InlineData(Snapshot, "\"parts\":2", "\"parts\":32768", BadReason.UnknownValue)]
    [InlineData(Snapshot, "/market/level2:", "/market/level3:", BadReason.UnknownKind)]
    [InlineData(Snapshot, "[\"1\",\"2\"]", "[\"1\",\"2\",\"3\"]", BadReason.WrongShape)]
    [InlineData(Position, "\"debtRatio\":0.5,", "", BadReason.MissingField)]
    [InlineData(Position, "\"hold\":\"0\"", "\"held\":\"0\"", BadReason.MissingField)]
    [InlineData(Position, "\"debtList\":{", "\"debtList\":{\"BTC\":\"1\",", BadReason.DuplicateField)]
    [InlineData(Position, "\"assetList\":{", "\"assetList\":{\"BTC\":{\"total\":1,\"available\":1,\"hold\":0},", BadReason.DuplicateField)]
    [InlineData(Position, "\"debtList\":{\"BTC\":\"0.5\"}", "\"debtList\":{\"BTC\":{}}", BadReason.WrongShape)]
    [InlineData(Position, "\"debtList\":{\"BTC\":\"0.5\"}", "\"debtList\":[]", BadReason.WrongShape)]
    [InlineData(Position, "\"debtRatio\":0.5,", "\"debtRatio\":0.5,\"type\":\"MELTED\",", BadReason.UnknownValue)]
    [InlineData(Depth, "[[\"2\",\"3\"]]", "[\"2\",\"3\"]", BadReason.WrongShape)]
    [InlineData(Depth, ",\"bids\":[]", "", BadReason.MissingField)]
    [InlineData(Depth, "Depth5:", "Depth20:", BadReason.UnknownKind)]
    [InlineData(Depth, "Depth5:BTC-USDT", "Depth5:", BadReason.MissingField)]
    [InlineData(Level1, "[\"2\",\"3\"]", "[[\"2\",\"3\"]]", BadReason.WrongShape)]
    [InlineData(Level1, "[\"2\",\"3\"]", "[\"2\",\"3\",\"4\"]", BadReason.WrongShape)]
    [InlineData(Level1, "[\"2\",\"3\"]", "[\"2\",\"-3\"]", BadReason.UnknownValue)]
    [InlineData(Level1, ",\"bids\":null", "", BadReason.MissingField)]
    [InlineData(Figures, "true", "\"true\"", BadReason.WrongShape)]
    [InlineData(Figures, "true", "1", BadReason.WrongShape)]
    [InlineData(Figures, "[\"a\"]", "[1]", BadReason.WrongShape)]
    [InlineData(Figures, "[\"a\"]", "\"a\"", BadReason.WrongShape)]
    [InlineData(Figures, "\"symbol\":\"BTC-USDT\",", "", BadReason.MissingField)]
    [InlineData(Figures, "1.5", "-1.5", BadReason.UnknownValue)]
    [InlineData(Figures, "{\"vol\":0.5}", "0.5", BadReason.WrongShape)]
    [InlineData(Figures, "0.5", "\"0.5.5\"", BadReason.Number)]
    [InlineData(Mark, "\"value\":0.0001,", "", BadReason.MissingField)]
    [InlineData(Mark, "\"value\":0.0001", "\"value\":true", BadReason.WrongShape)]
    [InlineData(Isolated, "\"DEBT\"", "\"DEBTS\"", BadReason.UnknownValue)]
    [InlineData(Isolated, "\"hold\":\"0\",", "", BadReason.MissingField)]
    [InlineData(Isolated, "\"changeAssets\":{", "\"changeAssets\":{\"BTC\":{\"total\":1,\"hold\":0,\"liabilityPrincipal\":0,\"liabilityInterest\":0},", BadReason.DuplicateField)]
    [InlineData(Stop, "\"open\"", "\"opened\"", BadReason.UnknownValue)]
    [InlineData(Stop, "\"orderId\":\"a\",", "", BadReason.MissingField)]
    [InlineData(Stop, "\"buy\"", "\"lend\"", BadReason.UnknownValue)]
    [InlineData(Candle, "_1min", "_2min", BadReason.UnknownKind)]
    [InlineData(Candle, "_1min", "", BadReason.UnknownKind)]
    [InlineData(Candle, "trade.candles.update", "trade.candles.remove", BadReason.UnknownKind)]
    [InlineData(Candle, "\"candles\":[\"60\",\"1\",\"2\",\"3\",\"1\",\"4.5\",\"9\"],", "", BadReason.MissingField)]
    [InlineData(Candle, "\"9\"]", "\"9\",\"9\"]", BadReason.WrongShape)]
    [InlineData(Candle, "\"9\"]", "[\"9\"]]", BadReason.WrongShape)]
    [InlineData(Candle, "\"9\"]", "null]", BadReason.WrongShape)]
    [InlineData(Candle, "[\"60\",\"1\",\"2\",\"3\",\"1\",\"4.5\",\"9\"]", "{\"60\":\"1\"}", BadReason.WrongShape)]
    [InlineData(Candle, "\"60\"", "\"60.5\"", BadReason.Number)]
    [InlineData(Candle, "\"4.5\"", "\"-4.5\"", BadReason.UnknownValue)]
    [InlineData(Candle, "\"4.5\"", "\"1234567890123456789\"", BadReason.NumberTooLong)]
    [InlineData(Candle, "\"3\"", "\"-3\"", BadReason.UnknownValue)]
    [InlineData(Row, "/market/candles:", "/market/bars:", BadReason.UnknownKind)]
    [InlineData(Row, "\"rest\"", "\"rust\"", BadReason.UnknownKind)]
    [InlineData(Row, "_1min", "_1hours", BadReason.UnknownKind)]
    [InlineData(Row, "\"data\":{", "\"dota\":{", BadReason.MissingField)]
    [InlineData(Answer, "margin.order", "margin.odor", BadReason.UnknownKind)]
    [InlineData(Answer, "\"code\":\"200000\",", "", BadReason.MissingField)]
    [InlineData(Answer, "\"200000\"", "\"20000000000\"", BadReason.UnknownValue)]
    [InlineData(Answer, "\"200000\"", "\"OK\"", BadReason.Number)]
    [InlineData(Answer, "{\"orderId\":\"a\"}", "\"a\"", BadReason.WrongShape)]
    public void One_thing_wrong_is_refused_by_its_name(string good, string part, string replacement, BadReason reason)
    {
        var decoder = new FrameDecoder();
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(good)));
        Assert.Contains(part, good, StringComparison.Ordinal);
        Assert.False(decoder.Decode(Encoding.UTF8.GetBytes(good.Replace(part, replacement, StringComparison.Ordinal))));
        Assert.Equal(reason, decoder.Frame.Bad);
        Assert.Equal(UpdateKind.Bad, decoder.Frame.Kind);
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(good)));
    }

    [Theory]
    [InlineData("[]", BadReason.NotAnObject)]
    [InlineData("\"message\"", BadReason.NotAnObject)]
    [InlineData("{}", BadReason.UnknownKind)]
    [InlineData("""{"type":"message"}""", BadReason.UnknownKind)]
    [InlineData("""{"T":"obu.SPOT","dp":"increment@10ms","t":"delta","P":1,"d":{"s":"ETH-USDT","a":[],"b":[]}}""", BadReason.UnknownKind)]
    [InlineData("""{"id":"1","result":true}""", BadReason.UnknownKind)]
    [InlineData("""{"type":"error","data":"x"}""", BadReason.MissingField)]
    [InlineData("""{"type":"error","code":400,"data":{}}""", BadReason.WrongShape)]
    [InlineData("""{"type":"message","topic":"/market/ticker:all","subject":"","data":{"sequence":"1","price":"1","size":"1","bestAsk":"1","bestAskSize":"1","bestBid":"1","bestBidSize":"1"}}""", BadReason.MissingField)]
    public void A_message_of_no_known_kind_is_refused_by_name(string json, BadReason reason)
    {
        var decoder = new FrameDecoder();
        Assert.False(decoder.Decode(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(reason, decoder.Frame.Bad);
        Assert.True(decoder.Frame.IsJson);
    }

    [Fact]
    public void Unknown_keys_are_skipped_even_twice_and_with_escapes_in_their_values()
    {
        var decoder = new FrameDecoder();
        string json = Ticker.Replace("\"price\"", "\"new\":{\"price\":\"x\",\"a\":[1,{\"b\\n\":\"\\ud83d\\ude00\"}]},\"new\":-1e5,\"price\"", StringComparison.Ordinal);
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(new Dec(1, 0), decoder.Frame[Field.Price].Decimal);
    }

    [Fact]
    public void A_field_that_a_frame_lacks_does_not_keep_the_value_of_the_frame_before()
    {
        var decoder = new FrameDecoder();
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(Ticker)));
        Assert.Equal(1, decoder.Frame[Field.Time].Number);
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(Ticker.Replace(",\"time\":1", "", StringComparison.Ordinal).Replace("\"price\":\"1\"", "\"price\":null", StringComparison.Ordinal))));
        Assert.Equal(0, decoder.Frame[Field.Time].Number);
        Assert.Equal(0, decoder.Frame[Field.Price].Length);
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(Answer)));
        byte[] refusal = [.. """{"id":"r","op":"margin.order","code":"126013","msg":"no"}"""u8];
        Assert.True(decoder.Decode(refusal));
        Assert.True(decoder.Frame.Text(refusal, Field.OrderId).IsEmpty);
    }

    [Fact]
    public void More_currencies_than_the_limit_are_refused()
    {
        string currencies = string.Join(',', Enumerable.Range(0, Limits.MarginCurrenciesMax).Select(i => $"\"C{i}\":\"1\""));
        var decoder = new FrameDecoder();
        Assert.True(decoder.Decode(Encoding.UTF8.GetBytes(Position.Replace("\"BTC\":\"0.5\"", currencies, StringComparison.Ordinal).Replace("\"BTC\"", "\"C7\"", StringComparison.Ordinal))));
        Assert.Equal(Limits.MarginCurrenciesMax, decoder.Frame.Currencies.Length);
        Assert.False(decoder.Decode(Encoding.UTF8.GetBytes(Position.Replace("\"BTC\":\"0.5\"", currencies + ",\"X\":\"1\"", StringComparison.Ordinal).Replace("\"BTC\"", "\"C7\"", StringComparison.Ordinal))));
        Assert.Equal(BadReason.TooLong, decoder.Frame.Bad);
    }

    [Fact]
    public void Of_an_object_that_is_absent_no_field_is_one_of_an_earlier_frame()
    {
        const string Start = """{"type":"message","topic":"/account/balance","subject":"account.balance","data":{"currency":"USDT","total":"1","available":"1","hold":"0" """;
        byte[] with = Encoding.UTF8.GetBytes(Start + """, "relationContext":{"symbol":"BTC-USDT","orderId":"6"}}}""");
        byte[] without = Encoding.UTF8.GetBytes(Start + "}}");
        var decoder = new FrameDecoder();
        Assert.True(decoder.Decode(with));
        Assert.Equal("BTC-USDT"u8, decoder.Frame.Text(with, Field.Symbol));
        Assert.True(decoder.Decode(without));
        // Its place would lie behind the end of the shorter frame.
        Assert.True(decoder.Frame.Text(without, Field.Symbol).IsEmpty);
        Assert.True(decoder.Frame.Text(without, Field.OrderId).IsEmpty);
    }

    private static JsonNode Shuffle(JsonNode node, Random random)
    {
        if (node is not JsonObject o)
            return node.DeepClone();
        KeyValuePair<string, JsonNode?>[] properties = [.. o];
        random.Shuffle(properties);
        return new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Shuffle(p.Value, random))));
    }
}
