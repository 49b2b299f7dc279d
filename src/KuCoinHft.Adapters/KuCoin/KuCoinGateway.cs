using System.Globalization;
using System.Text;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Takes the engine's actions to KuCoin: orders at once over the trading session; snapshots, and questions about orders, by a fetch off the hot path.</summary>
/// <remarks>
/// Thread: <see cref="Send"/> on the engine's worker; <see cref="RunAsync"/> on the pool. Between them stand one flag and one order's key a symbol, so that a hot
/// worker never wakes a thread: the fetcher looks every 5 ms, little beside the tens of milliseconds of the answer.
/// What if full: a second request for a symbol that waits is the same request; one that comes during its fetch is fetched again after it, since
/// the book under way may be older than the gap. A symbol has one open order at a time, so a later question takes an earlier one's place; the engine
/// asks again about what is still open, hence a question that fails is not repeated here. Fetches are one at a time and start at least 100 ms apart.
/// </remarks>
public sealed class KuCoinGateway : IOrderGateway
{
    /// <summary>Tries of one snapshot, or failed questions about a symbol's order in a row, before that is reported.</summary>
    public const int AttemptsMax = 5;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FetchIntervalMin = TimeSpan.FromMilliseconds(100);

    private readonly TradeConnection? _trade;
    private readonly KuCoinRestClient _rest;
    private readonly InstrumentTable _instruments;
    private readonly OrderKeys _keys;
    private readonly Action<int, ReadOnlyMemory<byte>> _onSnapshot;
    private readonly Action<byte[]> _onOrder;
    private readonly Action<int, Exception> _onFault;
    private readonly int[] _wanted;
    private readonly int[] _attempts;
    private readonly long[] _orders;
    private readonly int[] _orderFaults;

    /// <param name="trade">Null refuses every order: market data alone.</param>
    /// <param name="keys">The session's: an order is asked about by its clientOid.</param>
    /// <param name="onSnapshot">Takes the body of a full book with its symbol id, on the pool.</param>
    /// <param name="onOrder">Takes the answer to a question about an order as a frame of kind Rest, on the pool.</param>
    /// <param name="onFault">Told when a snapshot, or the questions about a symbol's order, failed <see cref="AttemptsMax"/> times; the symbol stays stale, or closed, until the engine has its answer.</param>
    public KuCoinGateway(
        TradeConnection? trade,
        KuCoinRestClient rest,
        InstrumentTable instruments,
        OrderKeys keys,
        Action<int, ReadOnlyMemory<byte>> onSnapshot,
        Action<byte[]> onOrder,
        Action<int, Exception> onFault)
    {
        _trade = trade;
        _rest = rest;
        _instruments = instruments;
        _keys = keys;
        _onSnapshot = onSnapshot;
        _onOrder = onOrder;
        _onFault = onFault;
        (_wanted, _attempts) = (new int[instruments.Count], new int[instruments.Count]);
        (_orders, _orderFaults) = (new long[instruments.Count], new int[instruments.Count]);
    }

    /// <inheritdoc/>
    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (action.Kind is ActionKind.NewOrder or ActionKind.CancelOrder)
            return _trade is not null && _trade.Send(message);
        if ((uint)action.SymbolId >= (uint)_instruments.Count)
            return false;
        if (action.Kind == ActionKind.RequestSnapshot)
            Volatile.Write(ref _wanted[action.SymbolId], 1);
        else if (action.Kind == ActionKind.RequestOrder)
            Volatile.Write(ref _orders[action.SymbolId], action.OrderKey);
        return action.Kind is ActionKind.RequestSnapshot or ActionKind.RequestOrder;
    }

    /// <summary>Fetches the snapshots and orders that are asked for, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                for (int symbolId = 0; symbolId < _instruments.Count; symbolId++)
                {
                    long orderKey = Interlocked.Exchange(ref _orders[symbolId], 0);
                    if (orderKey != 0)
                        await FetchOrderAsync(symbolId, orderKey, cancellation);
                    // Taken down before the fetch: a request that comes during it stands for a later book.
                    if (Interlocked.Exchange(ref _wanted[symbolId], 0) == 1)
                        await FetchAsync(symbolId, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The session ends; what was asked for is not needed any more.
            return;
        }
    }

    private async Task FetchOrderAsync(int symbolId, long orderKey, CancellationToken cancellation)
    {
        byte[] text = new byte[OrderKeys.TextBytes];
        _keys.Write(orderKey, text);
        string clientOid = Encoding.ASCII.GetString(text);
        Task pause = Task.Delay(FetchIntervalMin, cancellation);
        try
        {
            byte[] body = await _rest.OrderAsync(_instruments[symbolId].Symbol, clientOid, cancellation);
            _onOrder(RestRows.Order(body, clientOid));
            RequireAnswer(body, clientOid);
            _orderFaults[symbolId] = 0;
        }
        catch (Exception e) when (e is FormatException || (IsFault(e) && !cancellation.IsCancellationRequested))
        {
            if (++_orderFaults[symbolId] % AttemptsMax == 0)
                _onFault(symbolId, e);
        }

        await pause;
    }

    // The engine passes over any other refusal (too many requests, a key that is not valid), so its symbol stays closed as without an answer.
    private static void RequireAnswer(byte[] body, string clientOid)
    {
        string code = KuCoinEnvelope.Property(body, "code"u8)!;
        if (!TradeCodes.IsOrderMissing(int.Parse(code, CultureInfo.InvariantCulture)))
            KuCoinEnvelope.Require(body, 200, $"the question about the order {clientOid}");
    }

    private static bool IsFault(Exception e) => e is KuCoinException or HttpRequestException or TaskCanceledException;

    private async Task FetchAsync(int symbolId, CancellationToken cancellation)
    {
        try
        {
            Task pause = Task.Delay(FetchIntervalMin, cancellation);
            byte[] body = await _rest.OrderBookAsync(_instruments[symbolId].Symbol, cancellation);
            _attempts[symbolId] = 0;
            _onSnapshot(symbolId, body);
            await pause;
        }
        catch (Exception e) when (IsFault(e) && !cancellation.IsCancellationRequested)
        {
            await RetryOrReportAsync(symbolId, e, cancellation);
        }
    }

    // 100, 200, 400, 800 ms, each up to half as long again: the jitter keeps many symbols from coming back together after an outage.
    private async Task RetryOrReportAsync(int symbolId, Exception fault, CancellationToken cancellation)
    {
        if (++_attempts[symbolId] >= AttemptsMax)
        {
            _attempts[symbolId] = 0;
            _onFault(symbolId, fault);
            return;
        }

        TimeSpan pause = FetchIntervalMin * (1 << (_attempts[symbolId] - 1)) * (1 + (Random.Shared.NextDouble() / 2));
        await Task.Delay(pause, cancellation);
        Volatile.Write(ref _wanted[symbolId], 1);
    }
}
