namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Decimal numbers in text, as exact integers.</summary>
internal static class ScaledText
{
    /// <summary>Decimal places that the value needs: 1 for <c>0.10</c>, 0 for <c>10</c>.</summary>
    public static int Decimals(string text)
    {
        int point = text.IndexOf('.');
        return point < 0 ? 0 : text.AsSpan(point + 1).TrimEnd('0').Length;
    }

    /// <summary>The value in units of 10^-<paramref name="decimals"/>; what lies below one unit is rounded up, since this reads minima.</summary>
    /// <exception cref="FormatException">The text is not a plain non-negative decimal, or does not fit a long.</exception>
    public static long Units(string text, int decimals)
    {
        Int128 units = 0;
        int point = text.IndexOf('.');
        int whole = point < 0 ? text.Length : point;
        if (whole == 0 || text.Length > 40)
            throw new FormatException($"\"{text}\" is not a decimal number.");
        bool isAbove = false;
        for (int i = 0; i < Math.Max(text.Length, whole + 1 + decimals); i++)
        {
            if (i == whole)
                continue;
            char digit = i < text.Length ? text[i] : '0';
            if (!char.IsAsciiDigit(digit))
                throw new FormatException($"\"{text}\" is not a decimal number.");
            if (i - whole <= decimals)
                units = (units * 10) + (digit - '0');
            else
                isAbove |= digit != '0';
            if (units >= long.MaxValue)
                throw new FormatException($"\"{text}\" at {decimals} decimals does not fit 64 bits.");
        }

        return (long)units + (isAbove ? 1 : 0);
    }
}
