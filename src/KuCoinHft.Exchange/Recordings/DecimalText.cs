using System.Buffers;
using System.Buffers.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>Decimal numbers as text and as integers of a power of ten.</summary>
internal static class DecimalText
{
    private static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    /// <summary>The value in units of 10^-<paramref name="decimals"/>; false where it is not plain decimal text, is finer, or does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out long value)
    {
        value = 0;
        int places = -1;
        bool any = false;
        foreach (byte c in text)
        {
            if (c == '.' && places < 0)
            {
                places = 0;
                continue;
            }

            int digit = c - '0';
            if ((uint)digit > 9)
                return false;
            any = true;
            if (places >= decimals)
            {
                if (digit != 0)
                    return false;
                continue;
            }

            if (places >= 0)
                places++;
            if (value > (long.MaxValue - digit) / 10)
                return false;
            value = (value * 10) + digit;
        }

        for (places = Math.Max(places, 0); places < decimals; places++)
        {
            if (value > long.MaxValue / 10)
                return false;
            value *= 10;
        }

        return any;
    }

    /// <summary>Decimal places without trailing zeros; 0 for text that is not a plain decimal number.</summary>
    public static int Places(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        if (point < 0 || text.IndexOfAnyExcept(DigitsAndPoint) >= 0)
            return 0;
        return text.TrimEnd((byte)'0').Length - point - 1;
    }

    /// <summary>Writes <paramref name="value"/> x 10^-<paramref name="decimals"/> the way KuCoin does: no trailing zeros, no exponent.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, long value, int decimals)
    {
        while (decimals > 0 && value % 10 == 0)
        {
            value /= 10;
            decimals--;
        }

        if (decimals == 0)
        {
            Utf8Formatter.TryFormat(value, destination, out int whole);
            return whole;
        }

        // At least one digit before the point: 0.05 is 5 with two places, so it is padded to 005.
        Utf8Formatter.TryFormat(value, destination, out int length, new StandardFormat('D', (byte)(decimals + 1)));
        destination[(length - decimals)..length].CopyTo(destination[(length - decimals + 1)..]);
        destination[length - decimals] = (byte)'.';
        return length + 1;
    }
}
