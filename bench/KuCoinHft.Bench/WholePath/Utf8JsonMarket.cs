using System.Buffers.Text;
using System.Text.Json;

namespace KuCoinHft.Bench.WholePath;

/// <summary>The obvious reader of the market frames that the engine uses, over <see cref="Utf8JsonReader"/>: every field that <see cref="Engine.Decode.Update"/> has for the kind, as numbers.</summary>
internal static class Utf8JsonMarket
{
    /// <summary>Reads a level2, ticker or match frame.</summary>
    /// <returns>A sum of what was read, so that nothing is left out.</returns>
    public static long Read(ReadOnlySpan<byte> frame)
    {
        long sum = 0;
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("asks"u8) || reader.ValueTextEquals("bids"u8))
                sum += Rows(ref reader);
            else if (reader.ValueTextEquals("sequenceStart"u8) || reader.ValueTextEquals("sequenceEnd"u8))
                sum += Next(ref reader).GetInt64();
            else if (reader.ValueTextEquals("time"u8) || reader.ValueTextEquals("sequence"u8))
                sum += Integer(ref reader);
            else if (IsDecimal(ref reader))
                sum += Decimal(ref reader);
            else if (reader.ValueTextEquals("topic"u8) || reader.ValueTextEquals("symbol"u8) || reader.ValueTextEquals("subject"u8) || reader.ValueTextEquals("side"u8))
                sum += Next(ref reader).ValueSpan.Length;
        }

        return sum;
    }

    private static bool IsDecimal(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("price"u8) || reader.ValueTextEquals("size"u8) || reader.ValueTextEquals("bestAsk"u8) || reader.ValueTextEquals("bestAskSize"u8)
        || reader.ValueTextEquals("bestBid"u8) || reader.ValueTextEquals("bestBidSize"u8);

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ref reader;
    }

    // KuCoin writes some numbers as text and some not.
    private static long Integer(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetInt64()
            : Utf8Parser.TryParse(reader.ValueSpan, out long value, out _) ? value
            : throw new FormatException("A sequence or time is no number.");
    }

    private static long Decimal(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out _) ? value.Scale : throw new FormatException("A price or size is no number.");
    }

    private static long Rows(ref Utf8JsonReader reader)
    {
        long sum = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            sum += Decimal(ref reader) + Decimal(ref reader) + Integer(ref reader);
            reader.Read();
        }

        return sum;
    }
}
