using System.Buffers.Text;
using System.Text.Json;

namespace KuCoinHft.Bench.Decode;

/// <summary>What a level2 frame says, as far as a book needs it.</summary>
internal readonly record struct Level2Fields(long SequenceStart, long SequenceEnd, int ChangeCount, decimal LastPrice, decimal LastSize, long LastSequence);

/// <summary>The obvious reader of a level2 frame over <see cref="Utf8JsonReader"/>: the baseline.</summary>
internal static class Utf8JsonLevel2
{
    public static Level2Fields Read(ReadOnlySpan<byte> frame)
    {
        long start = 0;
        long end = 0;
        var changes = default(Level2Fields);
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("sequenceStart"u8))
            {
                reader.Read();
                start = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("sequenceEnd"u8))
            {
                reader.Read();
                end = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("asks"u8) || reader.ValueTextEquals("bids"u8))
            {
                reader.Read();
                changes = ReadRows(ref reader, changes);
            }
        }

        return changes with { SequenceStart = start, SequenceEnd = end };
    }

    private static Level2Fields ReadRows(ref Utf8JsonReader reader, Level2Fields changes)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            bool isRow = Utf8Parser.TryParse(reader.ValueSpan, out decimal price, out _);
            reader.Read();
            isRow &= Utf8Parser.TryParse(reader.ValueSpan, out decimal size, out _);
            reader.Read();
            isRow &= Utf8Parser.TryParse(reader.ValueSpan, out long sequence, out _);
            if (!isRow || !reader.Read())
                throw new FormatException("A row of changes is not [\"price\",\"size\",\"sequence\"].");
            changes = new Level2Fields(0, 0, changes.ChangeCount + 1, price, size, sequence);
        }

        return changes;
    }
}
