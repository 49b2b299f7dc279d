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
