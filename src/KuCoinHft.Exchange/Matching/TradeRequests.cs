using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Reads and answers the requests of the WebSocket trading API.</summary>
/// <remarks>Errors: every bad request gets a code and a message, and counts as a reject. Source: api.md 4.</remarks>
internal sealed class TradeRequests
{
    private const int OrderWeight = 2;

    private readonly ExchangeCore _core;
    private readonly RatePool _pool;

    public TradeRequests(ExchangeCore core, int weightMax) => (_core, _pool) = (core, new RatePool(weightMax));

    public byte[] Answer(ReadOnlyMemory<byte> request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            return Answer(document.RootElement);
        }
        catch (JsonException)
        {
            return Refuse("", "", Refusal.RequestUnreadable);
        }
    }

    private byte[] Answer(JsonElement request)
    {
        string id = request.Field("id") ?? "", op = request.Field("op") ?? "";
        if (request.ValueKind != JsonValueKind.Object)
            return Refuse(id, op, Refusal.RequestUnreadable);
        if (id.Length == 0)
            return Refuse(id, op, Refusal.RequestId);
        if (op == "ping")
            return Pong(id);
        if (op is not ("margin.order" or "margin.cancel"))
            return Refuse(id, op, Refusal.OperationUnknown);
        if (!request.TryGetProperty("args", out JsonElement args) || args.ValueKind != JsonValueKind.Object)
            return Refuse(id, op, Refusal.ArgsRequired);
        if (!_pool.TryTake(OrderWeight, _core.NowNs))
            return Refuse(id, op, Refusal.TooManyRequests);
        return op == "margin.order" ? Order(id, op, args) : Cancel(id, op, args);
    }

    private byte[] Order(string id, string op, JsonElement args)
    {
        Refusal? refusal = _core.Place(args, _core.NowNs, out Order? order, out long borrowedUnits);
        return Write(id, op, refusal, json => _core.WritePlaced(json, order!, borrowedUnits));
    }

    private byte[] Cancel(string id, string op, JsonElement args)
    {
        string? orderId = args.Field("orderId"), clientOid = args.Field("clientOid");
        Refusal? refusal = _core.Cancel(args.Field("symbol"), orderId, clientOid, _core.NowNs);
        bool byOrderId = !string.IsNullOrEmpty(orderId);
        return Write(id, op, refusal, json => json.WriteString(byOrderId ? "orderId" : "clientOid", byOrderId ? orderId : clientOid));
    }

    private byte[] Pong(string id) => KuCoinJson.Object((id, _core.NowNs), static (json, x) =>
    {
        json.WriteString("id", x.id);
        json.WriteString("op", "pong");
        json.WriteNumber("timestamp", x.NowNs / Nanos.PerMillisecond);
    });

    private byte[] Refuse(string id, string op, Refusal refusal)
    {
        _core.RejectCount++;
        return Write(id, op, refusal, null);
    }

    private byte[] Write(string id, string op, Refusal? refusal, Action<Utf8JsonWriter>? data) => KuCoinJson.Object((id, op, refusal, data, this), static (json, x) =>
    {
        (string id, string op, Refusal? refusal, Action<Utf8JsonWriter>? data, TradeRequests trading) = x;
        json.WriteString("id", id);
        json.WriteString("op", op);
        json.WriteString("code", refusal?.Code ?? "200000");
        if (refusal is not null)
        {
            json.WriteString("msg", refusal.Message);
        }
        else
        {
            json.WriteStartObject("data");
            data!(json);
            json.WriteEndObject();
        }

        json.WriteNumber("inTime", trading._core.NowNs / Nanos.PerMillisecond);
        json.WriteNumber("outTime", trading._core.NowNs / Nanos.PerMillisecond);
        json.WriteStartObject("userRateLimit");
        json.WriteNumber("limit", trading._pool.Limit);
        json.WriteNumber("reset", trading._pool.ResetMs);
        json.WriteNumber("remaining", trading._pool.Remaining);
        json.WriteEndObject();
    });
}
