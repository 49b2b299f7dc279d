using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Reads and answers the requests of the WebSocket trading API.</summary>
/// <remarks>Errors: every bad request gets a code and a message, and counts as a reject. Source: api.md 4.</remarks>
internal sealed class TradeRequests
{
    private const int OrderWeight = 2;

    private readonly ExchangeCore _core;

    public TradeRequests(ExchangeCore core) => _core = core;

    public byte[] Answer(ExchangeAccount account, ReadOnlyMemory<byte> request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            return Answer(account, document.RootElement);
        }
        catch (JsonException)
        {
            return Refuse(account, "", "", Refusal.RequestUnreadable);
        }
    }

    private byte[] Answer(ExchangeAccount account, JsonElement request)
    {
        string id = request.Field("id") ?? "", op = request.Field("op") ?? "";
        if (request.ValueKind != JsonValueKind.Object)
            return Refuse(account, id, op, Refusal.RequestUnreadable);
        if (id.Length == 0)
            return Refuse(account, id, op, Refusal.RequestId);
        if (op == "ping")
            return Pong(id);
        if (op is not ("margin.order" or "margin.cancel"))
            return Refuse(account, id, op, Refusal.OperationUnknown);
        if (!request.TryGetProperty("args", out JsonElement args) || args.ValueKind != JsonValueKind.Object)
            return Refuse(account, id, op, Refusal.ArgsRequired);
        if (!account.TradePool.TryTake(OrderWeight, _core.NowNs))
            return Refuse(account, id, op, Refusal.TooManyRequests);
        return op == "margin.order" ? Order(account, id, op, args) : Cancel(account, id, op, args);
    }

    private byte[] Order(ExchangeAccount account, string id, string op, JsonElement args)
    {
        Refusal? refusal = _core.Place(account, args, _core.NowNs, out Order? order, out long borrowedUnits);
        return Write(account, id, op, refusal, json => OrderBody.WritePlaced(json, order!, borrowedUnits));
    }

    private byte[] Cancel(ExchangeAccount account, string id, string op, JsonElement args)
    {
        string? orderId = args.Field("orderId"), clientOid = args.Field("clientOid");
        Refusal? refusal = _core.Cancel(account, args.Field("symbol"), orderId, clientOid, _core.NowNs);
        bool byOrderId = !string.IsNullOrEmpty(orderId);
        return Write(account, id, op, refusal, json => json.WriteString(byOrderId ? "orderId" : "clientOid", byOrderId ? orderId : clientOid));
    }

    private byte[] Pong(string id) => KuCoinJson.Object((id, _core.NowNs), static (json, x) =>
    {
        json.WriteString("id", x.id);
        json.WriteString("op", "pong");
        json.WriteNumber("timestamp", x.NowNs / Nanos.PerMillisecond);
    });

    private byte[] Refuse(ExchangeAccount account, string id, string op, Refusal refusal)
    {
        account.RejectCount++;
        return Write(account, id, op, refusal, null);
    }

    private byte[] Write(ExchangeAccount account, string id, string op, Refusal? refusal, Action<Utf8JsonWriter>? data) => KuCoinJson.Object((id, op, refusal, data, _core.NowNs, account.TradePool), static (json, x) =>
    {
        (string id, string op, Refusal? refusal, Action<Utf8JsonWriter>? data, long nowNs, RatePool pool) = x;
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

        json.WriteNumber("inTime", nowNs / Nanos.PerMillisecond);
        json.WriteNumber("outTime", nowNs / Nanos.PerMillisecond);
        json.WriteStartObject("userRateLimit");
        json.WriteNumber("limit", pool.Limit);
        json.WriteNumber("reset", pool.ResetMs);
        json.WriteNumber("remaining", pool.Remaining);
        json.WriteEndObject();
    });
}
