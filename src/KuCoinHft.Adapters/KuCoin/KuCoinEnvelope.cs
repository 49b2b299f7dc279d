using System.Text.Json;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>The <c>{"code":"200000","data":...}</c> around every answer.</summary>
/// <remarks>Source: api.md section 2.2. A code may be a string (REST) or a number (errors of the feed).</remarks>
internal static class KuCoinEnvelope
{
    /// <summary>The code that means success.</summary>
    public const string Success = "200000";

    /// <summary>Requires success.</summary>
    /// <param name="path">What was asked, for the error.</param>
    /// <exception cref="KuCoinException">The answer has another code, or none.</exception>
    // Success stops at the code, which KuCoin writes first: a full book of a megabyte is not read twice.
    public static void Require(ReadOnlySpan<byte> body, int httpStatus, string path)
    {
        string code = Property(body, "code"u8) ?? throw new KuCoinException($"HTTP {httpStatus}", $"no code in {Excerpt(body)}", path);
        if (code != Success)
            throw new KuCoinException(code, Property(body, "msg"u8) ?? "no msg", path);
    }

    /// <summary>The string or number that stands under <paramref name="name"/> at the top level, or null.</summary>
    public static string? Property(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt)
                    return reader.TokenType is JsonTokenType.String ? reader.GetString() : reader.TokenType is JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // The answer of a proxy, an HTML page: as good as an answer without the property, and the caller says so with an excerpt.
            return null;
        }

        return null;
    }

    /// <summary>The start of a text that should have been KuCoin's, for an error.</summary>
    public static string Excerpt(ReadOnlySpan<byte> body) => body.IsEmpty ? "an empty body" : $"\"{System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)])}\"";
}
