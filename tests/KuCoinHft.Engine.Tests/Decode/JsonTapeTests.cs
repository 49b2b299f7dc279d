using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class JsonTapeTests
{
    [Fact]
    public void Tokens_stand_in_the_order_of_the_text_and_skip_their_subtrees()
    {
        var tape = new JsonTape();
        byte[] json = [.. """{"a":[1,"x"],"b":{},"c":null}"""u8];
        Assert.True(tape.Read(json));
        JsonToken[] tokens = tape.Tokens.ToArray();
        Assert.Equal(
            [JsonKind.Object, JsonKind.String, JsonKind.Array, JsonKind.Number, JsonKind.String, JsonKind.String, JsonKind.Object, JsonKind.String, JsonKind.Null],
            tokens.Select(t => t.Kind));
        Assert.Equal([9, 2, 5, 4, 5, 6, 7, 8, 9], tokens.Select(t => t.Next));
        Assert.Equal(
            ["""{"a":[1,"x"],"b":{},"c":null}""", "a", """[1,"x"]""", "1", "x", "b", "{}", "c", "null"],
            tokens.Select(t => System.Text.Encoding.UTF8.GetString(json, t.Offset, t.Length)));
    }

    [Theory]
    [InlineData("""{"a":"b""", BadReason.Truncated, 7)]
    [InlineData("""{"a":tru""", BadReason.Truncated, 8)]
    [InlineData("""{"a":trux}""", BadReason.Syntax, 8)]
    [InlineData("""{"a":1.""", BadReason.Truncated, 7)]
    [InlineData("""{"a":1.}""", BadReason.Number, 7)]
    [InlineData("""{"a":012}""", BadReason.Number, 6)]
    [InlineData("""{"a":1}x""", BadReason.TrailingBytes, 7)]
    [InlineData("""{"a":"\x"}""", BadReason.InvalidEscape, 7)]
    [InlineData("""{"a":"\u12""", BadReason.Truncated, 10)]
    [InlineData("{\"a\":\"\n\"}", BadReason.ControlCharacter, 6)]
    [InlineData("""{"a" 1}""", BadReason.Syntax, 5)]
    [InlineData("""{1:1}""", BadReason.Syntax, 1)]
    public void A_refusal_names_its_reason_and_the_byte(string json, BadReason reason, int offset)
    {
        var tape = new JsonTape();
        Assert.False(tape.Read(System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Equal(reason, tape.Bad);
        Assert.Equal(offset, tape.BadOffset);
        Assert.True(tape.Tokens.IsEmpty);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_at_the_first_of_them()
    {
        var tape = new JsonTape();
        Assert.False(tape.Read([.. "{\"é\":\""u8, 0xc3, .. "\"}"u8]));
        Assert.Equal(BadReason.NotUtf8, tape.Bad);
        Assert.Equal(7, tape.BadOffset);
        Assert.True(tape.Read([.. "{\"é\":\"价\"}"u8]));
    }

    [Fact]
    public void The_vector_search_stops_where_a_byte_loop_stops()
    {
        const int seed = 5;
        var random = new Random(seed);
        byte[] text = new byte[100];
        for (int round = 0; round < 20_000; round++)
        {
            for (int i = 0; i < text.Length; i++)
                text[i] = random.Next(40) == 0 ? (byte)random.Next(256) : (byte)random.Next(0x23, 0x5b);
            int at = random.Next(text.Length + 1);
            int length = random.Next(at, text.Length + 1);
            int expected = at;
            while (expected < length && text[expected] >= 0x20 && text[expected] != '"' && text[expected] != '\\')
                expected++;
            Assert.True(expected == JsonText.StringStop(text.AsSpan(0, length), at), $"seed {seed}, round {round}");
        }
    }
}
