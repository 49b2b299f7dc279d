using System.Numerics;
using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>Decimals of any length and exponent against big integers, which have neither limit.</summary>
public sealed class DecPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(18)]
    [InlineData(20261122)]
    public void Random_texts_are_what_big_integers_make_of_them_or_are_refused_for_their_length(int seed)
    {
        var random = new Random(seed);
        var reasons = new Dictionary<BadReason, int>();
        for (int round = 0; round < 20_000; round++)
        {
            string text = RandomText(random);
            (BigInteger mantissa, BigInteger exponent) = JsonComparison.Exact(text)!.Value;
            string where = $"seed {seed}, round {round}: {text}";
            int digits = BigInteger.Abs(mantissa).ToString().Length;
            bool fits = mantissa.IsZero || (digits <= Dec.DigitsMax && BigInteger.Abs(exponent) <= Dec.ScaleMax);
            BadReason parsed = Dec.Parse(Encoding.ASCII.GetBytes(text), out Dec value);
            Assert.True(parsed == (fits ? BadReason.None : BadReason.NumberTooLong), $"{where} gave {parsed}");
            reasons[parsed] = reasons.GetValueOrDefault(parsed) + 1;
            if (!fits)
            {
                Assert.Equal(default, value);
                continue;
            }

            // One form: no zero at the end of a fraction, digits written out while 18 of them suffice.
            bool isWritten = exponent >= 0 && digits + exponent <= Dec.DigitsMax;
            Dec expected = mantissa.IsZero ? default : isWritten ? new Dec((long)(mantissa * BigInteger.Pow(10, (int)exponent)), 0) : new Dec((long)mantissa, (int)-exponent);
            Assert.True(expected == value, $"{where} became {value.Mantissa} with scale {value.Scale}");
            Assert.True(JsonComparison.Exact(value.ToString()) == (mantissa, exponent), $"{where} is written as {value}");
            AssertUnits(mantissa, (int)exponent, value, random.Next(19), where);
        }

        Assert.InRange(reasons[BadReason.None], 4_000, 18_000);
        Assert.InRange(reasons[BadReason.NumberTooLong], 2_000, 16_000);
    }

    private static void AssertUnits(BigInteger mantissa, int exponent, Dec value, int decimals, string where)
    {
        int shift = exponent + decimals;
        BigInteger power = BigInteger.Pow(10, Math.Abs(shift));
        BigInteger units = shift >= 0 ? mantissa * power : mantissa / power;
        bool fits = units >= long.MinValue && units <= long.MaxValue;
        BadReason cut = fits ? BadReason.None : BadReason.NumberTooLong;
        BadReason exact = shift < 0 && !mantissa.IsZero ? BadReason.OffIncrement : cut;
        Assert.True(value.Truncate(decimals, out long truncated) == cut && (!fits || truncated == units), $"{where} cut to {decimals} decimals is {truncated}");
        Assert.True(value.ToUnits(decimals, out long whole) == exact && whole == (exact == BadReason.None ? (long)units : 0), $"{where} in {decimals} decimals is {whole}");
    }

    // Up to 40 digits, many of them zeros, the point anywhere, an exponent of up to 99 either way.
    private static string RandomText(Random random)
    {
        var digits = new StringBuilder();
        for (int i = random.Next(1, random.Next(4) == 0 ? 41 : 20); i > 0; i--)
            digits.Append(random.Next(3) == 0 ? '0' : (char)('0' + random.Next(10)));
        int point = random.Next(digits.Length + 1);
        string integer = digits.ToString(0, point).TrimStart('0');
        string fraction = digits.ToString(point, digits.Length - point);
        string text = (random.Next(4) == 0 ? "-" : "") + (integer.Length == 0 ? "0" : integer) + (fraction.Length == 0 ? "" : "." + fraction);
        return random.Next(3) == 0 ? $"{text}{"eE"[random.Next(2)]}{new[] { "", "+", "-" }[random.Next(3)]}{random.Next(random.Next(2) == 0 ? 20 : 100)}" : text;
    }
}
