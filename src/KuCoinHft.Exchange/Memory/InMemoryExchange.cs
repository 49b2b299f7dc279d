using System.Text;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Books;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Memory;

/// <summary>A message from the embedded exchange to the engine.</summary>
/// <param name="ReceiveNs">Virtual time of receipt; never goes back from one message to the next.</param>
/// <param name="Source">Feed (pushes), Trade (answers of the trading API) or Rest (bodies of answers).</param>
/// <param name="SymbolId">Rest: whose book the body is, or whose order. Otherwise -1.</param>
/// <param name="Json">UTF-8 JSON, KuCoin's form.</param>
/// <param name="ClientOid">Rest: the order that the body is about; null for a book.</param>
public readonly record struct ExchangeMessage(long ReceiveNs, FrameSource Source, int SymbolId, ReadOnlyMemory<byte> Json, string? ClientOid = null);

/// <summary>The embedded exchange in virtual time: the same inputs give the same messages, byte for byte.</summary>
/// <remarks>
/// Thread: one. Pull a message with <see cref="TryNext"/>, let the engine work on it, and its orders go in through <see cref="Send"/>: they reach
/// the exchange at the time of that message plus the entry latency, in order with the recorded events (an event of the same nanosecond comes first). Latencies: <see cref="LatencyOptions"/>.
/// The exchange is never run ahead of what the engine can still influence. Send copies the request, so unlike the socket gateway it allocates.
/// A snapshot asked for before the recorded one has come is answered as soon as it has.
/// In a restart or a storm of refusals questions over REST wait for its end, as the gateway repeats them; of a restart the engine sees silence, not broken connections.
/// </remarks>
public sealed class InMemoryExchange : IOrderGateway, IDisposable
{
    private readonly ExchangeCore _core;
    private readonly LatencyDraws _latency;
    private readonly LatencyLine _entryLine = new();
    private readonly LatencyLine _answerLine = new();
    private readonly LatencyLine _feedLine = new();
    private readonly IEnumerator<RecordedEvent> _events;
    private readonly PriorityQueue<Arrival, (long AtNs, long Order)> _arrivals = new();
    private readonly PriorityQueue<ExchangeMessage, (long AtNs, long Order)> _deliveries = new();
    private readonly List<int> _snapshotsAsked = [];
    private readonly FaultLayer _faults;
    private readonly long _fastestNs;
    private bool _hasEvent;
    private long _number;

    /// <summary>Opens the recording at its beginning, or so much market time later: what came before is played to nobody.</summary>
    /// <exception cref="ArgumentException">A latency is negative, or an option is out of range.</exception>
    public InMemoryExchange(Recording recording, AccountOptions account, LatencyOptions latency, TimeSpan openAfter = default, ExchangeRules? rules = null, FaultPlan? faults = null)
    {
        _latency = new LatencyDraws(latency);
        _core = new ExchangeCore(recording.Instruments, [account], (rules ?? new ExchangeRules()).For(recording));
        _faults = new FaultLayer(faults, _core, Later);
        _fastestNs = Math.Min(_latency.Response.NsMin, _latency.Feed.NsMin);
        _events = recording.Read().GetEnumerator();
        _hasEvent = _events.MoveNext();
        if (_hasEvent)
            PlayUntil(_events.Current.ReceiveNs + ((long)openAfter.TotalMicroseconds * 1000));
        if (!_hasEvent && openAfter > TimeSpan.Zero)
            throw new ArgumentException($"The recording {recording.Name} is over before the exchange would open, {openAfter} after its beginning; give a shorter time.", nameof(openAfter));
        _faults.Open(NowNs);
    }

    /// <summary>Virtual time: that of the last message given.</summary>
    public long NowNs { get; private set; }

    /// <summary>Recorded events played so far.</summary>
    public long EventCount => _core.EventCount;

    /// <summary>How often each fault has struck, by its name in a table.</summary>
    public IReadOnlyDictionary<string, long> FaultCounts => _faults.Counts;

    /// <summary>Recorded frames that could not be read.</summary>
    public long MalformedCount => _core.MalformedCount;

    /// <summary>Gives the next message in order of receipt.</summary>
    /// <returns>False when the recording is over and every answer has been given.</returns>
    public bool TryNext(out ExchangeMessage message)
    {
        // A message may go out once nothing the exchange does later can be received before it; until then the exchange is one step behind.
        while (!_deliveries.TryPeek(out _, out (long AtNs, long Order) first) || NextStepNs() < first.AtNs - _fastestNs)
        {
            if (NextStepNs() == long.MaxValue)
            {
                message = default;
                return false;
            }

            Step();
        }

        message = _deliveries.Dequeue();
        NowNs = message.ReceiveNs;
        return true;
    }

    /// <summary>The REST body of a symbol's one-minute candles of the last hour, and of the minute begun, at this time.</summary>
    public byte[] Candles(int symbolId)
    {
        long nowSeconds = NowNs / Nanos.PerSecond;
        return _core.Candles(_core.Instruments[symbolId].Symbol, CandleBook.Seconds("1min"), nowSeconds - 3600, nowSeconds + 1);
    }

    /// <summary>The account's coins and debts at the exchange.</summary>
    public IReadOnlyCollection<CoinAccount> Accounts => _core.Ledger.Accounts;

    /// <inheritdoc/>
    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (action.Kind is ActionKind.RequestSnapshot or ActionKind.RequestOrder && (uint)action.SymbolId >= (uint)_core.Instruments.Count)
            return false;
        // Orders share one connection; a question over REST has one of its own.
        long entryNs = Draw(_latency.Entry);
        bool isRest = action.Kind is ActionKind.RequestSnapshot or ActionKind.RequestOrder;
        _arrivals.Enqueue(new Arrival(action.Kind, action.SymbolId, message.ToArray()), (isRest ? NowNs + entryNs : _entryLine.ArrivalNs(NowNs, entryNs), _number++));
        return true;
    }

    /// <summary>The account's state at the exchange.</summary>
    public Statement Statement() => _core.Statement();

    public void Dispose() => _events.Dispose();

    private void PlayUntil(long openNs)
    {
        NowNs = openNs;
        while (_hasEvent && _events.Current.ReceiveNs < openNs)
        {
            _faults.OnEvent(_events.Current);
            _core.Feed(_events.Current);
            _hasEvent = _events.MoveNext();
            while (_core.TryTakePush(out _))
            {
            }
        }
    }

    private long NextStepNs()
    {
        long nextNs = _hasEvent ? _events.Current.ReceiveNs : long.MaxValue;
        if (_arrivals.TryPeek(out _, out (long AtNs, long Order) arrival))
            nextNs = Math.Min(nextNs, arrival.AtNs);

        // Timers alone do not keep a session alive: after the recording they would go on for ever.
        return nextNs == long.MaxValue ? nextNs : Math.Max(_core.NowNs, Math.Min(nextNs, _core.NextTimerNs));
    }

    private void Step()
    {
        long nowNs = NextStepNs();
        if (_core.NextTimerNs <= nowNs)
            _core.AdvanceTo(_core.NextTimerNs);
        else if (_hasEvent && Math.Max(_events.Current.ReceiveNs, _core.NowNs) <= nowNs)
            PlayEvent();
        else
            Arrive(_arrivals.Dequeue(), nowNs);
        while (_faults.TryTakePush(out Push push))
            Deliver(_feedLine.ArrivalNs(push.AtNs, Draw(_latency.Feed)), FrameSource.Feed, -1, push.Json);
    }

    private long Draw(LatencyDistribution distribution) => _latency.Next(distribution, _core.Volatility);

    private void PlayEvent()
    {
        RecordedEvent e = _events.Current;
        _faults.OnEvent(e);
        _core.Feed(e);
        _hasEvent = _events.MoveNext();
        if (e.Kind == RecordedKind.Snapshot)
            _snapshotsAsked.RemoveAll(AnswerSnapshot);
    }

    private void Later(long delayNs, Action<long> work) => _arrivals.Enqueue(new Arrival(default, -1, [], work), (_core.NowNs + delayNs, _number++));

    private void Arrive(Arrival arrival, long nowNs)
    {
        if (arrival.Work is not null)
        {
            _core.AdvanceTo(nowNs);
            arrival.Work(nowNs);
            return;
        }

        if (arrival.Kind is ActionKind.RequestSnapshot or ActionKind.RequestOrder)
        {
            _core.AdvanceTo(nowNs);
            long outageNs = _faults.OutageNs();
            if (outageNs > 0)
                Later(outageNs, atNs => Arrive(arrival, atNs));
            else if (arrival.Kind == ActionKind.RequestOrder)
                AnswerOrder(arrival);
            else if (!AnswerSnapshot(arrival.SymbolId))
                _snapshotsAsked.Add(arrival.SymbolId);
            return;
        }

        _core.AdvanceTo(nowNs);
        if (!_faults.IsDeaf(FaultSockets.Trade))
            _faults.Submit(_core.Account, arrival.Request, nowNs, answer => Deliver(_answerLine.ArrivalNs(_core.NowNs, Draw(_latency.Response)), FrameSource.Trade, -1, answer));
    }

    // The request is a path that ends in the clientOid, and a query of the symbol, which the action names as well.
    private void AnswerOrder(Arrival arrival)
    {
        string path = Encoding.UTF8.GetString(arrival.Request);
        int query = path.IndexOf('?', StringComparison.Ordinal);
        string clientOid = path[(path.LastIndexOf('/') + 1)..(query < 0 ? path.Length : query)];
        byte[] body = _core.OrderBody(_core.Account, _core.Instruments[arrival.SymbolId].Symbol, orderId: null, clientOid);
        Deliver(_core.NowNs + Draw(_latency.Response), FrameSource.Rest, arrival.SymbolId, body, clientOid);
    }

    private bool AnswerSnapshot(int symbolId)
    {
        byte[]? body = _faults.Snapshot(_core.Instruments[symbolId].Symbol);
        if (body is null)
            return false;
        Deliver(_core.NowNs + Draw(_latency.Response), FrameSource.Rest, symbolId, body);
        return true;
    }

    private void Deliver(long receiveNs, FrameSource source, int symbolId, ReadOnlyMemory<byte> json, string? clientOid = null)
    {
        FaultSockets socket = source switch { FrameSource.Feed => FaultSockets.Feed, FrameSource.Trade => FaultSockets.Trade, _ => FaultSockets.None };
        if (socket == FaultSockets.None || !_faults.IsMuted(socket))
            _deliveries.Enqueue(new ExchangeMessage(receiveNs, source, symbolId, json, clientOid), (receiveNs, _number++));
    }

    private readonly record struct Arrival(ActionKind Kind, int SymbolId, byte[] Request, Action<long>? Work = null);
}
