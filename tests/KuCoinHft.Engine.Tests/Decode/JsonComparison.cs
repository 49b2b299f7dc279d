using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>Compares what the decoder wrote of a message with the message, by System.Text.Json alone.</summary>
internal static class JsonComparison
{
    /// <summary>Asserts that everything written stands in the message at the same place and means the same.</summary>
    public static void AssertWithin(JsonElement written, JsonElement message, string path = "$")
    {
        switch (written.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in written.EnumerateObject())
                {
                    if (path == "$" && property.NameEquals("kind"))
                        continue;
                    Assert.True(message.TryGetProperty(property.Name, out JsonElement theirs), $"{path}.{property.Name} is not in the message");
                    AssertWithin(property.Value, theirs, path + "." + property.Name);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(message.GetArrayLength(), written.GetArrayLength());
                for (int i = 0; i < written.GetArrayLength(); i++)
                    AssertWithin(written[i], message[i], $"{path}[{i}]");
                break;
            default:
                string text = Text(written);
                string theirText = Text(message);
                Assert.True(text == theirText || Exact(text) == Exact(theirText), $"{path}: wrote {text}, the message says {theirText}");
                break;
        }
    }

    /// <summary>The paths of the scalars of the message that were not written; null counts as written.</summary>
    public static IEnumerable<string> Unread(JsonElement message, JsonElement? written, string path = "")
    {
        switch (message.ValueKind)
        {
            case JsonValueKind.Null:
                yield break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in message.EnumerateObject())
                {
                    JsonElement? ours = written is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(property.Name, out JsonElement found) ? found : null;
                    foreach (string unread in Unread(property.Value, ours, path + "." + property.Name))
                        yield return unread;
                }

                break;
            default:
                if (written is null)
                    yield return path;
                break;
        }
    }

    /// <summary>The exact value of decimal text as numerator x 10^exponent in lowest terms, or null when it is no number.</summary>
    public static (BigInteger Mantissa, BigInteger Exponent)? Exact(string text)
    {
        int e = text.IndexOfAny(['e', 'E']);
        BigInteger exponent = 0;
        if (e >= 0 && !BigInteger.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return null;
        string digits = e < 0 ? text : text[..e];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger mantissa))
            return null;
        if (mantissa.IsZero)
            return (BigInteger.Zero, 0);
        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        return (mantissa, exponent);
    }

    private static string Text(JsonElement scalar) => scalar.ValueKind == JsonValueKind.String ? scalar.GetString()! : scalar.GetRawText();
}
