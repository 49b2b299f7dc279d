using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Cli.Journal;

/// <summary>A journal's record as JSON: names for numbers, decimals as strings.</summary>
internal static class RecordJson
{
    /// <summary>The fields that every record has, and its body.</summary>
    public static void Write(Utf8JsonWriter json, JournalRecord record, IReadOnlyList<Instrument> instruments)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteNumber("receiveNs", record.ReceiveNs);
        json.WriteString("kind", KindOf(record.Kind));
        json.WriteString("source", SourceOf(record));
        json.WriteString("type", TypeOf(record));
        json.WritePropertyName("body");
        WriteBody(json, record, instruments);
        json.WriteEndObject();
    }

    public static string KindOf(JournalKind kind) => kind switch
    {
        JournalKind.Frame => "frame",
        JournalKind.Action => "action",
        _ => "decision",
    };

    /// <summary>Where a frame came from; decisions and actions are the engine's own.</summary>
    public static string SourceOf(JournalRecord record) => record.Kind == JournalKind.Frame ? $"{(FrameSource)record.Source}" : "Engine";

    /// <summary>The frame's kind, the action, or the decision's reason.</summary>
    public static string TypeOf(JournalRecord record) => record.Kind switch
    {
        JournalKind.Frame => $"{(FrameKind)record.Detail}",
        JournalKind.Action => $"{(ActionKind)record.Detail}",
        _ => $"{(DecisionReason)record.Detail}",
    };

    /// <summary>What the payload says; bytes that are not what the record claims come as base64.</summary>
    public static void WriteBody(Utf8JsonWriter json, JournalRecord record, IReadOnlyList<Instrument> instruments)
    {
        if (record.Kind == JournalKind.Frame)
            WriteFrame(json, (FrameKind)record.Detail, record.Payload, instruments);
        else if (record.Kind == JournalKind.Action && JournalActions.TryDecode(record.Payload, out ActionRecord action))
            WriteAction(json, action, instruments);
        else if (record.Kind == JournalKind.Decision && JournalActions.TryDecode(record.Payload, out Prediction prediction, out sbyte agent, out sbyte target, out _))
            WriteDecision(json, in prediction, agent, target, instruments);
        else
            WriteBytes(json, record.Payload);
    }

    private static void WriteFrame(Utf8JsonWriter json, FrameKind kind, ReadOnlySpan<byte> payload, IReadOnlyList<Instrument> instruments)
    {
        if (kind == FrameKind.Timer && payload.Length >= sizeof(int))
        {
            json.WriteStartObject();
            WriteSymbol(json, BinaryPrimitives.ReadInt32LittleEndian(payload), instruments);
            json.WriteEndObject();
        }
        else if (kind is FrameKind.Json or FrameKind.Snapshot or FrameKind.Rest)
        {
            WriteText(json, payload);
        }
        else
        {
            WriteBytes(json, payload);
        }
    }

    // Read and written anew rather than copied: the text may hold line ends, and a line is one record.
    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed == payload.Length)
            {
                document.RootElement.WriteTo(json);
                return;
            }
        }
        catch (JsonException)
        {
            // A frame is kept as it came, and not every one is JSON; the decoder counts those.
        }

        WriteBytes(json, payload);
    }

    private static void WriteAction(Utf8JsonWriter json, in ActionRecord action, IReadOnlyList<Instrument> instruments)
    {
        json.WriteStartObject();
        json.WriteString("action", $"{action.Kind}");
        json.WriteNumber("index", action.Index);
        Instrument? instrument = WriteSymbol(json, action.SymbolId, instruments);
        if (action.Kind != ActionKind.RequestSnapshot)
            json.WriteNumber("orderKey", action.OrderKey);
        if (action.Kind == ActionKind.NewOrder)
        {
            json.WriteString("side", $"{action.Side}");
            json.WriteString("timeInForce", $"{action.TimeInForce}");
            json.WriteString("flags", $"{action.Flags}");
            json.WriteNumber("priceTicks", action.PriceTicks);
            json.WriteNumber("sizeLots", action.SizeLots);
            if (instrument is not null)
            {
                json.WriteString("price", Decimal(action.PriceTicks, instrument.PriceDecimals));
                json.WriteString("size", Decimal(action.SizeLots, instrument.SizeDecimals));
            }
        }

        json.WriteEndObject();
    }

    private static void WriteDecision(Utf8JsonWriter json, in Prediction prediction, sbyte agent, sbyte target, IReadOnlyList<Instrument> instruments)
    {
        json.WriteStartObject();
        WriteSymbol(json, prediction.SymbolId, instruments);
        json.WriteString("agent", $"{(AgentId)(byte)agent}");
        if (target >= 0)
            json.WriteNumber("target", (target - (Limits.Targets / 2)) / 2.0);
        else
            json.WriteNull("target");
        json.WriteStartObject("q");
        for (int a = 0; a < Limits.Agents; a++)
        {
            // Of an agent that was not ready they are nothing.
            if ((prediction.AgentsReady & (1 << a)) != 0)
                WriteFloats(json, $"{(AgentId)a}", prediction.Q[(a * Limits.Targets)..((a + 1) * Limits.Targets)]);
            else
                json.WriteNull($"{(AgentId)a}");
        }

        json.WriteEndObject();
        if (prediction.MetaReady != 0)
            WriteWeights(json, prediction.Meta);
        else
            json.WriteNull("weights");
        json.WriteEndObject();
    }

    private static void WriteWeights(Utf8JsonWriter json, ReadOnlySpan<float> weights)
    {
        json.WriteStartObject("weights");
        for (int i = 0; i < weights.Length; i++)
        {
            json.WritePropertyName(i == 0 ? $"{AgentId.None}" : $"{(AgentId)(i - 1)}");
            WriteFloat(json, weights[i]);
        }

        json.WriteEndObject();
    }

    private static void WriteFloats(Utf8JsonWriter json, string name, ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (float value in values)
            WriteFloat(json, value);
        json.WriteEndArray();
    }

    // JSON has no word for what is not finite.
    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private static Instrument? WriteSymbol(Utf8JsonWriter json, int id, IReadOnlyList<Instrument> instruments)
    {
        Instrument? instrument = id >= 0 && id < instruments.Count ? instruments[id] : null;
        json.WriteString("symbol", instrument?.Symbol ?? id.ToString(CultureInfo.InvariantCulture));
        return instrument;
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        json.WriteStartObject();
        json.WriteBase64String("base64", payload);
        json.WriteEndObject();
    }

    private static string Decimal(long units, int decimals) => ((decimal)units / PowersOfTen.Long(decimals)).ToString("0.##################", CultureInfo.InvariantCulture);
}
