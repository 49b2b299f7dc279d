using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Answers REST requests: route, method, content type, signature, permission, pool, and then the endpoint itself.</summary>
/// <remarks>
/// Thread: any. Time: signatures, rate pools and <c>/api/v1/timestamp</c> go by wall time; orders and books by market time.
/// Pools: what has no valid key counts in the Public pool of its address, so that every answer has a pool to state.
/// Errors: HTTP 200 for business errors, 401 for headers, 404, 405, 413, 415, 429, 500, 503 (api.md 2.2).
/// </remarks>
internal sealed class RestApi
{
    private static readonly Refusal UrlNotFound = new("404000", "Url Not Found");
    private static readonly Refusal MethodNotAllowed = new("400000", "Request method not supported.");
    private static readonly Refusal TooLarge = new("400100", "The request body is too large.");
    private static readonly Refusal ContentType = new("415000", "Unsupported media type: the content type must be application/json.");
    private static readonly Refusal BodyInvalid = new("400100", "The request body is not a JSON object.");
    private static readonly Refusal Internal = new("500000", "Internal Server Error");
    private static readonly Refusal Overloaded = new("503000", "Service Unavailable");

    private readonly SignatureCheck _signatures;
    private readonly RatePools _pools = new();
    private readonly int _waitingMax;
    private int _waiting;

    /// <param name="waitingMax">Requests that may be under way at once; one more is answered with 503.</param>
    public RestApi(RestContext context, SignatureCheck signatures, int waitingMax)
    {
        (_signatures, _waitingMax) = (signatures, waitingMax);
        Table = new RouteTable(AllRoutes.Of(context));
    }

    public RouteTable Table { get; }

    public async Task<(RestAnswer Answer, PoolState Pool)> AnswerAsync(RestRequest request, bool isTooLarge)
    {
        Route? route = Table.Find(request.Path, request.Method, out string part, out bool isPathKnown);
        if (route is null)
            return isPathKnown ? RefuseUncounted(request, MethodNotAllowed, 405) : RefuseUncounted(request, UrlNotFound, 404);
        if (isTooLarge)
            return RefuseUncounted(request, TooLarge, 413);
        if (!request.Body.IsEmpty && !IsJson(request.Header("Content-Type")))
            return RefuseUncounted(request, ContentType, 415);
        request.Part = Uri.UnescapeDataString(part);
        ExchangeAccount? account = null;
        Refusal? refusal = route.IsPublic ? null : CheckSigner(request, route, out account);

        // A public endpoint of the Spot pool (margin/config) has no account to count in.
        bool isGranted = account is not null && route.Pool != Pool.Public
            ? _pools.TryTake(route.Pool, account.Uid.ToString(), account.Options.VipLevel, route.Weight, request.WallMs, out PoolState pool)
            : _pools.TryTake(Pool.Public, request.Ip, 0, route.Weight, request.WallMs, out pool);
        if (!isGranted)
            return (RestAnswer.Refuse(Refusal.TooManyRequests, 429), pool);
        return (refusal is null ? await HandleAsync(route, request) : RestAnswer.Refuse(refusal, 401), pool);
    }

    private static bool IsJson(string? contentType) => contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private Refusal? CheckSigner(RestRequest request, Route route, out ExchangeAccount? account)
    {
        account = null;
        Refusal? refusal = _signatures.Check(request.Header, request.Method, request.Target, request.Body.Span, request.WallMs, out Signer? signer);
        if (refusal is not null)
            return refusal;
        request.Account = account = signer!.Account;
        return signer.Refuse(request.Ip, route.Permission);
    }

    private async Task<RestAnswer> HandleAsync(Route route, RestRequest request)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _waitingMax)
                return RestAnswer.Refuse(Overloaded, 503);
            return await route.Handle(request);
        }
        catch (JsonException)
        {
            return RestAnswer.Refuse(BodyInvalid);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // Our own fault: the client is told so, as KuCoin would, and the exchange goes on.
            return RestAnswer.Refuse(Internal, 500);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private (RestAnswer Answer, PoolState Pool) RefuseUncounted(RestRequest request, Refusal refusal, int status)
    {
        _pools.TryTake(Pool.Public, request.Ip, 0, weight: 0, request.WallMs, out PoolState pool);
        return (RestAnswer.Refuse(refusal, status), pool);
    }
}
