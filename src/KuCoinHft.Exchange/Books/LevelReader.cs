using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Books;

/// <summary>Reads one row of a book: <c>["price","size"]</c> of a snapshot or <c>["price","size","sequence"]</c> of an increment.</summary>
/// <remarks>
/// Sizes are cut to whole lots: orders older than a symbol's present increment rest with finer sizes (0.00019434546 BCHSV in 2021), and nobody can
/// trade the rest. A price between two ticks is refused, since it could stand before the best.
/// </remarks>
internal static class LevelReader
{
    /// <summary>Reads the row whose start bracket is the current token, up to its end bracket.</summary>
    /// <returns>False when a value is missing or the price is finer than the instrument's.</returns>
    public static bool Read(ref Utf8JsonReader reader, Instrument instrument, out long priceTicks, out long sizeLots, out long sequence)
    {
        (priceTicks, sizeLots, sequence) = (-1, -1, -1);
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            int decimals = i switch { 0 => instrument.PriceDecimals, 1 => instrument.SizeDecimals, _ => 0 };
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || !DecimalText.TryParse(reader.ValueSpan, decimals, out long value, cutsRest: i == 1))
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
