using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>REST with what goes wrong on purpose.</summary>
/// <remarks>Thread: any. Only orders and cancels lose their answers or get false ones; a storm and the exchange's absence strike every request.</remarks>
internal sealed class RestGate(RestApi api, MarketPlayer player)
{
    private static readonly byte[] Accepted = [.. "\"code\":\"200000\""u8];

    public RestApi Api => api;

    /// <returns>No answer where the connection is to be broken off.</returns>
    public async Task<(RestAnswer? Answer, PoolState Pool)> AnswerAsync(RestRequest request, bool isTooLarge)
    {
        FaultLayer faults = player.Faults;
        if (faults.IsIdle)
            return await api.AnswerAsync(request, isTooLarge);
        if (faults.IsAway())
            return (null, default);
        if (faults.IsStorm())
            return (RestAnswer.Refuse(Refusal.TooManyRequests, 429), default);
        bool isCancel = request.Method == "DELETE" && request.Path.Contains("order", StringComparison.Ordinal);
        bool isOrder = request.Method == "POST" && request.Path.Contains("order", StringComparison.Ordinal);
        if (isCancel && faults.Strikes(FaultKind.CancelFillRace) is { } race)
            await faults.DelayAsync(race.DelayNs);
        (RestAnswer answer, PoolState pool) = await api.AnswerAsync(request, isTooLarge);
        if ((!isOrder && !isCancel) || answer.Body.Span.IndexOf(Accepted) < 0)
            return (answer, pool);
        if (faults.Strikes(FaultKind.AnswerLost) is not null)
            return (null, pool);
        if (faults.Strikes(FaultKind.AnswerError) is { } error)
            return (RestAnswer.Refuse(FaultText.Failure(error.Code), int.Parse(error.Code) / 1000), pool);
        if (isOrder && faults.Strikes(FaultKind.FillBeforeAck) is { } late)
            await faults.DelayAsync(late.DelayNs);
        return (answer, pool);
    }
}
