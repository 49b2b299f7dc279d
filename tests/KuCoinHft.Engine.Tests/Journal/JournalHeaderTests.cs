using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class JournalHeaderTests
{
    [Fact]
    public void What_is_encoded_is_decoded()
    {
        JournalHeader header = Example();
        byte[] bytes = header.Encode();

        Assert.Equal(JournalStatus.Whole, JournalHeader.TryDecode(bytes, out JournalHeader? decoded, out int length));

        Assert.Equal(bytes.Length, length);
        Assert.NotNull(decoded);
        Assert.Equal(header.Instruments, decoded.Instruments);
        Assert.Equal(header.Models.OrderBy(m => m.Key), decoded.Models);
        Assert.Equal(header.Properties, decoded.Properties);
        Assert.Equal(
            (header.Stream, header.Session, header.StartNs, header.Isa, header.Arithmetic, header.ConfigHash, header.FeatureHash, header.Segment, header.SegmentBytes),
            (decoded.Stream, decoded.Session, decoded.StartNs, decoded.Isa, decoded.Arithmetic, decoded.ConfigHash, decoded.FeatureHash, decoded.Segment, decoded.SegmentBytes));
        Assert.Equal(bytes, decoded.Encode());
    }

    [Fact]
    public void The_most_instruments_with_the_longest_symbols_fit()
    {
        Instrument[] instruments =
        [
            .. Enumerable.Range(0, Limits.SymbolsMax).Select(i => Example().Instruments[0] with
            {
                Id = i,
                Symbol = $"{i:d3}".PadRight(Limits.SymbolBytesMax, 'X'),
                BaseCurrency = new string('B', 12),
                QuoteCurrency = new string('Q', 12),
                SizeLotsMin = long.MaxValue,
                FundsQuoteMin = long.MaxValue,
            }),
        ];
        byte[] bytes = (Example() with { Instruments = instruments }).Encode();

        Assert.Equal(JournalStatus.Whole, JournalHeader.TryDecode(bytes, out JournalHeader? decoded, out _));
        Assert.Equal(instruments, decoded!.Instruments);
    }

    [Fact]
    public void It_begins_with_the_magic_version_and_stream()
    {
        Assert.Equal("95ad6b636866742d6a6f75726e616c02a66672616d6573", Convert.ToHexStringLower(Example().Encode().AsSpan(0, 23)));
    }

    [Fact]
    public void The_order_of_the_models_does_not_change_the_bytes()
    {
        JournalHeader header = Example();
        JournalHeader reversed = header with { Models = header.Models.Reverse().ToDictionary() };

        Assert.Equal(header.Encode(), reversed.Encode());
    }

    [Fact]
    public void Another_version_is_named()
    {
        byte[] bytes = Example().Encode();
        bytes[15]++;

        Assert.Equal(JournalStatus.OtherVersion, JournalHeader.TryDecode(bytes, out JournalHeader? header, out _));
        Assert.Null(header);
    }

    [Fact]
    public void Other_bytes_are_not_a_journal()
    {
        Assert.Equal(JournalStatus.NotAJournal, JournalHeader.TryDecode("{\"type\":\"welcome\"}"u8, out _, out _));
        Assert.Equal(JournalStatus.NotAJournal, JournalHeader.TryDecode(new byte[64], out _, out _));
    }

    [Fact]
    public void Every_prefix_is_incomplete_and_every_flip_is_seen()
    {
        byte[] bytes = Example().Encode();
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.Equal(JournalStatus.Incomplete, JournalHeader.TryDecode(bytes.AsSpan(0, i), out _, out _));
            for (int bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                Assert.NotEqual(JournalStatus.Whole, JournalHeader.TryDecode(bytes, out _, out _));
                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void A_header_over_the_limit_is_refused_by_name()
    {
        JournalHeader header = Example() with { Session = new string('x', JournalHeader.BytesMax) };

        Assert.Contains($"{JournalHeader.BytesMax}", Assert.Throws<ArgumentException>(header.Encode).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_with_the_name_of_a_field_is_refused()
    {
        JournalHeader header = Example() with { Properties = new Dictionary<string, string> { ["startNs"] = "1" } };

        Assert.Contains("startNs", Assert.Throws<ArgumentException>(header.Encode).Message, StringComparison.Ordinal);
    }

    private static JournalHeader Example() => new()
    {
        Stream = JournalHeader.FramesStream,
        Session = "paper-2026-01-31",
        StartNs = 1769860800123456789,
        Isa = JournalHeader.MachineIsa,
        Arithmetic = "1.23.0",
        ConfigHash = "c0ffee",
        FeatureHash = "f00d",
        Segment = 4711,
        SegmentBytes = 64L << 20,
        Models = new Dictionary<string, string> { ["momentum"] = "ab12", ["meta"] = "cd34" },
        Properties = new Dictionary<string, string> { ["mode"] = "paper" },
        Instruments =
        [
            new Instrument
            {
                Id = 0, Symbol = "BTC-USDT", BaseCurrency = "BTC", QuoteCurrency = "USDT", PriceDecimals = 1, SizeDecimals = 8,
                IsMarginEnabled = true, SizeLotsMin = 1000, FundsQuoteMin = 10_000_000,
            },
            new Instrument
            {
                Id = 1, Symbol = "ÜX-USDT", BaseCurrency = "ÜX", QuoteCurrency = "USDT", PriceDecimals = 5, SizeDecimals = 2,
                IsMarginEnabled = false, PriceIncrementTicks = 5, SizeIncrementLots = 10,
            },
        ],
    };
}
