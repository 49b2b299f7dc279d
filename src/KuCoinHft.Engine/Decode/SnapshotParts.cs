using System.Buffers;
using System.Text.Json;

namespace KuCoinHft.Engine.Decode;

/// <summary>Cuts a full order book into frames small enough not to hold up the frames behind them.</summary>
/// <remarks>
/// Cold: runs off the hot thread and may allocate and throw.
/// <code>
/// {"type":"snapshot","topic":"/market/level2:BTC-USDT","part":1,"parts":9,
///  "data":{"time":ms,"sequence":"123","bids":[["price","size"],...],"asks":[...]}}
/// </code>
/// The levels keep KuCoin's order, bids first; every part repeats time and sequence, so that a part says by itself which book it belongs to.
/// Source: <c>GET /api/v3/market/orderbook/level2</c>.
/// </remarks>
public static class SnapshotParts
{
    /// <summary>Cuts the body of a REST answer.</summary>
    /// <param name="restBody"><c>{"code":"200000","data":{...}}</c>.</param>
    /// <param name="symbol">Whose book it is; the answer does not say.</param>
    /// <returns>At least one part, each of at most <see cref="Limits.SnapshotLevelsPerFrame"/> levels.</returns>
    /// <exception cref="FormatException">The body is not such an answer; the message names the field.</exception>
    public static IReadOnlyList<byte[]> Cut(ReadOnlySpan<byte> restBody, string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        using JsonDocument document = Parse(restBody, symbol);
        JsonElement data = Data(document.RootElement, symbol);
        JsonElement[] bids = Levels(data, "bids", symbol);
        JsonElement[] asks = Levels(data, "asks", symbol);
        int levels = bids.Length + asks.Length;
        int parts = Math.Max(1, (levels + Limits.SnapshotLevelsPerFrame - 1) / Limits.SnapshotLevelsPerFrame);
        if (parts > short.MaxValue)
            throw new FormatException($"The book of {symbol} has {levels} levels, more than {short.MaxValue} parts of {Limits.SnapshotLevelsPerFrame} hold.");
        var made = new List<byte[]>(parts);
        for (int part = 1; part <= parts; part++)
        {
            int first = (part - 1) * Limits.SnapshotLevelsPerFrame;
            int end = Math.Min(levels, first + Limits.SnapshotLevelsPerFrame);
            ArraySegment<JsonElement> bidsHere = new(bids, Math.Min(first, bids.Length), Math.Max(0, Math.Min(end, bids.Length) - first));
            int askFirst = Math.Max(0, first - bids.Length);
            ArraySegment<JsonElement> asksHere = new(asks, askFirst, Math.Max(0, end - bids.Length - askFirst));
            made.Add(Write(symbol, part, parts, data, bidsHere, asksHere));
        }

        return made;
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> restBody, string symbol)
    {
        try
        {
            return JsonDocument.Parse(restBody.ToArray());
        }
        catch (JsonException e)
        {
            throw new FormatException($"The order book answer for {symbol} is not JSON: {e.Message}", e);
        }
    }

    private static JsonElement Data(JsonElement root, string symbol)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("code", out JsonElement code) || code.ValueKind != JsonValueKind.String)
            throw new FormatException($"The order book answer for {symbol} has no code; is it the body of a REST answer?");
        if (!code.ValueEquals("200000"))
            throw new FormatException($"KuCoin refused the order book of {symbol}: {root.GetRawText()}");
        if (!root.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Object)
            throw new FormatException($"The order book answer for {symbol} has no data object.");
        if (!data.TryGetProperty("sequence", out JsonElement sequence) || sequence.ValueKind != JsonValueKind.String || !long.TryParse(sequence.GetString(), out _))
            throw new FormatException($"The order book answer for {symbol} has no sequence; without it the book cannot be joined to its updates.");
        if (data.TryGetProperty("time", out JsonElement time) && (time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out _)))
            throw new FormatException($"The order book answer for {symbol} has a time that is not a whole number of milliseconds.");
        return data;
    }

    private static JsonElement[] Levels(JsonElement data, string side, string symbol)
    {
        if (!data.TryGetProperty(side, out JsonElement levels) || levels.ValueKind != JsonValueKind.Array)
            throw new FormatException($"The order book answer for {symbol} has no list of {side}.");
        var rows = new List<JsonElement>(levels.GetArrayLength());
        foreach (JsonElement level in levels.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() != 2
                || level[0].ValueKind != JsonValueKind.String || level[1].ValueKind != JsonValueKind.String)
                throw new FormatException($"Level {rows.Count} of the {side} of {symbol} is not [\"price\",\"size\"]: {level.GetRawText()}");
            rows.Add(level);
        }

        return [.. rows];
    }

    private static byte[] Write(string symbol, int part, int parts, JsonElement data, ArraySegment<JsonElement> bids, ArraySegment<JsonElement> asks)
    {
        var bytes = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "snapshot");
            json.WriteString("topic", "/market/level2:" + symbol);
            json.WriteNumber("part", part);
            json.WriteNumber("parts", parts);
            json.WriteStartObject("data");
            if (data.TryGetProperty("time", out JsonElement time))
                json.WriteNumber("time", time.GetInt64());
            json.WriteString("sequence", data.GetProperty("sequence").GetString());
            WriteLevels(json, "bids", bids);
            WriteLevels(json, "asks", asks);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteLevels(Utf8JsonWriter json, string side, ArraySegment<JsonElement> levels)
    {
        json.WriteStartArray(side);
        foreach (JsonElement level in levels)
            level.WriteTo(json);
        json.WriteEndArray();
    }
}
