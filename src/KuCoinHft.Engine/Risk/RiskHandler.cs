using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Risk;

/// <summary>Stage 7: turns a wanted position into an order that every limit allows, or into the reason why not.</summary>
/// <remarks>
/// One order of a symbol is open at a time. A position is closed before the opposite one is opened. Opening joins the best price or takes,
/// as configured; reducing always takes. Positions are those that our fills made, so they lag the exchange by the push.
/// Pushes and REST rows carry cumulative sizes: one that comes twice changes nothing, and what a lost one said is in the next.
/// An order whose fate is open keeps its symbol closed until the exchange, asked by Orders, tells of it: unknown is not rejected.
/// </remarks>
public sealed class RiskHandler : IStage
{
    // How far a taking order may go beyond the opposite best, as a share of it: 10 bps. The collar bounds it once more.
    private const int TakeSlackShare = 1000;
    private readonly RiskColumns _columns;
    private readonly InstrumentTable _instruments;
    private readonly RiskLimits _limits;
    private readonly OrderRate _rate;
    private readonly SymbolState[] _states;
    private readonly long[] _rejects = new long[Enum.GetValues<RejectReason>().Length];

    public RiskHandler(RiskColumns columns, InstrumentTable instruments, RiskLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.OpenOrdersMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.OpenOrdersMax, Limits.OpenOrdersMax);
        _columns = columns;
        _instruments = instruments;
        _limits = limits;
        _rate = new OrderRate(limits.OrdersPerSecondMax);
        _states = new SymbolState[instruments.Count];
        Positions = new PositionBook(instruments, limits.FeeRateE6);
    }

    /// <summary>Positions and profit as our fills made them.</summary>
    public PositionBook Positions { get; }

    /// <summary>Rejects by reason.</summary>
    public ReadOnlySpan<long> Rejects => _rejects;

    /// <summary>Orders that the exchange refused.</summary>
    public long RefusedByExchangeCount { get; private set; }

    /// <summary>Orders that the exchange, asked often enough, has never had.</summary>
    public long NeverAcceptedCount { get; private set; }

    /// <summary>Match pushes of orders before a symbol's last one that tell of no fill beyond those counted.</summary>
    public long LateFillCount { get; private set; }

    /// <summary>Orders that passed.</summary>
    public long PassedCount { get; private set; }

    /// <summary>When the last live frame of a symbol's own feed came; for reports, when the worker has stopped.</summary>
    public long BookNsOf(int symbolId) => _states[symbolId].BookNs;

    /// <summary>The key of a symbol's open order, 0 for none; for reports, when the worker has stopped.</summary>
    public long OpenOrderOf(int symbolId) => _states[symbolId].IsOpen ? _states[symbolId].Last.Key : 0;

    /// <summary>Orders that passed less than a second before <paramref name="nowNs"/>; for reports, when the worker has stopped.</summary>
    public int OrdersInSecondBefore(long nowNs) => _rate.CountIn(nowNs);

    public void OnFrame(long n)
    {
        ref OrderIntent intent = ref _columns.Intents[n];
        intent = default;
        ref readonly Update update = ref _columns.Updates[n];
        intent.SymbolId = update.SymbolId;
        long nowNs = _columns.Frames[n].ReceiveNs;
        OnUpdate(in update, in _columns.Tops[n], nowNs);
        if (_columns.Decisions[n].IsDecision)
            OnDecision(n, nowNs, ref intent);
    }

    private void OnUpdate(in Update update, in TopOfBook top, long nowNs)
    {
        // A ticker tells nothing of the book's own feed, which may have stopped while tickers go on.
        if (top.IsLive && update.Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart)
        {
            _states[top.SymbolId].BookNs = nowNs;
            if (top.Bids[0].PriceTicks > 0 && top.Asks[0].PriceTicks > 0)
                Positions.Mark(top.SymbolId, RiskChecks.Middle(top.Bids[0].PriceTicks, top.Asks[0].PriceTicks));
        }

        if (update.OrderKey == 0)
            return;
        if (update.Kind is UpdateKind.Order or UpdateKind.OrderState)
            OnOrder(in update);
        else if (update.Kind is UpdateKind.OrderAnswer or UpdateKind.Error)
            OnAnswer(in update);
    }

    private void OnOrder(in Update update)
    {
        if (update.SymbolId < 0)
            return;
        ref SymbolState state = ref _states[update.SymbolId];
        if (update.OrderKey == state.Last.Key)
        {
            state.IsAccepted = true;
            Count(in update, ref state.Last);
            if (update.OrderEvent is OrderEvent.Filled or OrderEvent.Canceled)
                state.IsOpen = false;
        }
        else if (update.OrderKey == state.Earlier.Key)
        {
            LateFillCount += !Count(in update, ref state.Earlier) && update.OrderEvent == OrderEvent.Match ? 1 : 0;
        }
        else if (update.OrderEvent == OrderEvent.Match)
        {
            OnFillOfOther(in update, state.Last.Key);
        }
    }

    private bool Count(in Update update, ref CountedOrder order)
    {
        long newLots = order.Count(in update);
        // A fill whose own push got lost has the order's price, the worst that it can have had.
        if (newLots > 0)
            Positions.OnFill(update.SymbolId, update.Side, update.OrderEvent == OrderEvent.Match ? update.MatchTicks : order.PriceTicks, newLots);
        return newLots > 0;
    }

    // An order before the symbol's last two was over long ago; a later one than the last is of a journal whose decisions were others.
    private void OnFillOfOther(in Update update, long lastKey)
    {
        if (update.OrderKey < lastKey)
            LateFillCount++;
        else
            Positions.OnFill(update.SymbolId, update.Side, update.MatchTicks, update.MatchLots);
    }

    // Neither the answer to a refused order nor the one that there is no such order names a symbol; the key is enough.
    private void OnAnswer(in Update update)
    {
        foreach (ref SymbolState state in _states.AsSpan())
        {
            if (state.Last.Key != update.OrderKey || !state.IsOpen)
                continue;
            if (update.Kind == UpdateKind.Error)
                OnMissing(update.Code, ref state);
            else if (update.Code == TradeCodes.Success)
                state.IsAccepted = true;
            else if (!TradeCodes.IsOutcomeUnknown(update.Code))
                OnRefused(ref state);
        }
    }

    private void OnRefused(ref SymbolState state)
    {
        state.IsOpen = false;
        RefusedByExchangeCount++;
    }

    private void OnMissing(int code, ref SymbolState state)
    {
        if (!TradeCodes.IsOrderMissing(code) || state.IsAccepted || ++state.MissingAnswers < TradeCodes.MissingAnswersMin)
            return;
        state.IsOpen = false;
        NeverAcceptedCount++;
    }

    private void OnDecision(long n, long nowNs, ref OrderIntent intent)
    {
        ref readonly Decision decision = ref _columns.Decisions[n];
        ref readonly TopOfBook top = ref _columns.Tops[n];
        long bid = top.Bids[0].PriceTicks;
        long ask = top.Asks[0].PriceTicks;
        if (bid == 0 || ask == 0)
            return;
        Instrument instrument = _instruments[decision.SymbolId];
        ref SymbolState state = ref _states[decision.SymbolId];
        long fullLots = instrument.LotsFor(_limits.PositionQuoteTarget, RiskChecks.Middle(bid, ask));
        long position = Positions.Lots(decision.SymbolId);
        long change = Instrument.Saturate(((Int128)fullLots * decision.TargetHalves / 2) - position);
        if (state.IsOpen)
        {
            intent.CancelsResting = (byte)(Math.Sign(change) == state.Sign ? 0 : 1);
            return;
        }

        // A tenth of the full position is not worth a fee, except to close.
        bool closes = decision.TargetHalves == 0 && position != 0;
        if (change == 0 || (!closes && Math.Abs(change) < fullLots / 10))
            return;
        bool reduces = position != 0 && Math.Sign(change) != Math.Sign(position);
        intent.SizeLots = reduces ? Math.Min(Math.Abs(change), Math.Abs(position)) : Math.Abs(change);
        intent.SizeLots -= intent.SizeLots % instrument.SizeIncrementLots;
        intent.Side = change > 0 ? Side.Buy : Side.Sell;
        Price(reduces, bid, ask, instrument, ref intent);
        intent.Reject = Check(reduces, in top, instrument, nowNs, in intent);
        if (intent.Reject != RejectReason.None)
        {
            _rejects[(int)intent.Reject]++;
            return;
        }

        _rate.Take(nowNs);
        PassedCount++;
        intent.IsOrder = 1;
        intent.OrderKey = OrderTable.KeyOf(n, index: 0);
        state.Begin(in intent, Math.Sign(change), reduces);
    }

    private void Price(bool reduces, long bid, long ask, Instrument instrument, ref OrderIntent intent)
    {
        bool isBuy = intent.Side == Side.Buy;
        bool takes = reduces || !_limits.IsEntryPassive;
        intent.Flags = reduces ? OrderFlags.AutoRepay : OrderFlags.AutoBorrow;
        if (takes)
        {
            intent.TimeInForce = TimeInForce.Ioc;
            long best = isBuy ? ask : bid;
            intent.PriceTicks = isBuy ? best + (best / TakeSlackShare) : best - (best / TakeSlackShare);
        }
        else
        {
            intent.Flags |= OrderFlags.PostOnly;
            intent.PriceTicks = isBuy ? bid : ask;
        }

        // The book may hold prices off the increment. A taking order is rounded into the book, or it might reach nothing; a resting one away from it.
        long over = intent.PriceTicks % instrument.PriceIncrementTicks;
        if (over != 0)
            intent.PriceTicks += isBuy == takes ? instrument.PriceIncrementTicks - over : -over;
    }

    private RejectReason Check(bool reduces, in TopOfBook top, Instrument instrument, long nowNs, in OrderIntent intent)
    {
        if (!instrument.IsMarginEnabled)
            return RejectReason.NotMarginable;
        if (!_limits.TradingEnabled)
            return RejectReason.TradingOff;
        if (!RiskChecks.IsFresh(top.IsLive, nowNs - _states[instrument.Id].BookNs, _limits))
            return RejectReason.StaleData;
        if (!RiskChecks.IsAboveMinimum(intent.PriceTicks, intent.SizeLots, instrument))
            return RejectReason.BelowMinimum;
        if (!RiskChecks.IsInsideCollar(intent.PriceTicks, top.Bids[0].PriceTicks, top.Asks[0].PriceTicks, _limits))
            return RejectReason.PriceCollar;
        if (!_rate.Allows(nowNs))
            return RejectReason.OrderRate;
        return reduces ? RejectReason.None : CheckOpening(instrument, Math.Max(intent.PriceTicks, RiskChecks.Middle(top.Bids[0].PriceTicks, top.Asks[0].PriceTicks)), intent.SizeLots);
    }

    // What is sold may fill above its limit, hence a price that is no lower than the middle.
    private RejectReason CheckOpening(Instrument instrument, long priceTicks, long sizeLots)
    {
        long openQuote = OpenQuote(out int openCount);
        if (openCount >= _limits.OpenOrdersMax)
            return RejectReason.TooManyOrders;
        if (Positions.ProfitQuote() <= -_limits.LossQuoteMax)
            return RejectReason.LossLimit;
        if (instrument.FundsQuote(priceTicks, Math.Abs(Positions.Lots(instrument.Id)) + sizeLots) > _limits.PositionQuoteMax)
            return RejectReason.PositionLimit;
        Int128 notional = (Int128)Positions.NotionalQuote() + openQuote + instrument.FundsQuote(priceTicks, sizeLots);
        return notional > _limits.NotionalQuoteMax ? RejectReason.NotionalLimit : RejectReason.None;
    }

    /// <summary>What the open orders may still add to positions: several symbols decide in one moment, before any of them is filled.</summary>
    /// <param name="openCount">Open orders, reductions included.</param>
    public long OpenQuote(out int openCount)
    {
        Int128 sum = 0;
        openCount = 0;
        for (int i = 0; i < _states.Length; i++)
        {
            ref readonly SymbolState state = ref _states[i];
            if (!state.IsOpen)
                continue;
            openCount++;
            if (!state.Reduces)
                sum += _instruments[i].FundsQuote(Math.Max(state.Last.PriceTicks, Positions.MarkTicks(i)), Math.Max(0, state.SizeLots - state.Last.FilledLots));
        }

        return Instrument.Saturate(sum);
    }
}
