using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>A decimal as the sentences of <see cref="Dec"/> define it, read with System.Text.Json's grammar and without any of its code: +-<see cref="Digits"/> x 10^<see cref="Exponent"/>.</summary>
/// <param name="Digits">Without zeros at either end; 0 for zero.</param>
/// <param name="DigitCount">How many digits; 0 for zero.</param>
internal readonly record struct OracleNumber(bool IsNegative, ulong Digits, int DigitCount, long Exponent)
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("0123456789+-.eE"u8);

    public bool IsZero => DigitCount == 0;

    public bool IsBelowZero => IsNegative && !IsZero;

    /// <summary>The one form in which a decimal is kept.</summary>
    public (long Mantissa, int Scale) Form
    {
        get
        {
            if (IsZero)
                return (0, 0);
            long digits = IsNegative ? -(long)Digits : (long)Digits;
            return Exponent >= 0 && DigitCount + Exponent <= 18 ? ((long)(digits * Power((int)Exponent)), 0) : (digits, (int)-Exponent);
        }
    }

    /// <summary>Reads <paramref name="text"/>: None, Number for what is no JSON number, NumberTooLong for more than 18 digits or the last one further than 64 places from the point.</summary>
    public static BadReason Read(ReadOnlySpan<byte> text, out OracleNumber value)
    {
        value = default;
        if (!IsJsonNumber(text))
            return BadReason.Number;
        bool isNegative = text[0] == '-';
        int e = text.IndexOfAny((byte)'e', (byte)'E');
        long exponent = e < 0 ? 0 : ExponentOf(text[(e + 1)..]);
        ReadOnlySpan<byte> plain = text[(isNegative ? 1 : 0)..(e < 0 ? text.Length : e)];
        int point = plain.IndexOf((byte)'.');
        // The digits in a row, then without the zeros at either end.
        byte[] digits = point < 0 ? plain.ToArray() : [.. plain[..point], .. plain[(point + 1)..]];
        exponent -= point < 0 ? 0 : plain.Length - point - 1;
        ReadOnlySpan<byte> significant = digits.AsSpan().TrimStart((byte)'0');
        exponent += significant.Length;
        significant = significant.TrimEnd((byte)'0');
        exponent -= significant.Length;
        if (significant.IsEmpty)
            return BadReason.None;
        if (significant.Length > 18 || Math.Abs(exponent) > 64)
            return BadReason.NumberTooLong;
        value = new OracleNumber(isNegative, ulong.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture), significant.Length, exponent);
        return BadReason.None;
    }

    /// <summary>As <see cref="Read"/>, but of too many digits those of the fraction beyond the eighteenth of the text are cut.</summary>
    public static BadReason ReadSum(ReadOnlySpan<byte> text, out OracleNumber value)
    {
        BadReason bad = Read(text, out value);
        int point = text.IndexOf((byte)'.');
        bool isPlain = text.IndexOfAny((byte)'e', (byte)'E') < 0;
        return bad == BadReason.NumberTooLong && isPlain && point is >= 0 and < 18 ? Read(text[..19], out value) : bad;
    }

    /// <summary>A whole number that is not negative, without leading zeros, that fits a long.</summary>
    public static BadReason ReadInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (text[0] == '0' && text.Length > 1))
            return BadReason.Number;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) ? BadReason.None : BadReason.NumberTooLong;
    }

    /// <summary>This value in units of 10^-<paramref name="decimals"/>, exactly.</summary>
    public BadReason ToUnits(int decimals, out long units)
    {
        units = 0;
        if (!IsZero && Exponent + decimals < 0)
            return BadReason.OffIncrement;
        return Truncate(decimals, out units);
    }

    /// <summary>This value in units of 10^-<paramref name="decimals"/>, without what is finer.</summary>
    public BadReason Truncate(int decimals, out long units)
    {
        units = 0;
        long shift = Exponent + decimals;
        if (IsZero || shift < -18)
            return BadReason.None;
        // 10^19 times anything is more than a long holds.
        if (shift > 18)
            return BadReason.NumberTooLong;
        Int128 magnitude = shift >= 0 ? (Int128)Digits * Power((int)shift) : Digits / Power((int)-shift);
        Int128 signed = IsNegative ? -magnitude : magnitude;
        if (signed < long.MinValue || signed > long.MaxValue)
            return BadReason.NumberTooLong;
        units = (long)signed;
        return BadReason.None;
    }

    private static bool IsJsonNumber(ReadOnlySpan<byte> text)
    {
        // Most of what is no number is told by its letters, without the cost of an exception.
        if (text.IsEmpty || text.ContainsAnyExcept(Letters))
            return false;
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length == text.Length && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long ExponentOf(ReadOnlySpan<byte> text)
    {
        bool isNegative = text[0] == '-';
        ReadOnlySpan<byte> digits = text.TrimStart("+-"u8).TrimStart((byte)'0');
        // A frame's digits are at most 256 Ki, so that no mantissa makes up for an exponent of a billion.
        long magnitude = digits.Length > 9 ? 1_000_000_000 : digits.IsEmpty ? 0 : long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return isNegative ? -magnitude : magnitude;
    }

    private static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }
}
