using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Research.Backtest;

/// <summary>A book as text, and the hash by which two books are compared.</summary>
/// <remarks>
/// Text: "bids", one line "price size" a bid from the highest, "asks", one line an ask from the lowest; plain decimals, no trailing zeros.
/// </remarks>
public static class BookText
{
    /// <summary>SHA-256 of the book's text, lower-case hex.</summary>
    public static string Hash(BookBuilder book, Instrument instrument)
    {
        var text = new StringBuilder("bids\n");
        Append(book.Bids, instrument, text);
        text.Append("asks\n");
        Append(book.Asks, instrument, text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A scaled integer as plain decimal text.</summary>
    public static string Decimal(long value, int decimals) => Dec.FromUnits(value, decimals).ToString();

    private static void Append(Ladder ladder, Instrument instrument, StringBuilder text)
    {
        for (int depth = 0; depth < ladder.Count; depth++)
        {
            Level level = ladder[depth];
            text.Append(Decimal(level.PriceTicks, instrument.PriceDecimals)).Append(' ')
                .Append(Decimal(level.SizeLots, instrument.SizeDecimals)).Append('\n');
        }
    }
}
