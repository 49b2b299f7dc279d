using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class DecoderFaultTests
{
    private static readonly JsonDocumentOptions SameDepth = new() { MaxDepth = JsonTape.DepthMax };

    public static TheoryData<string> All => Fixtures.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Every_prefix_is_truncated_and_costs_no_frame_after_it(string name)
    {
        byte[] json = Fixtures.Read(name);
        string whole = Fixtures.Expected(name);
        var decoder = new FrameDecoder();
        for (int length = 0; length < json.Length; length++)
        {
            Assert.False(decoder.Decode(json.AsSpan(0, length)));
            Assert.Equal(BadReason.Truncated, decoder.Frame.Bad);
            Assert.Equal(length, decoder.Frame.BadOffset);
            if (length % 16 == 0)
                Assert.Equal(whole, Fixtures.Describe(decoder, json));
        }
    }

    [Theory]
    [InlineData("recorded-2021/level2-ask.json")]
    [InlineData("recorded-2021/match.json")]
    [InlineData("kucoin-universal-sdk/CrossMarginPosition.json")]
    [InlineData("ours/order-match-taker.json")]
    [InlineData("ours/trade-order.json")]
    [InlineData("ours/level1-one-side.json")]
    [InlineData("ours/snapshot-live.json")]
    [InlineData("ours/stop-trigger-failed.json")]
    [InlineData("recorded-2021/candles-update.json")]
    [InlineData("kucoin-universal-sdk/IsolatedMarginPosition.json")]
    public void Every_flipped_bit_and_every_byte_made_structural_is_judged_as_another_reader_judges_it(string name)
    {
        byte[] structural = [.. "{}[]\",:\\0-.eE \n\t"u8, 0, 0x1f, 0x7f, 0x80, 0xc3, 0xff];
        byte[] json = Fixtures.Read(name);
        var decoder = new FrameDecoder();
        for (int i = 0; i < json.Length; i++)
        {
            byte before = json[i];
            for (int bit = 0; bit < 8; bit++)
            {
                json[i] = (byte)(before ^ (1 << bit));
                AssertSameVerdict(decoder, json, $"{name} with bit {bit} of byte {i} flipped");
            }

            foreach (byte value in structural)
            {
                json[i] = value;
                AssertSameVerdict(decoder, json, $"{name} with byte {i} = {value}");
            }

            json[i] = before;
        }

        Assert.True(decoder.Decode(json));
    }

    [Fact]
    public void A_hundred_thousand_random_mutations_are_judged_as_another_reader_judges_them()
    {
        const int seed = 20211;
        var random = new Random(seed);
        byte[][] originals = [.. Fixtures.Names.Select(Fixtures.Read).Where(f => f.Length < 2000)];
        var decoder = new FrameDecoder();
        int accepted = 0;
        int valid = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] json = Mutate(random, originals[random.Next(originals.Length)], originals);
            AssertSameVerdict(decoder, json, $"seed {seed}, round {round}");
            accepted += decoder.Frame.Kind == UpdateKind.Bad ? 0 : 1;
            valid += decoder.Frame.IsJson ? 1 : 0;
        }

        // The mutations must reach all three outcomes, or the comparison would say little.
        Assert.InRange(accepted, 1_000, 99_000);
        Assert.InRange(valid - accepted, 1_000, 99_000);
    }

    [Fact]
    public void The_comparison_would_notice_a_reader_that_judges_differently()
    {
        Assert.True(IsJsonElsewhere("{\"a\":1}"u8.ToArray()));
        Assert.False(IsJsonElsewhere("{\"a\":1,}"u8.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData(" { } ")]
    [InlineData("[]")]
    [InlineData("12")]
    [InlineData("-0.5e+10")]
    [InlineData("null")]
    [InlineData("nul")]
    [InlineData("nulL")]
    [InlineData("truex")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[}")]
    [InlineData("{]")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":5.}")]
    [InlineData("{\"a\":5e}")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":--1}")]
    [InlineData("{\"a\":1x}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\q\"}")]
    [InlineData("{\"a\":\"\\u12g4\"}")]
    [InlineData("{\"a\":\"\\uD800\"}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"\u007f\"}")]
    [InlineData("{\"a\":\"tab\there\"}")]
    [InlineData("{\"a\":\"0123456789abcdef0123456789abcdef\"}")]
    [InlineData("{\"a\":/*no*/1}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"a\":1}\0")]
    [InlineData("{\t\"a\"\r\n:\u00a01}")]
    public void A_text_is_judged_as_another_reader_judges_it(string json)
    {
        AssertSameVerdict(new FrameDecoder(), Encoding.UTF8.GetBytes(json), json);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Thirty_two_containers_may_nest_and_no_more(int depth, bool isJson)
    {
        foreach ((string open, string close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            string middle = open == "[" ? "" : "1";
            byte[] json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth)));
            var decoder = new FrameDecoder();
            decoder.Decode(json);
            Assert.Equal(isJson, decoder.Frame.IsJson);
            if (!isJson)
                Assert.Equal(BadReason.TooDeep, decoder.Frame.Bad);
            AssertSameVerdict(decoder, json, $"depth {depth}");
        }
    }

    [Theory]
    [InlineData("[1", ",1", "]")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", ",1", "")]
    [InlineData("[[]", ",[]", "]")]
    [InlineData("{\"\":1", ",\"\":1", "}")]
    public void A_frame_of_the_largest_size_fits_the_tape_and_one_byte_more_is_refused(string first, string repeat, string last)
    {
        int repeats = (Limits.FrameBytesMax - first.Length - last.Length) / repeat.Length;
        string json = first + string.Concat(Enumerable.Repeat(repeat, repeats)) + last;
        var decoder = new FrameDecoder();
        decoder.Decode(Encoding.UTF8.GetBytes(json));
        Assert.Equal(last.Length > 0, decoder.Frame.IsJson);
        decoder.Decode(Encoding.UTF8.GetBytes(json.PadRight(Limits.FrameBytesMax + 1)));
        Assert.Equal(BadReason.TooLong, decoder.Frame.Bad);
    }

    private static byte[] Mutate(Random random, byte[] original, byte[][] others)
    {
        var bytes = new List<byte>(original);
        int edits = random.Next(1, 4);
        for (int edit = 0; edit < edits; edit++)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 12), bytes.Count - at);
            byte[] other = others[random.Next(others.Length)];
            int from = random.Next(other.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + length)]);
                    break;
                case 4:
                    bytes[at] = "{}[]\",:\\0123456789.eE-+ tfn/u"u8[random.Next(29)];
                    break;
                case 5:
                    // A digit for a digit keeps the text JSON and changes what it says.
                    int digit = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
                    if (digit >= 0)
                        bytes[digit] = (byte)('0' + random.Next(10));
                    break;
                default:
                    int letter = bytes.FindIndex(at, b => char.IsAsciiLetter((char)b));
                    if (letter >= 0)
                        bytes[letter] = (byte)('a' + random.Next(26));
                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)random.Next(256));
        }

        return [.. bytes];
    }

    private static void AssertSameVerdict(FrameDecoder decoder, byte[] json, string what)
    {
        bool isAccepted = decoder.Decode(json);
        DecodedFrame frame = decoder.Frame;
        Assert.True(IsJsonElsewhere(json) == frame.IsJson, $"{what}: {frame.Bad} at {frame.BadOffset} of {Encoding.Latin1.GetString(json)}");
        Assert.Equal(isAccepted, frame.Kind != UpdateKind.Bad);
        Assert.Equal(isAccepted, frame.Bad == BadReason.None);
        Assert.InRange(frame.BadOffset, 0, json.Length);
        if (!isAccepted)
            return;
        // What is accepted must also be right.
        using JsonDocument written = JsonDocument.Parse(Fixtures.Describe(decoder, json));
        using JsonDocument message = JsonDocument.Parse(json, SameDepth);
        JsonComparison.AssertWithin(written.RootElement, message.RootElement);
    }

    // The other reader does not look into strings, so their being UTF-8 is asked apart.
    private static bool IsJsonElsewhere(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, SameDepth);
            return Utf8.IsValid(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
