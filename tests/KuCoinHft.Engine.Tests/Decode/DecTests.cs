using System.Globalization;
using System.Numerics;
using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class DecTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("-0", 0, 0)]
    [InlineData("0.000", 0, 0)]
    [InlineData("1", 1, 0)]
    [InlineData("-1.50", -15, 1)]
    [InlineData("100", 100, 0)]
    [InlineData("84271.2", 842712, 1)]
    [InlineData("0.000524317722840800000", 5243177228408, 16)]
    [InlineData("0.000000000000000000000000000001", 1, 30)]
    [InlineData("999999999999999999", 999999999999999999, 0)]
    [InlineData("0.999999999999999999", 999999999999999999, 18)]
    [InlineData("12345678.1234567890", 12345678123456789, 9)]
    [InlineData("1e3", 1000, 0)]
    [InlineData("1.5E-8", 15, 9)]
    [InlineData("0E-10", 0, 0)]
    [InlineData("0e999999999999", 0, 0)]
    [InlineData("25e+1", 250, 0)]
    [InlineData("1000000000000000000000", 1, -21)]
    [InlineData("1e17", 100000000000000000, 0)]
    [InlineData("1e18", 1, -18)]
    public void A_decimal_is_read_exactly_and_in_one_form(string text, long mantissa, int scale)
    {
        Assert.Equal(BadReason.None, Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value));
        Assert.Equal(new Dec(mantissa, scale), value);
    }

    [Theory]
    [InlineData("1234567890.12345678999", 123456789012345678, 8)]
    [InlineData("0.0000000000000000123900000001234567890", 1, 17)]
    [InlineData("1.5", 15, 1)]
    public void A_sum_too_long_for_a_mantissa_is_cut_in_its_fraction(string text, long mantissa, int scale)
    {
        Assert.Equal(BadReason.None, Dec.ParseCut(Encoding.ASCII.GetBytes(text), out Dec value));
        Assert.Equal(new Dec(mantissa, scale), value);
    }

    [Theory]
    [InlineData("1234567890123456789", BadReason.NumberTooLong)]
    [InlineData("1234567890123456789.5", BadReason.NumberTooLong)]
    [InlineData("123456789012345678.95", BadReason.NumberTooLong)]
    [InlineData("1.2345678901234567891e5", BadReason.NumberTooLong)]
    [InlineData("1.23456789012345678901x", BadReason.Number)]
    public void A_sum_is_never_cut_where_that_would_change_its_size(string text, BadReason reason)
    {
        Assert.Equal(reason, Dec.ParseCut(Encoding.ASCII.GetBytes(text), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-.5")]
    [InlineData("01")]
    [InlineData("-00")]
    [InlineData("00.5")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("123456789012345678901234567890x")]
    [InlineData("12345678901234567890.")]
    public void What_is_no_JSON_number_is_refused(string text)
    {
        Assert.Equal(BadReason.Number, Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value));
        Assert.Equal(default, value);
    }

    [Theory]
    [InlineData("1234567890123456789")]
    [InlineData("0.1234567890123456789")]
    [InlineData("1.000000000000000001000000000000000001")]
    [InlineData("1e65")]
    [InlineData("1e-65")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    public void What_does_not_fit_is_refused_not_rounded(string text)
    {
        Assert.Equal(BadReason.NumberTooLong, Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value));
        Assert.Equal(default, value);
    }

    [Fact]
    public void Random_decimals_equal_System_Decimal_and_print_back()
    {
        const int seed = 77;
        var random = new Random(seed);
        for (int round = 0; round < 200_000; round++)
        {
            // Up to 18 digits and a point anywhere; System.Decimal holds 28 exactly.
            string text = RandomText(random);
            decimal expected = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.True(Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value) == BadReason.None, $"seed {seed}, round {round}: {text}");
            Assert.True(expected == decimal.Parse(value.ToString(), CultureInfo.InvariantCulture), $"seed {seed}, round {round}: {text} became {value}");
            Assert.True(value.Scale <= 0 || value.Mantissa % 10 != 0, $"seed {seed}, round {round}: {text} ends in 0");
            Assert.Equal(BadReason.None, Dec.Parse(Encoding.ASCII.GetBytes(value.ToString()), out Dec again));
            Assert.Equal(value, again);
        }
    }

    [Fact]
    public void Random_bytes_are_numbers_exactly_when_the_grammar_says_so()
    {
        const int seed = 78;
        var random = new Random(seed);
        var grammar = new System.Text.RegularExpressions.Regex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z");
        int numbers = 0;
        for (int round = 0; round < 200_000; round++)
        {
            char[] chars = new char[random.Next(1, 24)];
            for (int i = 0; i < chars.Length; i++)
                chars[i] = "0123456789012345678901234567890..eE+- x"[random.Next(39)];
            string text = new(chars);
            BadReason reason = Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value);
            Assert.True(grammar.IsMatch(text) == (reason != BadReason.Number), $"seed {seed}, round {round}: {text} gave {reason}");
            if (reason != BadReason.None)
                continue;
            numbers++;
            Assert.True(JsonComparison.Exact(text) == JsonComparison.Exact(value.ToString()), $"seed {seed}, round {round}: {text} became {value}");
        }

        Assert.InRange(numbers, 1_000, 199_000);
    }

    [Theory]
    [InlineData("84271.2", 1, BadReason.None, 842712)]
    [InlineData("84271.20", 1, BadReason.None, 842712)]
    [InlineData("84271", 4, BadReason.None, 842710000)]
    [InlineData("84271.25", 1, BadReason.OffIncrement, 0)]
    [InlineData("0.00000001", 8, BadReason.None, 1)]
    [InlineData("0.000000001", 8, BadReason.OffIncrement, 0)]
    [InlineData("0", 0, BadReason.None, 0)]
    [InlineData("92233720368.54775807", 8, BadReason.NumberTooLong, 0)]
    [InlineData("92233720368.5477580", 8, BadReason.None, 9223372036854775800)]
    [InlineData("-92233720368.547758", 8, BadReason.None, -9223372036854775800)]
    [InlineData("92233720369", 8, BadReason.NumberTooLong, 0)]
    [InlineData("-92233720369", 8, BadReason.NumberTooLong, 0)]
    [InlineData("1e20", 8, BadReason.NumberTooLong, 0)]
    [InlineData("1e18", 0, BadReason.None, 1000000000000000000)]
    public void Units_are_exact_or_refused(string text, int decimals, BadReason reason, long units)
    {
        BadReason parsed = Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value);
        long actual = 0;
        Assert.Equal(reason, parsed == BadReason.None ? value.ToUnits(decimals, out actual) : parsed);
        Assert.Equal(units, actual);
    }

    [Theory]
    [InlineData("21.133773386762", 2113377338)]
    [InlineData("-21.133773386762", -2113377338)]
    [InlineData("0.000000009", 0)]
    [InlineData("1e-40", 0)]
    [InlineData("5", 500000000)]
    public void Balances_are_rounded_towards_zero(string text, long e8)
    {
        Assert.Equal(BadReason.None, Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value));
        Assert.Equal(BadReason.None, value.Truncate(8, out long units));
        Assert.Equal(e8, units);
        Assert.Equal(BadReason.NumberTooLong, new Dec(1, -20).Truncate(8, out _));
    }

    [Fact]
    public void Random_units_equal_those_of_big_integers()
    {
        const int seed = 79;
        var random = new Random(seed);
        for (int round = 0; round < 100_000; round++)
        {
            Dec.Parse(Encoding.ASCII.GetBytes(RandomText(random)), out Dec value);
            int decimals = random.Next(0, 19);
            int shift = decimals - value.Scale;
            BigInteger scaled = shift >= 0 ? value.Mantissa * BigInteger.Pow(10, shift) : value.Mantissa / BigInteger.Pow(10, -shift);
            bool fits = scaled >= long.MinValue && scaled <= long.MaxValue;
            Assert.Equal(fits ? BadReason.None : BadReason.NumberTooLong, value.Truncate(decimals, out long truncated));
            Assert.Equal(fits ? (long)scaled : 0, truncated);
            BadReason expected = value.Mantissa != 0 && shift < 0 ? BadReason.OffIncrement : fits ? BadReason.None : BadReason.NumberTooLong;
            Assert.Equal(expected, value.ToUnits(decimals, out long units));
            Assert.Equal(expected == BadReason.None ? (long)scaled : 0, units);
        }
    }

    [Theory]
    [InlineData(0, 8, "0")]
    [InlineData(1, 8, "0.00000001")]
    [InlineData(-150, 2, "-1.5")]
    [InlineData(100, 2, "1")]
    [InlineData(1200, 0, "1200")]
    [InlineData(1_000_000_000, 8, "10")]
    [InlineData(6_183_763_000_000, 8, "61837.63")]
    [InlineData(1, 18, "0.000000000000000001")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    [InlineData(long.MaxValue, 18, "9.223372036854775807")]
    [InlineData(long.MaxValue, 8, "92233720368.54775807")]
    [InlineData(long.MinValue, 8, "-92233720368.54775808")]
    public void Units_are_written_in_plain_notation_without_trailing_zeros(long units, int decimals, string text) =>
        Assert.Equal(text, Dec.FromUnits(units, decimals).ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_units_are_written_as_the_runtime_writes_them(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            long units = random.NextInt64() >> random.Next(63);
            int decimals = random.Next(19);
            decimal expected = new decimal(units) * new decimal(1, 0, 0, false, (byte)decimals);
            Assert.Equal(expected.ToString("0.##################", CultureInfo.InvariantCulture), Dec.FromUnits(units, decimals).ToString());
        }
    }

    private static string RandomText(Random random)
    {
        string digits = random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 19))).ToString(CultureInfo.InvariantCulture);
        if (random.Next(4) == 0)
            digits = digits[..random.Next(1, digits.Length + 1)].PadRight(digits.Length, '0');
        int point = random.Next(0, 10);
        string text = digits;
        if (point > 0)
            text = point < digits.Length ? digits.Insert(digits.Length - point, ".") : "0." + digits.PadLeft(point, '0');
        if (random.Next(3) == 0 && text.Contains('.', StringComparison.Ordinal))
            text += new string('0', random.Next(1, 5));
        if (random.Next(3) == 0)
            text = "-" + text;
        if (random.Next(4) == 0)
            text += (random.Next(2) == 0 ? "e" : "E") + random.Next(-5, 6).ToString("+0;-0;0", CultureInfo.InvariantCulture);
        return text;
    }
}
