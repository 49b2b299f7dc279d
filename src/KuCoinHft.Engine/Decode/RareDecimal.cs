using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>The rare forms of decimal text: exponents, many zeros, too many digits, and what is no number.</summary>
/// <remarks>Apart from <see cref="Dec.Parse"/>, so that the loop over ordinary prices stays small.</remarks>
internal static class RareDecimal
{
    // Larger exponents are out of range whatever the mantissa, so counting stops here instead of overflowing.
    private const int ExponentStop = 1 << 20;

    /// <inheritdoc cref="Dec.Parse"/>
    public static BadReason Parse(ReadOnlySpan<byte> text, out Dec value)
    {
        value = default;
        int i = text.Length > 0 && text[0] == '-' ? 1 : 0;
        int first = i;
        var digits = new Digits();
        while (i < text.Length && char.IsAsciiDigit((char)text[i]))
            digits.Add(text[i++] - '0');
        if (i == first || (text[first] == '0' && i > first + 1))
            return BadReason.Number;
        int scale = 0;
        if (i < text.Length && text[i] == '.')
        {
            int point = i++;
            while (i < text.Length && char.IsAsciiDigit((char)text[i]))
                digits.Add(text[i++] - '0');
            scale = i - point - 1;
            if (scale == 0)
                return BadReason.Number;
        }

        if (!TryExponent(text[i..], out int exponent))
            return BadReason.Number;
        if (digits.IsTooLong)
            return BadReason.NumberTooLong;
        return Normalise(digits, scale - digits.ZerosPending - exponent, first == 1, out value);
    }

    private static BadReason Normalise(Digits digits, int scale, bool isNegative, out Dec value)
    {
        value = default;
        if (digits.Mantissa == 0)
            return BadReason.None;
        if (scale is < -Dec.ScaleMax or > Dec.ScaleMax)
            return BadReason.NumberTooLong;
        long mantissa = digits.Mantissa;
        if (scale < 0 && digits.Significant - scale <= Dec.DigitsMax)
        {
            mantissa *= PowersOfTen.Long(-scale);
            scale = 0;
        }

        value = new Dec(isNegative ? -mantissa : mantissa, scale);
        return BadReason.None;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.Length == 0)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        int i = text.Length > 1 && text[1] is ((byte)'+' or (byte)'-') ? 2 : 1;
        if (i == text.Length)
            return false;
        bool isNegative = text[1] == '-';
        for (; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit((char)text[i]))
                return false;
            exponent = Math.Min((exponent * 10) + (text[i] - '0'), ExponentStop);
        }

        if (isNegative)
            exponent = -exponent;
        return true;
    }

    // Zeros wait until a digit follows them: those at either end cost no place in the mantissa.
    private struct Digits
    {
        public long Mantissa;
        public int Significant;
        public int ZerosPending;
        public bool IsTooLong;

        public void Add(int digit)
        {
            if (digit == 0)
            {
                if (Mantissa != 0)
                    ZerosPending++;
                return;
            }

            Significant += ZerosPending + 1;
            if (Significant > Dec.DigitsMax)
            {
                IsTooLong = true;
                return;
            }

            Mantissa = (Mantissa * PowersOfTen.Long(ZerosPending + 1)) + digit;
            ZerosPending = 0;
        }
    }
}
