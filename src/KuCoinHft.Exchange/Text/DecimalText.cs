using System.Buffers;
using System.Buffers.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Text;

/// <summary>Scaled integers as the decimal strings that KuCoin sends and takes.</summary>
/// <remarks>
/// Shape: unsigned on the way in, since KuCoin never takes a negative price or size; trailing zeros are cut on the way out, as KuCoin does.
/// Reads by itself instead of by <see cref="Dec"/>: the exchange's book is the oracle of the engine's, and recorded times take 19 digits.
/// </remarks>
internal static class DecimalText
{
    private static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    /// <summary>Reads <paramref name="text"/> as an integer of 10^-<paramref name="decimals"/>.</summary>
    /// <param name="cutsRest">True to cut digits beyond <paramref name="decimals"/> off instead of refusing them.</param>
    /// <returns>False when it is no unsigned number, does not fit a long, or has digits beyond <paramref name="decimals"/> that are not zero.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out long value, bool cutsRest = false)
    {
        value = 0;
        long result = 0;
        int fraction = -1;
        bool any = false;
        foreach (byte b in text)
        {
            if (b == '.')
            {
                if (fraction >= 0)
                    return false;
                fraction = 0;
                continue;
            }

            if (b is (byte)'e' or (byte)'E')
                return TryParseExponent(text, decimals, out value);
            uint digit = (uint)(b - '0');
            if (digit > 9)
                return false;
            any = true;
            if (fraction >= decimals)
            {
                if (digit != 0 && !cutsRest)
                    return false;
                continue;
            }

            if (result > (long.MaxValue - digit) / 10)
                return false;
            result = (result * 10) + digit;
            if (fraction >= 0)
                fraction++;
        }

        int missing = decimals - Math.Max(fraction, 0);
        if (!any || result > long.MaxValue / PowersOfTen.Long(missing))
            return false;
        value = result * PowersOfTen.Long(missing);
        return true;
    }

    /// <summary>Turns what people and JSON numbers give into an integer of 10^-<paramref name="decimals"/>.</summary>
    /// <returns>False when it is negative, too large, or not a multiple of 10^-<paramref name="decimals"/>.</returns>
    public static bool TryScale(decimal number, int decimals, out long value)
    {
        value = 0;
        if (number < 0 || number > long.MaxValue / (decimal)PowersOfTen.Long(decimals))
            return false;
        decimal scaled = number * PowersOfTen.Long(decimals);
        if (scaled != decimal.Truncate(scaled))
            return false;
        value = (long)scaled;
        return true;
    }

    /// <summary>Writes <paramref name="value"/> x 10^-<paramref name="decimals"/> without trailing zeros.</summary>
    public static string Format(long value, int decimals) => Dec.FromUnits(value, decimals).ToString();

    /// <summary>Decimal places without trailing zeros; 0 for text that is not a plain decimal number.</summary>
    public static int Places(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        if (point < 0 || text.IndexOfAnyExcept(DigitsAndPoint) >= 0)
            return 0;
        return text.TrimEnd((byte)'0').Length - point - 1;
    }

    // Clients in some languages print small numbers as 1E-5; KuCoin takes it.
    private static bool TryParseExponent(ReadOnlySpan<byte> text, int decimals, out long value)
    {
        value = 0;
        return Utf8Parser.TryParse(text, out decimal number, out int consumed, 'E') && consumed == text.Length && TryScale(number, decimals, out value);
    }
}
