using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Decimal numbers in text, as exact integers.</summary>
internal static class ScaledText
{
    /// <summary>Decimal places that the value needs: 1 for <c>0.10</c>, 0 for <c>10</c>.</summary>
    /// <exception cref="FormatException">The text is not a non-negative decimal.</exception>
    public static int Decimals(string text) => Math.Max(Read(text).Scale, 0);

    /// <summary>The value in units of 10^-<paramref name="decimals"/>; what lies below one unit is rounded up, since this reads minima.</summary>
    /// <exception cref="FormatException">The text is not a non-negative decimal, or does not fit a long.</exception>
    public static long Units(string text, int decimals)
    {
        Dec value = Read(text);
        if (value.Truncate(decimals, out long units) != BadReason.None)
            throw new FormatException($"\"{text}\" at {decimals} decimals does not fit 64 bits.");
        return units + (value.Scale > decimals ? 1 : 0);
    }

    private static Dec Read(string text) =>
        Dec.Parse(Encoding.UTF8.GetBytes(text), out Dec value) == BadReason.None && value.Mantissa >= 0
            ? value : throw new FormatException($"\"{text}\" is not a decimal number.");
}
