using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Books;

/// <summary>Reads one row of a book: <c>["price","size"]</c> of a snapshot or <c>["price","size","sequence"]</c> of an increment.</summary>
internal static class LevelRow
{
    /// <summary>Reads the row whose start bracket is the current token, up to its end bracket.</summary>
    /// <returns>False when a value is missing or does not fit the instrument's increments.</returns>
    public static bool Read(ref Utf8JsonReader reader, Instrument instrument, out long priceTicks, out long sizeLots, out long sequence)
    {
        (priceTicks, sizeLots, sequence) = (-1, -1, -1);
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            int decimals = i switch { 0 => instrument.PriceDecimals, 1 => instrument.SizeDecimals, _ => 0 };
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || !DecimalText.TryParse(reader.ValueSpan, decimals, out long value))
                return false;
            if (i == 0)
                priceTicks = value;
            else if (i == 1)
                sizeLots = value;
            else if (i == 2)
                sequence = value;
        }

        return priceTicks >= 0 && sizeLots >= 0;
    }
}
