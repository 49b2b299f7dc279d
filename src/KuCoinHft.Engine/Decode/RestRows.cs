using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace KuCoinHft.Engine.Decode;

/// <summary>Turns REST answers into frames, one for each row, so that what comes over REST enters the ring like all else.</summary>
/// <remarks>
/// Cold: runs off the hot thread and may allocate and throw.
/// <code>
/// {"type":"rest","topic":"/market/candles:BTC-USDT_1min","data":{"symbol":"BTC-USDT","candles":["sec","open","close","high","low","volume","turnover"],"time":0}}
/// {"type":"rest","topic":"/api/v3/hf/margin/orders","data":{"id":"...","symbol":"BTC-USDT",...,"dealSize":"0.004","active":true}}
/// {"type":"rest","topic":"/api/v3/hf/margin/fills","data":{"id":137891621991,"symbol":"BTC-USDT",...,"price":"67141.6","size":"0.00001"}}
/// {"type":"rest","topic":"/api/v3/margin/accounts:USDT","data":{"currency":"USDT","total":"38.68","available":"20.01","hold":"18.66",...}}
/// {"type":"rest","topic":"/api/v3/margin/accounts","data":{"totalAssetOfQuoteCurrency":"40.86","totalLiabilityOfQuoteCurrency":"0","debtRatio":"0","status":"EFFECTIVE"}}
/// {"type":"rest","topic":"/api/v3/hf/margin/orders","id":"the clientOid asked for","code":"126043","msg":"..."}
/// </code>
/// A row that the feed also pushes takes the shape of the push, so that there is one way to read it; any other stays as KuCoin gives it.
/// Full books have their own form, <see cref="SnapshotParts"/>.
/// </remarks>
public static class RestRows
{
    /// <summary>Topics of the rows that are not pushed in the same shape: the paths of their requests.</summary>
    public const string OrdersTopic = "/api/v3/hf/margin/orders";

    /// <inheritdoc cref="OrdersTopic"/>
    public const string FillsTopic = "/api/v3/hf/margin/fills";

    /// <inheritdoc cref="OrdersTopic"/>
    public const string AccountsTopic = "/api/v3/margin/accounts";

    private const string Success = "200000";
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

    /// <summary>The one order of an answer, or its refusal.</summary>
    /// <param name="restBody">The answer to <c>GET /api/v3/hf/margin/orders/client-order/{clientOid}</c>.</param>
    /// <param name="clientOid">The order that was asked about; a refusal does not say.</param>
    /// <exception cref="FormatException">The body is neither, or another order than asked for.</exception>
    public static byte[] Order(ReadOnlySpan<byte> restBody, string clientOid)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientOid);
        string what = $"The answer about the order {clientOid}";
        using JsonDocument document = Parse(restBody, what);
        JsonElement root = document.RootElement;
        if (!Code(root, what).ValueEquals(Success))
            return Refusal(root, OrdersTopic, clientOid, what);
        JsonElement row = Data(root, JsonValueKind.Object, what);
        if (!row.TryGetProperty("clientOid", out JsonElement named) || named.ValueKind != JsonValueKind.String || !named.ValueEquals(clientOid))
            throw new FormatException($"{what} is about another order: {row.GetRawText()}");
        return Row(OrdersTopic, row);
    }

    /// <summary>The orders of an answer, in its order.</summary>
    /// <param name="restBody">The answer to <c>GET /api/v3/hf/margin/orders/active</c>, <c>/done</c>, <c>/{orderId}</c> or <c>/client-order/{clientOid}</c>.</param>
    /// <exception cref="FormatException">The body is not such an answer; the message names what is missing.</exception>
    public static IReadOnlyList<byte[]> Orders(ReadOnlySpan<byte> restBody) => Rows(restBody, OrdersTopic, "The orders answer");

    /// <summary>The fills of an answer, newest first, as KuCoin gives them.</summary>
    /// <param name="restBody">The answer to <c>GET /api/v3/hf/margin/fills</c>. It has no clientOid: a fill is told to be ours by its orderId alone.</param>
    /// <exception cref="FormatException">The body is not such an answer; the message names what is missing.</exception>
    public static IReadOnlyList<byte[]> Fills(ReadOnlySpan<byte> restBody) => Rows(restBody, FillsTopic, "The fills answer");

    /// <summary>The currencies of a margin account, then its sums.</summary>
    /// <param name="restBody">The answer to <c>GET /api/v3/margin/accounts</c>.</param>
    /// <exception cref="FormatException">The body is not such an answer; the message names the field.</exception>
    public static IReadOnlyList<byte[]> Accounts(ReadOnlySpan<byte> restBody)
    {
        const string What = "The margin accounts answer";
        using JsonDocument document = Parse(restBody, What);
        JsonElement data = Data(document.RootElement, JsonValueKind.Object, What);
        if (!data.TryGetProperty("accounts", out JsonElement accounts) || accounts.ValueKind != JsonValueKind.Array)
            throw new FormatException($"{What} has no list of accounts.");
        var rows = new List<byte[]>(accounts.GetArrayLength() + 1);
        foreach (JsonElement account in accounts.EnumerateArray())
        {
            if (account.ValueKind != JsonValueKind.Object || !account.TryGetProperty("currency", out JsonElement currency) || currency.ValueKind != JsonValueKind.String)
                throw new FormatException($"{What} has an account {rows.Count} without a currency: {account.GetRawText()}");
            rows.Add(Row($"{AccountsTopic}:{currency.GetString()}", account));
        }

        rows.Add(Row(AccountsTopic, data, except: "accounts"));
        return rows;
    }

    /// <summary>A refusal as a frame of its own.</summary>
    /// <param name="topic">The topic that the rows of the answer would have had.</param>
    /// <param name="id">What was asked for, such as a clientOid.</param>
    /// <exception cref="FormatException">The body is no refusal: it has no code, or one that is no number, or that of success.</exception>
    public static byte[] Refusal(ReadOnlySpan<byte> restBody, string topic, string id)
    {
        string what = $"The answer about {id}";
        using JsonDocument document = Parse(restBody, what);
        return Refusal(document.RootElement, topic, id, what);
    }

    private static byte[] Refusal(JsonElement root, string topic, string id, string what)
    {
        string code = Code(root, what).GetString()!;
        if (code == Success || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new FormatException($"{what} is no refusal: {root.GetRawText()}");
        return Frame(topic, json =>
        {
            json.WriteString("id", id);
            json.WriteString("code", code);
            if (root.TryGetProperty("msg", out JsonElement message) && message.ValueKind == JsonValueKind.String)
                json.WriteString("msg", message.GetString());
        });
    }

    // A list is data itself, or its items when it comes in pages; a single row is data.
    private static List<byte[]> Rows(ReadOnlySpan<byte> restBody, string topic, string what)
    {
        using JsonDocument document = Parse(restBody, what);
        JsonElement data = Data(document.RootElement, what);
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("items", out JsonElement items))
            data = items;
        if (data.ValueKind == JsonValueKind.Object)
            return [Row(topic, data)];
        if (data.ValueKind != JsonValueKind.Array)
            throw new FormatException($"{what} holds no rows: {document.RootElement.GetRawText()}");
        var rows = new List<byte[]>(data.GetArrayLength());
        foreach (JsonElement row in data.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object)
                throw new FormatException($"{what} has a row {rows.Count} that is no object: {row.GetRawText()}");
            rows.Add(Row(topic, row));
        }

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

    private static JsonElement Code(JsonElement root, string what)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("code", out JsonElement code) || code.ValueKind != JsonValueKind.String)
            throw new FormatException($"{what} has no code; is it the body of a REST answer?");
        return code;
    }

    private static JsonElement Data(JsonElement root, string what)
    {
        if (!Code(root, what).ValueEquals(Success))
            throw new FormatException($"{what} is a refusal: {root.GetRawText()}");
        return root.TryGetProperty("data", out JsonElement data) ? data : default;
    }

    private static JsonElement Data(JsonElement root, JsonValueKind kind, string what)
    {
        JsonElement data = Data(root, what);
        return data.ValueKind == kind ? data : throw new FormatException($"{what} has no data that is an {kind.ToString().ToLowerInvariant()}.");
    }

    private static byte[] Row(string topic, JsonElement row, string? except = null) => Row(topic, json =>
    {
        foreach (JsonProperty property in row.EnumerateObject())
        {
            if (except is null || !property.NameEquals(except))
                property.WriteTo(json);
        }
    });

    private static byte[] Row(string topic, Action<Utf8JsonWriter> data) => Frame(topic, json =>
    {
        json.WriteStartObject("data");
        data(json);
        json.WriteEndObject();
    });

    private static byte[] Frame(string topic, Action<Utf8JsonWriter> rest)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "rest");
            json.WriteString("topic", topic);
            rest(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
