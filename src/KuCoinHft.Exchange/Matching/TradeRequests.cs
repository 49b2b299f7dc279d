using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Reads and answers the requests of the WebSocket trading API.</summary>
/// <remarks>Errors: every bad request gets a code and a message, and counts as a reject. Source: api.md 4.</remarks>
internal sealed class TradeRequests
{
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

    // As over REST: margin weighs 2, spot 1.
    private static int WeightOf(string op) => op switch
    {
        "margin.order" or "margin.cancel" => 2,
        "spot.order" or "spot.sync_order" or "spot.modify" or "spot.cancel" or "spot.sync_cancel" => 1,
        _ => 0,
    };

    private byte[] Answer(ExchangeAccount account, JsonElement request)
    {
        string id = request.Field("id") ?? "", op = request.Field("op") ?? "";
        if (request.ValueKind != JsonValueKind.Object)
            return Refuse(account, id, op, Refusal.RequestUnreadable);
        if (id.Length == 0)
            return Refuse(account, id, op, Refusal.RequestId);
        if (op == "ping")
            return Pong(id);
        int weight = WeightOf(op);
        if (weight == 0)
            return Refuse(account, id, op, Refusal.OperationUnknown);
        if (!request.TryGetProperty("args", out JsonElement args) || args.ValueKind != JsonValueKind.Object)
            return Refuse(account, id, op, Refusal.ArgsRequired);
        ApiPermissions permission = op.StartsWith("margin", StringComparison.Ordinal) ? ApiPermissions.Margin : ApiPermissions.Spot;
        if (!account.Options.Permissions.HasFlag(permission))
            return Refuse(account, id, op, Refusal.PermissionMissing);
        if (!account.TradePool.TryTake(weight, _core.NowNs))
            return Refuse(account, id, op, Refusal.TooManyRequests);
        bool isMargin = permission == ApiPermissions.Margin;
        return op switch
        {
            "margin.order" or "spot.order" => Order(account, id, op, args, isMargin),
            "spot.sync_order" => SyncOrder(account, id, op, args),
            "spot.modify" => Modify(account, id, op, args),
            "spot.sync_cancel" => SyncCancel(account, id, op, args),
            _ => Cancel(account, id, op, args, isMargin),
        };
    }

    private byte[] Order(ExchangeAccount account, string id, string op, JsonElement args, bool isMargin)
    {
        Refusal? refusal = _core.Orders.Place(account, args, isMargin, _core.NowNs, out Order? order, out long borrowedUnits);
        return Write(account, id, op, refusal, json =>
        {
            if (isMargin)
                OrderBody.WritePlaced(json, order!, borrowedUnits);
            else
                OrderBody.WriteIds(json, order!);
        });
    }

    private byte[] SyncOrder(ExchangeAccount account, string id, string op, JsonElement args)
    {
        Refusal? refusal = _core.Orders.Place(account, args, isMargin: false, _core.NowNs, out Order? order, out _);
        return Write(account, id, op, refusal, json => OrderBody.WriteSynced(json, order!));
    }

    private byte[] Modify(ExchangeAccount account, string id, string op, JsonElement args)
    {
        Refusal? refusal = _core.Orders.Alter(account, args, _core.NowNs, out Order? altered);
        return Write(account, id, op, refusal, json => OrderBody.WriteAltered(json, altered!));
    }

    private byte[] Cancel(ExchangeAccount account, string id, string op, JsonElement args, bool isMargin)
    {
        string? orderId = args.Field("orderId"), clientOid = args.Field("clientOid");
        Refusal? refusal = _core.Orders.Cancel(account, args.Field("symbol"), orderId, clientOid, isMargin, _core.NowNs);
        bool byOrderId = !string.IsNullOrEmpty(orderId);
        return Write(account, id, op, refusal, json => json.WriteString(byOrderId ? "orderId" : "clientOid", byOrderId ? orderId : clientOid));
    }

    private byte[] SyncCancel(ExchangeAccount account, string id, string op, JsonElement args)
    {
        string? symbol = args.Field("symbol"), orderId = args.Field("orderId"), clientOid = args.Field("clientOid");
        Refusal? refusal = _core.Orders.Cancel(account, symbol, orderId, clientOid, isMargin: false, _core.NowNs);
        return Write(account, id, op, refusal, json => OrderBody.WriteCanceled(json, _core.Find(account, symbol, orderId, clientOid)!, byClientOid: string.IsNullOrEmpty(orderId)));
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
