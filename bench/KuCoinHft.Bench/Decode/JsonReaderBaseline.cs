using System.Buffers.Text;
using System.Text.Json;

namespace KuCoinHft.Bench.Decode;

/// <summary>What the reader found, folded into numbers, so that two readers can be compared and neither can skip its work.</summary>
internal record struct MarketFields
{
    public bool IsMessage;

    /// <summary>Bytes of topic, subject and symbol together: found, not copied.</summary>
    public int NameBytes;
    public long Sequences;
    public long Time;
    public decimal Prices;
    public decimal Sizes;
    public int Rows;
}

/// <summary>The obvious reader of level2, ticker and match frames over <see cref="Utf8JsonReader"/>: the baseline.</summary>
/// <remarks>Reads every field that the stage reads, and checks nothing beyond JSON: neither duplicates nor missing fields, increments or sequences.</remarks>
internal static class JsonReaderBaseline
{
    public static MarketFields Read(ReadOnlySpan<byte> frame)
    {
        var fields = default(MarketFields);
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                ReadField(ref reader, ref fields);
        }

        return fields;
    }

    private static void ReadField(ref Utf8JsonReader reader, ref MarketFields fields)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            fields.IsMessage |= reader.ValueTextEquals("message"u8);
        }
        else if (reader.ValueTextEquals("topic"u8) || reader.ValueTextEquals("subject"u8) || reader.ValueTextEquals("symbol"u8) || reader.ValueTextEquals("side"u8))
        {
            reader.Read();
            fields.NameBytes += reader.ValueSpan.Length;
        }
        else if (reader.ValueTextEquals("asks"u8) || reader.ValueTextEquals("bids"u8))
        {
            reader.Read();
            ReadRows(ref reader, ref fields);
        }
        else if (reader.ValueTextEquals("sequenceStart"u8) || reader.ValueTextEquals("sequenceEnd"u8) || reader.ValueTextEquals("sequence"u8))
        {
            fields.Sequences += ReadLong(ref reader);
        }
        else if (reader.ValueTextEquals("time"u8))
        {
            fields.Time = ReadLong(ref reader);
        }
        else if (reader.ValueTextEquals("price"u8) || reader.ValueTextEquals("bestAsk"u8) || reader.ValueTextEquals("bestBid"u8))
        {
            fields.Prices += ReadDecimal(ref reader);
        }
        else if (reader.ValueTextEquals("size"u8) || reader.ValueTextEquals("bestAskSize"u8) || reader.ValueTextEquals("bestBidSize"u8))
        {
            fields.Sizes += ReadDecimal(ref reader);
        }
    }

    private static void ReadRows(ref Utf8JsonReader reader, ref MarketFields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            fields.Prices += ReadDecimal(ref reader);
            fields.Sizes += ReadDecimal(ref reader);
            fields.Sequences += ReadLong(ref reader);
            fields.Rows++;
            reader.Read();
        }
    }

    private static long ReadLong(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Utf8Parser.TryParse(reader.ValueSpan, out long value, out _) ? value : throw new FormatException("A sequence or time is a whole number.");
    }

    private static decimal ReadDecimal(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out _) ? value : throw new FormatException("A price or size is a decimal.");
    }
}
