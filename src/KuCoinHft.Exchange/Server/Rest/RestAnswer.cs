using System.Text.Json;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>A REST answer: HTTP status and the JSON of KuCoin's envelope.</summary>
/// <remarks>Source: api.md 2.2.</remarks>
internal sealed record RestAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>An answer whose body is already in the envelope.</summary>
    public static RestAnswer Of(byte[] body) => new(200, body);

    /// <summary>Success, with what <paramref name="data"/> writes as one JSON value.</summary>
    /// <param name="isOrder">True adds <c>"success":true</c>, which margin orders have.</param>
    public static RestAnswer Ok(Action<Utf8JsonWriter> data, bool isOrder = false) => new(200, KuCoinJson.Object((data, isOrder), static (json, x) =>
    {
        if (x.isOrder)
            json.WriteBoolean("success", true);
        json.WriteString("code", "200000");
        json.WritePropertyName("data");
        x.data(json);
    }));

    /// <summary>Success with one object.</summary>
    public static RestAnswer Fields(Action<Utf8JsonWriter> fields, bool isOrder = false) => Ok(
        json =>
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        },
        isOrder);

    /// <summary>Success with an array, an object an item.</summary>
    public static RestAnswer Rows<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Ok(json => WriteRows(json, items, write));

    /// <summary>A refusal; business errors come with HTTP 200.</summary>
    public static RestAnswer Refuse(Refusal refusal, int status = 200) => new(status, KuCoinJson.Object(refusal, static (json, x) =>
    {
        json.WriteString("code", x.Code);
        json.WriteString("msg", x.Message);
    }));

    public static void WriteRows<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
            write(json, item);
        json.WriteEndArray();
    }
}
