using System.Buffers;
using System.Runtime.Intrinsics;
using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>The vectorised readers of the fast path against scalar twins: borders, random texts of 0 to 20 characters, and any byte at any place of them.</summary>
public sealed class PlainNumberTests
{
    private const int Rounds = 200_000;

    private static readonly SearchValues<byte> Plain = SearchValues.Create("0123456789."u8);

    private static readonly string[] Borders =
    [
        "", "0", "00", "01", "0.", ".0", ".", "..", "0.0", "0.00", "1.0.0", "10", "-1", "+1", "1e1", "1 ", " 1", "9", "/", ":", "1/", "1:", "1.", "999999999999999", "0.9999999999999",
        "100000000000000", "9999999999999999", "0.99999999999999", "00000000000000", "9223372036854775807", "9223372036854775808", "9223372036799999999", "9223372036800000000",
        "9223372036854775806", "1000000000000000000", "0999999999999999999", "12345678901234567890", "99999999999999999999", "1234567890123456", "12345678901234567", "123456789012345678",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public void A_number_before_a_quote_is_what_the_decimal_reader_makes_of_it(int seed)
    {
        int taken = 0;
        foreach ((string where, byte[] bytes) in Inputs(seed))
        {
            var block = Vector128.Create(bytes, 0);
            int length = bytes.AsSpan(0, 16).IndexOf((byte)'"');
            ReadOnlySpan<byte> text = bytes.AsSpan(0, Math.Max(length, 0));
            bool isPlain = length is > 0 and < 16 && !text.ContainsAnyExcept(Plain);
            bool expected = Dec.Parse(text, out Dec value) == BadReason.None && isPlain;

            var number = default(PlainNumber);
            Assert.True(number.TryReadQuoted(block) == expected, where);
            if (!expected)
                continue;
            int point = text.IndexOf((byte)'.');
            Assert.True(number.Length == length && number.Decimals == (point < 0 ? 0 : length - 1 - point), where);
            Assert.True(Dec.FromUnits(number.Mantissa, number.Decimals) == value, $"{where} became {number.Mantissa}");
            taken++;
        }

        Assert.InRange(taken, Rounds / 10, Rounds * 9 / 10);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20261122)]
    public void Digits_are_what_the_integer_reader_makes_of_them(int seed)
    {
        int taken = 0;
        foreach ((string where, byte[] bytes) in Inputs(seed))
        {
            int length = bytes.AsSpan(0, 16).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            bool expected = Words.Integer(bytes.AsSpan(0, Math.Max(length, 0)), out long value) == BadReason.None;

            var number = default(PlainNumber);
            Assert.True(number.TryReadDigits(Vector128.Create(bytes, 0)) == expected, where);
            if (!expected)
                continue;
            Assert.True((number.Mantissa, number.Decimals, number.Length) == (value, 0, length), $"{where} became {number.Mantissa}");
            taken++;
        }

        Assert.InRange(taken, Rounds / 10, Rounds * 9 / 10);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20261122)]
    public void A_long_number_is_what_the_integer_reader_makes_of_it(int seed)
    {
        int taken = 0;
        foreach ((string where, byte[] bytes) in Inputs(seed))
        {
            for (int length = 16; length < 20; length++)
            {
                // The last of what a long holds is left to the decoder.
                bool expected = Words.Integer(bytes.AsSpan(0, length), out long value) == BadReason.None && value < long.MaxValue / 100_000_000 * 100_000_000;

                var number = default(PlainNumber);
                bool isRead = number.TryReadLong(Vector128.Create(bytes, 0), BitConverter.ToUInt64(bytes, length - 8), length);
                Assert.True(isRead == expected, $"{where}, {length} of it");
                if (!expected)
                    continue;
                Assert.True((number.Mantissa, number.Decimals, number.Length) == (value, 0, length), $"{where}, {length} of it became {number.Mantissa}");
                taken++;
            }
        }

        Assert.InRange(taken, Rounds / 20, Rounds * 4 * 9 / 10);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20261122)]
    public void The_way_to_a_quote_is_what_a_loop_finds(int seed)
    {
        var random = new Random(seed);
        int[] found = new int[33];
        byte[] bytes = new byte[64 + ByteRing.Slack];
        for (int round = 0; round < Rounds; round++)
        {
            // Letters, a quote somewhere, and in half of the rounds one or two of any byte.
            bytes.AsSpan().Fill((byte)random.Next(0x23, 0x5C));
            int at = random.Next(17);
            bytes[at + random.Next(40)] = (byte)'"';
            for (int others = round % 2 == 0 ? 0 : random.Next(1, 3); others > 0; others--)
                bytes[at + random.Next(40)] = (byte)random.Next(256);
            int expected = WayToQuote(bytes.AsSpan(at));

            int length = new PlainText(bytes).ToQuote(at);

            Assert.True(length == expected, $"seed {seed}, round {round}: {length} instead of {expected} in {Convert.ToHexString(bytes, at, 32)}");
            found[length]++;
        }

        Assert.All(found, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void Every_byte_before_a_quote_is_a_letter_or_ends_the_way()
    {
        byte[] bytes = new byte[64 + ByteRing.Slack];
        for (int place = 0; place < 32; place++)
        {
            for (int letter = 0; letter < 256; letter++)
            {
                bytes.AsSpan().Fill((byte)'a');
                bytes[31] = (byte)'"';
                bytes[place] = (byte)letter;
                Assert.True(new PlainText(bytes).ToQuote(0) == WayToQuote(bytes), $"byte {letter} at {place}");
            }
        }
    }

    private static int WayToQuote(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < 32; i++)
        {
            if (bytes[i] == '"')
                return i;
            if (bytes[i] is < (byte)' ' or (byte)'\\' or >= 0x80)
                return 32;
        }

        return 32;
    }

    // 32 bytes each: a text, a quote, and whatever comes behind it.
    private static IEnumerable<(string Where, byte[] Bytes)> Inputs(int seed)
    {
        var random = new Random(seed);
        foreach (string border in Borders)
            yield return (border, Padded(Encoding.ASCII.GetBytes(border), random));
        for (int round = 0; round < Rounds; round++)
        {
            byte[] text = new byte[random.Next(21)];
            for (int i = 0; i < text.Length; i++)
                text[i] = (byte)('0' + (random.Next(4) == 0 ? 0 : random.Next(10)));
            if (text.Length > 0 && random.Next(2) == 0)
                text[random.Next(text.Length)] = (byte)'.';
            if (text.Length > 0 && random.Next(4) == 0)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            yield return ($"seed {seed}, round {round}: {Convert.ToHexString(text)}", Padded(text, random));
        }
    }

    private static byte[] Padded(byte[] text, Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        text.CopyTo(bytes, 0);
        bytes[text.Length] = (byte)'"';
        return bytes;
    }
}
