using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Server;

/// <summary>A REST request as it came in.</summary>
/// <param name="Target">Path and query exactly as received: signatures are over these bytes.</param>
internal sealed record RestRequest(string Method, string Path, string Target, Func<string, string?> Header, Func<string, string?> Query, ReadOnlyMemory<byte> Body, long WallMs)
{
    /// <summary>Who signed it; null at a public endpoint.</summary>
    public ExchangeAccount? Account { get; init; }

    /// <summary>Where it is counted.</summary>
    public RatePool? Pool { get; init; }
}

/// <summary>A REST answer with the pool it was counted in.</summary>
internal sealed record RestAnswer(int Status, ReadOnlyMemory<byte> Body, RatePool Pool);

/// <summary>The REST endpoints.</summary>
/// <remarks>
/// Time: signatures, rate pools and <c>/api/v1/timestamp</c> go by wall time; orders and books by market time.
/// Errors: HTTP 200 for business errors, 401 for headers, 404, 405, 429, 503 (api.md 2.2).
/// </remarks>
internal sealed class RestApi
{
    private const string OrdersPath = "/api/v3/hf/margin/orders/";
    private const string ClientOrderPath = OrdersPath + "client-order/";
    private static readonly TimeSpan SnapshotWaitMax = TimeSpan.FromSeconds(10);

    private static readonly Refusal UrlNotFound = new("404000", "Url Not Found");
    private static readonly Refusal MethodNotAllowed = new("400000", "Request method not supported.");
    private static readonly Refusal BodyInvalid = new("400100", "The request body is not a JSON object.");
    private static readonly Refusal BookMissing = new("503000", "The recording has not yet brought the order book of this symbol: start playing, and ask again.");

    private readonly MarketPlayer _player;
    private readonly SignatureCheck _signatures;
    private readonly Func<ExchangeAccount?, string> _newToken;
    private readonly Func<Uri> _feedEndpoint;
    private readonly Lock _poolGate = new();
    private readonly RatePool _publicPool = new(2000);
    private readonly RatePool[] _spotPools;

    /// <param name="newToken">Makes a token for the feed; of that account, or a public one.</param>
    /// <param name="feedEndpoint">Gives the feed's WebSocket address.</param>
    public RestApi(MarketPlayer player, SignatureCheck signatures, Func<ExchangeAccount?, string> newToken, Func<Uri> feedEndpoint)
    {
        (_player, _signatures, _newToken, _feedEndpoint) = (player, signatures, newToken, feedEndpoint);
        _spotPools = [.. player.Accounts.Select(_ => new RatePool(4000))];
    }

    public async Task<RestAnswer> AnswerAsync(RestRequest request)
    {
        (string Method, bool IsSigned, int Weight, Func<RestRequest, Task<RestAnswer>> Handler)? route = Find(request.Path, request.Method);
        if (route is null)
            return Refuse(404, UrlNotFound, _publicPool);
        (string method, bool isSigned, int weight, Func<RestRequest, Task<RestAnswer>> handler) = route.Value;
        if (method != request.Method)
            return Refuse(405, MethodNotAllowed, _publicPool);
        Signer? signer = null;
        Refusal? refusal = isSigned ? _signatures.Check(request.Header, request.Method, request.Target, request.Body.Span, request.WallMs, out signer) : null;

        // A request that nobody signed has no account to be counted for.
        RatePool pool = signer is null ? _publicPool : _spotPools[signer.Account.Index];
        lock (_poolGate)
        {
            if (!pool.TryTake(weight, request.WallMs * Nanos.PerMillisecond))
                return Refuse(429, Refusal.TooManyRequests, pool);
        }

        return refusal is null ? await handler(request with { Account = signer?.Account, Pool = pool }) : Refuse(401, refusal, pool);
    }

    private (string Method, bool IsSigned, int Weight, Func<RestRequest, Task<RestAnswer>> Handler)? Find(string path, string method) => path switch
    {
        "/api/v1/timestamp" => ("GET", false, 3, r => Give(r, json => json.WriteNumberValue(r.WallMs))),
        "/api/v1/status" => ("GET", false, 3, r => Give(r, WriteStatus)),
        "/api/v1/bullet-public" => ("POST", false, 10, r => Give(r, json => WriteBullet(json, null))),
        "/api/v1/bullet-private" => ("POST", true, 10, r => Give(r, json => WriteBullet(json, r.Account))),
        "/api/v1/symbols" or "/api/v2/symbols" => ("GET", false, 4, r => Give(r, WriteSymbols)),
        "/api/v3/margin/symbols" => ("GET", false, 3, r => Give(r, json => WriteMarginSymbols(json, r))),
        "/api/v3/market/orderbook/level2" => ("GET", true, 3, GiveBookAsync),
        "/api/v1/market/candles" => ("GET", false, 3, GiveCandles),
        "/api/v3/margin/accounts" => ("GET", true, 15, r => Give(r, json => _player.Read(core => Write(() => RestViews.MarginAccounts(json, r.Account!.Ledger))))),
        "/api/v3/hf/margin/order" => ("POST", true, 2, PlaceAsync),
        _ when path.StartsWith("/api/v2/symbols/", StringComparison.Ordinal) => ("GET", false, 4, GiveSymbol),
        _ when path.StartsWith(OrdersPath, StringComparison.Ordinal) && method == "GET" => ("GET", true, 5, GiveOrder),
        _ when path.StartsWith(OrdersPath, StringComparison.Ordinal) => ("DELETE", true, 2, CancelAsync),
        _ => null,
    };

    private static void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", "open");
        json.WriteString("msg", "");
        json.WriteEndObject();
    }

    private void WriteBullet(Utf8JsonWriter json, ExchangeAccount? account)
    {
        Uri endpoint = _feedEndpoint();
        json.WriteStartObject();
        json.WriteString("token", _newToken(account));
        json.WriteStartArray("instanceServers");
        json.WriteStartObject();
        json.WriteString("endpoint", endpoint.AbsoluteUri);
        json.WriteBoolean("encrypt", endpoint.Scheme == Uri.UriSchemeWss);
        json.WriteString("protocol", "websocket");
        json.WriteNumber("pingInterval", FeedSession.PingIntervalMs);
        json.WriteNumber("pingTimeout", FeedSession.PingTimeoutMs);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSymbols(Utf8JsonWriter json) => _player.Read(core => Write(() =>
    {
        json.WriteStartArray();
        foreach (Instrument instrument in core.Instruments)
            RestViews.Symbol(json, instrument, core.Rules);
        json.WriteEndArray();
    }));

    private void WriteMarginSymbols(Utf8JsonWriter json, RestRequest request) => _player.Read(core => Write(() =>
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", request.WallMs);
        json.WriteStartArray("items");
        foreach (Instrument instrument in core.Instruments.Where(x => x.IsMarginEnabled && (request.Query("symbol") ?? x.Symbol) == x.Symbol))
            RestViews.MarginSymbol(json, instrument, core.Rules);
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private Task<RestAnswer> GiveSymbol(RestRequest request)
    {
        string symbol = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        Instrument? instrument = _player.Read(core => core.Instruments.FirstOrDefault(x => x.Symbol == symbol));
        return instrument is null
            ? Task.FromResult(Refuse(200, new Refusal("900001", "The symbol does not exist."), _publicPool))
            : Give(request, json => _player.Read(core => Write(() => RestViews.Symbol(json, instrument, core.Rules))));
    }

    private async Task<RestAnswer> GiveBookAsync(RestRequest request)
    {
        string symbol = request.Query("symbol") ?? "";
        if (!_player.Read(core => core.Instruments.Any(x => x.Symbol == symbol)))
            return Refuse(200, new Refusal("900001", "The symbol does not exist."), request.Pool!);
        long endMs = Environment.TickCount64 + (long)SnapshotWaitMax.TotalMilliseconds;
        while (true)
        {
            // The task is taken before the look: a snapshot between the two would be missed otherwise.
            Task next = _player.NextSnapshot();
            byte[]? body = _player.Read(core => core.Snapshot(symbol));
            if (body is not null)
                return new RestAnswer(200, body, request.Pool!);
            long leftMs = endMs - Environment.TickCount64;
            if (leftMs <= 0)
                return Refuse(503, BookMissing, request.Pool!);
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(leftMs)));
        }
    }

    private Task<RestAnswer> GiveCandles(RestRequest request)
    {
        string symbol = request.Query("symbol") ?? "";
        int seconds = CandleBook.Seconds(request.Query("type"));
        bool isTime = TrySeconds(request.Query("startAt"), out long startAt) & TrySeconds(request.Query("endAt"), out long endAt);
        return Task.FromResult(_player.Read(core =>
            !core.Instruments.Any(x => x.Symbol == symbol) ? Refuse(200, Refusal.UnknownSymbol, _publicPool)
            : seconds == 0 ? Refuse(200, Refusal.CandleType, _publicPool)
            : !isTime || (endAt != 0 && endAt < startAt) ? Refuse(200, Refusal.CandleTime, _publicPool)
            : new RestAnswer(200, core.Candles(symbol, seconds, startAt, endAt == 0 ? long.MaxValue : endAt), _publicPool)));
    }

    // Absent is 0, as at KuCoin: from the beginning, and up to now.
    private static bool TrySeconds(string? text, out long seconds)
    {
        seconds = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private async Task<RestAnswer> PlaceAsync(RestRequest request)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            return Refuse(200, BodyInvalid, request.Pool!);
        }

        using (document)
        {
            return await ExecuteAsync((core, nowNs) =>
            {
                Refusal? refusal = core.Place(request.Account!, document.RootElement, nowNs, out Order? order, out long borrowedUnits);
                return refusal is not null ? Refuse(200, refusal, request.Pool!) : Answer(json => WriteFields(json, () => OrderBody.WritePlaced(json, order!, borrowedUnits)), request.Pool!, isOrder: true);
            });
        }
    }

    private Task<RestAnswer> CancelAsync(RestRequest request)
    {
        (string? orderId, string? clientOid) = Ids(request.Path);
        return ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Cancel(request.Account!, request.Query("symbol"), orderId, clientOid, nowNs);
            return refusal is not null
                ? Refuse(200, refusal, request.Pool!)
                : Answer(json => WriteFields(json, () => json.WriteString(orderId is null ? "clientOid" : "orderId", orderId ?? clientOid)), request.Pool!);
        });
    }

    private Task<RestAnswer> GiveOrder(RestRequest request)
    {
        (string? orderId, string? clientOid) = Ids(request.Path);
        return Task.FromResult(new RestAnswer(200, _player.Read(core => core.OrderBody(request.Account!, request.Query("symbol"), orderId, clientOid)), request.Pool!));
    }

    private static (string? OrderId, string? ClientOid) Ids(string path) =>
        path.StartsWith(ClientOrderPath, StringComparison.Ordinal) ? (null, path[ClientOrderPath.Length..]) : (path[OrdersPath.Length..], null);

    private Task<RestAnswer> ExecuteAsync(Func<ExchangeCore, long, RestAnswer> request)
    {
        var answer = new TaskCompletionSource<RestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _player.Execute((core, nowNs) => answer.SetResult(request(core, nowNs)));
        return answer.Task;
    }

    private static Task<RestAnswer> Give(RestRequest request, Action<Utf8JsonWriter> data) => Task.FromResult(Answer(data, request.Pool!));

    private static RestAnswer Answer(Action<Utf8JsonWriter> data, RatePool pool, bool isOrder = false) => new(200, KuCoinJson.Object((data, isOrder), static (json, x) =>
    {
        if (x.isOrder)
            json.WriteBoolean("success", true);
        json.WriteString("code", "200000");
        json.WritePropertyName("data");
        x.data(json);
    }), pool);

    private static RestAnswer Refuse(int status, Refusal refusal, RatePool pool) => new(status, KuCoinJson.Object(refusal, static (json, x) =>
    {
        json.WriteString("code", x.Code);
        json.WriteString("msg", x.Message);
    }), pool);

    private static void WriteFields(Utf8JsonWriter json, Action fields)
    {
        json.WriteStartObject();
        fields();
        json.WriteEndObject();
    }

    private static bool Write(Action write)
    {
        write();
        return true;
    }
}
