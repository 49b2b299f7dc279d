using System.Buffers;
using System.Text.Json;

namespace KuCoinHft.Engine.Decode;

/// <summary>Turns REST answers into frames, one for each row, so that what comes over REST enters the ring like all else.</summary>
/// <remarks>
/// Cold: runs off the hot thread and may allocate and throw.
/// <code>
/// {"type":"rest","topic":"/market/candles:BTC-USDT_1min","data":{"symbol":"BTC-USDT","candles":["sec","open","close","high","low","volume","turnover"],"time":0}}
/// </code>
/// A row that the feed also pushes takes the shape of the push, so that there is one way to read it. Full books have their own form, <see cref="SnapshotParts"/>.
/// </remarks>
public static class RestRows
{
    private const int CandleFields = 7;

    /// <summary>The bars of an answer, oldest first.</summary>
    /// <param name="restBody"><c>{"code":"200000","data":[["sec","open","close","high","low","volume","turnover"],...]}</c>, newest first, as KuCoin gives them.</param>
    /// <param name="symbol">Whose bars they are; the answer does not say.</param>
    /// <param name="type">Their length in KuCoin's words, such as <c>1min</c>.</param>
    /// <exception cref="FormatException">The body is not such an answer; the message names the field.</exception>
    public static IReadOnlyList<byte[]> Candles(ReadOnlySpan<byte> restBody, string symbol, string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentException.ThrowIfNullOrEmpty(type);
        string what = $"The candles answer for {symbol}";
        using JsonDocument document = Parse(restBody, what);
        JsonElement data = Data(document.RootElement, JsonValueKind.Array, what);
        var rows = new List<byte[]>(data.GetArrayLength());
        foreach (JsonElement row in data.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != CandleFields || !AreStrings(row))
                throw new FormatException($"{what} has a row {rows.Count} that is not seven strings: {row.GetRawText()}");
            rows.Add(Row($"/market/candles:{symbol}_{type}", json =>
            {
                json.WriteString("symbol", symbol);
                json.WritePropertyName("candles");
                row.WriteTo(json);
                json.WriteNumber("time", 0);
            }));
        }

        rows.Reverse();
        return rows;
    }

    private static bool AreStrings(JsonElement row)
    {
        foreach (JsonElement field in row.EnumerateArray())
        {
            if (field.ValueKind != JsonValueKind.String)
                return false;
        }

        return true;
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> restBody, string what)
    {
        try
        {
            return JsonDocument.Parse(restBody.ToArray());
        }
        catch (JsonException e)
        {
            throw new FormatException($"{what} is not JSON: {e.Message}", e);
        }
    }

    private static JsonElement Data(JsonElement root, JsonValueKind kind, string what)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("code", out JsonElement code) || code.ValueKind != JsonValueKind.String)
            throw new FormatException($"{what} has no code; is it the body of a REST answer?");
        if (!code.ValueEquals("200000"))
            throw new FormatException($"{what} is a refusal: {root.GetRawText()}");
        if (!root.TryGetProperty("data", out JsonElement data) || data.ValueKind != kind)
            throw new FormatException($"{what} has no data that is an {kind.ToString().ToLowerInvariant()}.");
        return data;
    }

    private static byte[] Row(string topic, Action<Utf8JsonWriter> data)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "rest");
            json.WriteString("topic", topic);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
