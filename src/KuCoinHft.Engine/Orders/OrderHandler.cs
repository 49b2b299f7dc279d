using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Orders;

/// <summary>Stage 8: keeps the table of open orders and writes actions to the output ring.</summary>
/// <remarks>
/// A frame causes at most <see cref="Limits.ActionsPerFrameMax"/> actions: an order, a cancel, a question about an order, a snapshot request.
/// The output ring holds that many for every frame in flight, and Send gates both rings, so there is always room.
/// </remarks>
public sealed class OrderHandler : IStage
{
    private const long CancelRetryNs = Nanos.PerSecond;

    // The gaps between questions grow to 16 silences and no further.
    private const int SilenceDoublingsMax = 4;
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly RingColumn<OrderIntent> _intents;
    private readonly OutputRing _output;
    private readonly long _restNs;
    private readonly long _silenceNs;
    private long _sequence;
    private byte _index;

    /// <param name="restNs">How long an order may rest unfilled before it is cancelled.</param>
    /// <param name="silenceNs">How long the exchange may be silent about an order before it is asked over REST.</param>
    public OrderHandler(
        RingColumn<Frame> frames,
        RingColumn<Update> updates,
        RingColumn<TopOfBook> tops,
        RingColumn<OrderIntent> intents,
        OutputRing output,
        long restNs,
        long silenceNs)
    {
        _frames = frames;
        _updates = updates;
        _tops = tops;
        _intents = intents;
        _output = output;
        _restNs = restNs;
        _silenceNs = silenceNs;
    }

    /// <summary>Orders not terminal; read it only when the worker has stopped.</summary>
    public OrderTable Open { get; } = new();

    /// <summary>What became of our orders.</summary>
    public OrderCounts Counts { get; } = new();

    public void OnFrame(long n)
    {
        _sequence = n;
        _index = 0;
        long nowNs = _frames[n].ReceiveNs;
        ref readonly Update update = ref _updates[n];
        ref readonly OrderIntent intent = ref _intents[n];
        OnUpdate(in update, nowNs);
        if (intent.IsOrder != 0)
            SendNew(in intent, nowNs);
        if (intent.CancelsResting != 0)
            CancelResting(intent.SymbolId, nowNs, olderThanNs: 0);
        else if (update.Kind == UpdateKind.Timer)
            CancelResting(update.SymbolId, nowNs, _restNs);
        if (update.Kind == UpdateKind.Timer)
            RequestSilent(update.SymbolId, nowNs);
        if ((_tops[n].Flags & BookFlags.WantsSnapshot) != 0)
            RequestSnapshot(_tops[n].SymbolId);
    }

    private void OnUpdate(in Update update, long nowNs)
    {
        if (update.OrderKey == 0)
            return;
        int at = Open.Find(update.OrderKey);
        if (at < 0)
        {
            // Answers race with pushes: an order may have ended before its answer, or a cancel's, comes. Anything else is odd.
            bool isLateAnswer = update.Kind is UpdateKind.CancelAnswer or UpdateKind.OrderState or UpdateKind.Error || (update.Kind == UpdateKind.OrderAnswer && update.Code == TradeCodes.Success);
            Counts.Unknown += isLateAnswer ? 0 : 1;
            return;
        }

        ref OpenOrder order = ref Open[at];
        switch (update.Kind)
        {
            case UpdateKind.OrderAnswer when update.Code == TradeCodes.Success:
                Acknowledge(ref order, nowNs);
                break;
            case UpdateKind.OrderAnswer when TradeCodes.IsOutcomeUnknown(update.Code):
                Counts.OutcomeUnknown++;
                break;
            case UpdateKind.OrderAnswer:
                Counts.Refused++;
                Open.RemoveAt(at);
                break;
            case UpdateKind.Order or UpdateKind.OrderState:
                Acknowledge(ref order, nowNs);
                OnState(in update, at, ref order);
                break;
            case UpdateKind.Error when TradeCodes.IsOrderMissing(update.Code):
                OnMissing(at, ref order);
                break;
        }
    }

    // Whichever comes first, the answer, any push or a REST row, tells that the exchange has the order; each order counts once.
    private void Acknowledge(ref OpenOrder order, long nowNs)
    {
        order.QuietSinceNs = nowNs;
        order.Requests = 0;
        if (order.State != OrderState.Sent)
            return;
        Counts.Acked++;
        order.State = OrderState.Acked;
    }

    // Sizes are cumulative, so what comes twice, or by a push and over REST, counts once.
    private void OnState(in Update update, int at, ref OpenOrder order)
    {
        order.FilledLots = Math.Max(order.FilledLots, update.FilledLots);
        switch (update.OrderEvent)
        {
            case OrderEvent.Open:
                order.State = OrderState.Open;
                break;
            case OrderEvent.Match:
                Counts.Fills++;
                break;
            case OrderEvent.Filled:
                Counts.Filled++;
                End(at, update.Kind);
                break;
            case OrderEvent.Canceled:
                Counts.Canceled++;
                End(at, update.Kind);
                break;
        }
    }

    private void End(int at, UpdateKind kind)
    {
        Counts.EndedByRest += kind == UpdateKind.OrderState ? 1 : 0;
        Open.RemoveAt(at);
    }

    // An order that the exchange has had cannot be missing: such an answer settles nothing.
    private void OnMissing(int at, ref OpenOrder order)
    {
        if (order.State != OrderState.Sent || ++order.MissingAnswers < TradeCodes.MissingAnswersMin)
            return;
        Counts.NeverAccepted++;
        Open.RemoveAt(at);
    }

    private void SendNew(in OrderIntent intent, long nowNs)
    {
        var order = new OpenOrder
        {
            Key = intent.OrderKey,
            SymbolId = intent.SymbolId,
            Side = intent.Side,
            SizeLots = intent.SizeLots,
            SentNs = nowNs,
            QuietSinceNs = nowNs,
            State = OrderState.Sent,
        };
        // Risk lets one order a symbol pass, and the table holds more than there are symbols.
        if (!Open.TryAdd(in order))
        {
            Counts.TableFull++;
            return;
        }

        Counts.Sent++;
        ref ActionRecord action = ref Next(ActionKind.NewOrder, intent.SymbolId);
        action.OrderKey = intent.OrderKey;
        action.Side = intent.Side;
        action.TimeInForce = intent.TimeInForce;
        action.Flags = intent.Flags;
        action.PriceTicks = intent.PriceTicks;
        action.SizeLots = intent.SizeLots;
        _output.Publish();
    }

    private void CancelResting(short symbolId, long nowNs, long olderThanNs)
    {
        for (int i = 0; i < Open.Count; i++)
        {
            ref OpenOrder order = ref Open[i];
            // One whose push that it rests got lost would rest for ever, so age alone is reason enough; a cancel of what is not there does no harm.
            long dueNs = order.State == OrderState.Open ? olderThanNs : _restNs;
            bool isDue = order.SymbolId == symbolId && nowNs - order.SentNs >= dueNs;
            bool isAsked = order.CancelNs != 0 && nowNs - order.CancelNs < CancelRetryNs;
            if (!isDue || isAsked || _index == Limits.ActionsPerFrameMax - 1)
                continue;
            order.CancelNs = nowNs;
            Counts.CancelsSent++;
            ref ActionRecord action = ref Next(ActionKind.CancelOrder, symbolId);
            action.OrderKey = order.Key;
            _output.Publish();
        }
    }

    // A lost push or answer, or a request that the gateway did not take: REST tells what became of the order. The gaps double, so as not to press an exchange in trouble.
    private void RequestSilent(short symbolId, long nowNs)
    {
        for (int i = 0; i < Open.Count; i++)
        {
            ref OpenOrder order = ref Open[i];
            bool isSilent = nowNs - order.QuietSinceNs >= _silenceNs << Math.Min(order.Requests, SilenceDoublingsMax);
            if (order.SymbolId != symbolId || !isSilent || _index == Limits.ActionsPerFrameMax - 1)
                continue;
            order.QuietSinceNs = nowNs;
            order.Requests++;
            Counts.OrdersRequested++;
            Next(ActionKind.RequestOrder, symbolId).OrderKey = order.Key;
            _output.Publish();
        }
    }

    private void RequestSnapshot(short symbolId)
    {
        Counts.SnapshotsRequested++;
        Next(ActionKind.RequestSnapshot, symbolId);
        _output.Publish();
    }

    private ref ActionRecord Next(ActionKind kind, short symbolId)
    {
        ref ActionRecord action = ref _output.Claim();
        action = default;
        action.Sequence = _sequence;
        action.Index = _index++;
        action.Kind = kind;
        action.SymbolId = symbolId;
        return ref action;
    }
}
