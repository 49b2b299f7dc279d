using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>An exact decimal: <see cref="Mantissa"/> x 10^-<see cref="Scale"/>.</summary>
/// <remarks>
/// Shape: one form for every value, so that equal values have equal fields. Zero has scale 0; a positive scale comes with a mantissa that does not end in 0;
/// a negative scale occurs only where the digits written out would exceed <see cref="DigitsMax"/>.
/// </remarks>
public readonly record struct Dec(long Mantissa, int Scale)
{
    /// <summary>Significant digits that <see cref="Parse"/> keeps; one more is refused rather than rounded.</summary>
    public const int DigitsMax = 18;

    /// <summary>Largest distance of the last significant digit from the point, either way.</summary>
    public const int ScaleMax = 64;

    /// <summary>Bytes that <see cref="Write"/> may need: sign, leading zero, point and digits.</summary>
    public const int TextBytesMax = ScaleMax + DigitsMax + 3;

    /// <summary>The decimal of <paramref name="units"/> x 10^-<paramref name="decimals"/>, whatever the long holds: also one of 19 digits.</summary>
    public static Dec FromUnits(long units, int decimals)
    {
        if (units == 0)
            return default;
        while (decimals > 0 && units % 10 == 0)
        {
            units /= 10;
            decimals--;
        }

        return new Dec(units, decimals);
    }

    /// <summary>Reads a decimal in JSON's number grammar.</summary>
    /// <returns>None, Number when <paramref name="text"/> is no such number, or NumberTooLong when it does not fit.</returns>
    public static BadReason Parse(ReadOnlySpan<byte> text, out Dec value)
    {
        value = default;
        int first = text.Length > 0 && text[0] == '-' ? 1 : 0;
        // Nearly every price and size of KuCoin is shorter than this, and then no digit can overflow the mantissa.
        if (text.Length > DigitsMax || text.Length == first)
            return RareDecimal.Parse(text, out value);
        long mantissa = 0;
        int point = -1;
        for (int i = first; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (text[i] == '.' && point < 0)
                point = i;
            else
                return RareDecimal.Parse(text, out value);
        }

        int integerEnd = point < 0 ? text.Length : point;
        if (integerEnd == first || point == text.Length - 1 || (text[first] == '0' && integerEnd > first + 1))
            return BadReason.Number;
        value = FromUnits(first == 0 ? mantissa : -mantissa, point < 0 ? 0 : text.Length - 1 - point);
        return BadReason.None;
    }

    /// <summary>As <see cref="Parse"/>, but digits of a fraction beyond <see cref="DigitsMax"/> are cut; for sums, which may have more.</summary>
    public static BadReason ParseCut(ReadOnlySpan<byte> text, out Dec value)
    {
        BadReason bad = Parse(text, out value);
        if (bad != BadReason.NumberTooLong)
            return bad;
        int point = text.IndexOf((byte)'.');
        bool isCuttable = point >= 0 && point < DigitsMax && text.IndexOfAny((byte)'e', (byte)'E') < 0;
        return isCuttable ? Parse(text[..(DigitsMax + 1)], out value) : bad;
    }

    /// <summary>This value in units of 10^-<paramref name="decimals"/>, exactly.</summary>
    /// <returns>None, OffIncrement when the value is finer than that, or NumberTooLong when the units exceed a long.</returns>
    public BadReason ToUnits(int decimals, out long units)
    {
        units = 0;
        int shift = decimals - Scale;
        if (Mantissa == 0)
            return BadReason.None;
        // The mantissa does not end in 0 when the scale is positive, so a digit would be lost.
        if (shift < 0)
            return BadReason.OffIncrement;
        return ScaleUp(shift, out units);
    }

    /// <summary>This value in units of 10^-<paramref name="decimals"/>, rounded towards zero.</summary>
    /// <returns>None, or NumberTooLong when the units exceed a long.</returns>
    public BadReason Truncate(int decimals, out long units)
    {
        int shift = decimals - Scale;
        if (shift >= 0 && Mantissa != 0)
            return ScaleUp(shift, out units);
        units = Mantissa == 0 || -shift > PowersOfTen.ExponentMax ? 0 : Mantissa / PowersOfTen.Long(-shift);
        return BadReason.None;
    }

    /// <summary>Writes plain decimal text: no exponent, no trailing zero of a fraction.</summary>
    /// <param name="destination">At least <see cref="TextBytesMax"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        int length = 0;
        if (Mantissa < 0)
            destination[length++] = (byte)'-';
        Span<byte> digits = stackalloc byte[DigitsMax + 1];
        // The magnitude of the smallest long fits an unsigned one only.
        ulong magnitude = Mantissa < 0 ? 0 - (ulong)Mantissa : (ulong)Mantissa;
        magnitude.TryFormat(digits, out int count, default, null);
        int integerDigits = count - Scale;
        if (integerDigits <= 0)
            destination[length++] = (byte)'0';
        for (int i = 0; i < integerDigits; i++)
            destination[length++] = i < count ? digits[i] : (byte)'0';
        if (Scale <= 0)
            return length;
        destination[length++] = (byte)'.';
        for (int i = integerDigits; i < count; i++)
            destination[length++] = i < 0 ? (byte)'0' : digits[i];
        return length;
    }

    /// <summary>Plain decimal text, for people and tests.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextBytesMax];
        return System.Text.Encoding.ASCII.GetString(text[..Write(text)]);
    }

    private BadReason ScaleUp(int shift, out long units)
    {
        units = 0;
        if (shift > PowersOfTen.ExponentMax)
            return BadReason.NumberTooLong;
        long high = Math.BigMul(Mantissa, PowersOfTen.Long(shift), out long low);
        // The product fits a long when the upper half only repeats the sign.
        if (high != low >> 63)
            return BadReason.NumberTooLong;
        units = low;
        return BadReason.None;
    }
}
