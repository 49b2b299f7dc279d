using System.Globalization;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Order books and candles.</summary>
/// <remarks>Source: api.md 3.4, 6.1. A book asked for before its recorded snapshot has come is answered once it has, or with 503 after 10 seconds.</remarks>
internal sealed class BookRoutes(RestContext context)
{
    private static readonly TimeSpan SnapshotWaitMax = TimeSpan.FromSeconds(10);
    private static readonly Refusal BookMissing = new("503000", "The recording has not yet brought the order book of this symbol: start playing, and ask again.");

    public IEnumerable<Route> All =>
    [
        new("GET", "/api/v1/market/orderbook/level2_20", Pool.Public, 2, ApiPermissions.None, x => GiveBookAsync(x, 20)),
        new("GET", "/api/v1/market/orderbook/level2_100", Pool.Public, 4, ApiPermissions.None, x => GiveBookAsync(x, 100)),
        new("GET", "/api/v3/market/orderbook/level2", Pool.Spot, 3, ApiPermissions.General, x => GiveBookAsync(x, int.MaxValue)),
        new("GET", "/api/v1/market/candles", Pool.Public, 3, ApiPermissions.None, GiveCandles),
    ];

    private async Task<RestAnswer> GiveBookAsync(RestRequest request, int depthMax)
    {
        string symbol = request["symbol"] ?? "";
        if (context.Player.Read(core => core.FindInstrument(symbol)) is null)
            return RestAnswer.Refuse(RestContext.SymbolMissing);
        long endMs = Environment.TickCount64 + (long)SnapshotWaitMax.TotalMilliseconds;
        while (true)
        {
            // The task is taken before the look: a snapshot between the two would be missed otherwise.
            Task next = context.Player.NextSnapshot();
            byte[]? body = context.Player.Read(core => depthMax == int.MaxValue ? context.Player.Faults.Snapshot(symbol) : core.Snapshot(symbol, depthMax));
            if (body is not null)
                return RestAnswer.Of(body);
            long leftMs = endMs - Environment.TickCount64;
            if (leftMs <= 0)
                return RestAnswer.Refuse(BookMissing, 503);
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(leftMs)));
        }
    }

    private Task<RestAnswer> GiveCandles(RestRequest request)
    {
        int seconds = CandleBook.Seconds(request["type"]);
        bool isTime = TrySeconds(request["startAt"], out long startAt) & TrySeconds(request["endAt"], out long endAt);
        return context.Read(core =>
            core.FindInstrument(request["symbol"]) is not { } instrument ? RestAnswer.Refuse(Refusal.UnknownSymbol)
            : seconds == 0 ? RestAnswer.Refuse(Refusal.CandleType)
            : !isTime || (endAt != 0 && endAt < startAt) ? RestAnswer.Refuse(Refusal.CandleTime)
            : RestAnswer.Of(core.Candles(instrument.Symbol, seconds, startAt, endAt == 0 ? long.MaxValue : endAt)));
    }

    // Absent is 0, as at KuCoin: from the beginning, and up to now.
    private static bool TrySeconds(string? text, out long seconds)
    {
        seconds = 0;
        return text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }
}
