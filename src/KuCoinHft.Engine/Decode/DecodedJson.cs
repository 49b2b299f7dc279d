using System.Buffers;
using System.Numerics;
using System.Text.Json;

namespace KuCoinHft.Engine.Decode;

/// <summary>Writes a decoded frame as one JSON object with KuCoin's own names, for people and for comparison.</summary>
/// <remarks>
/// Cold: allocates. Decimals are strings in plain notation, exact, without trailing zeros; sums as they came; whole numbers are JSON numbers.
/// Only what was read is written.
/// A refusal is <c>{"kind":"bad","reason":"Truncated","offset":17}</c>.
/// </remarks>
public static class DecodedJson
{
    /// <summary>Writes <paramref name="frame"/>.</summary>
    /// <param name="json">The bytes that were decoded.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        using var writer = new Utf8JsonWriter(output);
        Write(writer, json, frame);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, ReadOnlySpan{byte}, DecodedFrame)"/>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(frame);
        writer.WriteStartObject();
        writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(frame.Kind.ToString()));
        if (frame.Kind == UpdateKind.Bad)
        {
            writer.WriteString("reason", frame.Bad.ToString());
            writer.WriteNumber("offset", frame.BadOffset);
        }
        else
        {
            WriteFields(writer, json, frame, MessageShapes.Envelope, frame.EnvelopeSeen);
        }

        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame, ObjectShape shape, ulong seen)
    {
        for (; seen != 0; seen &= seen - 1)
        {
            FieldShape field = shape[BitOperations.TrailingZeroCount(seen)];
            if (field.Type == FieldType.Deferred)
                WriteData(writer, json, frame);
            else
                WriteField(writer, json, frame, field);
        }
    }

    // Data is an object of the kind's fields, or in errors and session messages a text; of an ignored kind it was not read.
    private static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        if (frame.DataShape is not null)
        {
            writer.WriteStartObject("data");
            WriteFields(writer, json, frame, frame.DataShape, frame.DataSeen);
            writer.WriteEndObject();
        }
        else if (frame[Field.Data].IsQuoted)
        {
            writer.WritePropertyName("data");
            WriteText(writer, json, frame[Field.Data]);
        }
    }

    private static void WriteField(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame, FieldShape field)
    {
        writer.WritePropertyName(field.Key);
        WriteValue(writer, json, frame, field);
    }

    private static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame, FieldShape field)
    {
        FieldValue value = frame[field.Field];
        switch (field.Type)
        {
            case FieldType.Integer:
                writer.WriteNumberValue(value.Number);
                break;
            case FieldType.Decimal or FieldType.Amount:
                writer.WriteStringValue(value.Decimal.ToString());
                break;
            case FieldType.Sum:
                writer.WriteStringValue(json.Slice(value.Offset, value.Length));
                break;
            case FieldType.Object:
                writer.WriteStartObject();
                WriteFields(writer, json, frame, field.Inner!, (ulong)value.Number);
                writer.WriteEndObject();
                break;
            case FieldType.Row:
                writer.WriteStartArray();
                for (ulong places = (ulong)value.Number; places != 0; places &= places - 1)
                    WriteValue(writer, json, frame, field.Inner![BitOperations.TrailingZeroCount(places)]);
                writer.WriteEndArray();
                break;
            case FieldType.Changes or FieldType.Levels:
                WriteLevels(writer, frame, field);
                break;
            case FieldType.Flag:
                writer.WriteBooleanValue(value.Number != 0);
                break;
            case FieldType.Texts:
                writer.WriteRawValue(json.Slice(value.Offset, value.Length));
                break;
            case FieldType.Assets or FieldType.IsolatedAssets:
                WriteAssets(writer, json, frame, field.Type == FieldType.IsolatedAssets);
                break;
            case FieldType.Debts:
                WriteDebts(writer, json, frame);
                break;
            default:
                WriteText(writer, json, value);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> json, FieldValue value)
    {
        ReadOnlySpan<byte> text = json.Slice(value.Offset, value.Length);
        // A text that was passed on with its escapes is JSON with its quotes, and so is a number without.
        if (value.HasEscape)
            writer.WriteRawValue(json.Slice(value.Offset - 1, value.Length + 2));
        else if (value.IsQuoted)
            writer.WriteStringValue(text);
        else
            writer.WriteRawValue(text);
    }

    private static void WriteLevels(Utf8JsonWriter writer, DecodedFrame frame, FieldShape field)
    {
        Market.Side side = field.Field == Field.Asks ? Market.Side.Sell : Market.Side.Buy;
        writer.WriteStartArray();
        foreach (LevelRow row in frame.Levels)
        {
            if (row.Side != side)
                continue;
            writer.WriteStartArray();
            writer.WriteStringValue(row.Price.ToString());
            writer.WriteStringValue(row.Size.ToString());
            if (field.Type == FieldType.Changes)
                writer.WriteStringValue(row.Sequence.ToString());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteAssets(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame, bool isIsolated)
    {
        writer.WriteStartObject();
        foreach (MarginCurrency currency in frame.Currencies)
        {
            if (!currency.HasAsset)
                continue;
            writer.WriteStartObject(json.Slice(currency.NameOffset, currency.NameLength));
            writer.WriteString("total", currency.Total.ToString());
            if (!isIsolated)
                writer.WriteString("available", currency.Available.ToString());
            writer.WriteString("hold", currency.Hold.ToString());
            if (isIsolated)
            {
                writer.WriteString("liabilityPrincipal", currency.Principal.ToString());
                writer.WriteString("liabilityInterest", currency.Interest.ToString());
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteDebts(Utf8JsonWriter writer, ReadOnlySpan<byte> json, DecodedFrame frame)
    {
        writer.WriteStartObject();
        foreach (MarginCurrency currency in frame.Currencies)
        {
            if (currency.HasDebt)
                writer.WriteString(json.Slice(currency.NameOffset, currency.NameLength), currency.Debt.ToString());
        }

        writer.WriteEndObject();
    }
}
