using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KuCoinHft.Exchange.Text;

/// <summary>Writes JSON the way KuCoin does: compact, and nothing escaped that need not be.</summary>
internal static class KuCoinJson
{
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of one JSON object whose fields <paramref name="fields"/> writes.</summary>
    public static byte[] Object<T>(T state, Action<Utf8JsonWriter, T> fields)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            json.WriteStartObject();
            fields(json, state);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A field's value as text, whatever JSON type the client chose: api.md 2.2 asks for this tolerance.</summary>
    /// <returns>Null when it is absent, null, an object or an array.</returns>
    public static string? Field(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }
}
