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
/// An order that is never answered keeps its symbol closed: unknown is not rejected.
/// </remarks>
public sealed class RiskHandler : IEventHandler
{
    // How far a taking order may go beyond the opposite best; the collar bounds it once more.
    private const int TakeSlackBps = 10;
    private readonly RiskColumns _columns;
    private readonly InstrumentTable _instruments;
    private readonly RiskLimits _limits;
    private readonly OrderRate _rate;
    private readonly SymbolState[] _states;
    private readonly long[] _rejects = new long[Enum.GetValues<RejectReason>().Length];

    public RiskHandler(RiskColumns columns, InstrumentTable instruments, RiskLimits limits)
    {
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

    /// <summary>Orders that passed.</summary>
    public long PassedCount { get; private set; }

    public void OnBatch(long first, long last)
    {
        for (long n = first; n <= last; n++)
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
    }

    private void OnUpdate(in Update update, in TopOfBook top, long nowNs)
    {
        if (top.IsLive && update.Kind is UpdateKind.Level2 or UpdateKind.SnapshotPart or UpdateKind.Ticker)
        {
            _states[top.SymbolId].BookNs = nowNs;
            if (top.Bids[0].PriceTicks > 0 && top.Asks[0].PriceTicks > 0)
                Positions.Mark(top.SymbolId, (top.Bids[0].PriceTicks + top.Asks[0].PriceTicks) / 2);
        }

        if (update.OrderKey == 0)
            return;
        if (update.Kind == UpdateKind.Order)
            OnOrder(in update);
        else if (update.Kind == UpdateKind.OrderAnswer && update.Code != TradeCodes.Success)
            OnRefused(update.OrderKey);
    }

    private void OnOrder(in Update update)
    {
        if (update.SymbolId < 0)
            return;
        if (update.OrderEvent == OrderEvent.Match)
            Positions.OnFill(update.SymbolId, update.Side, update.MatchTicks, update.MatchLots);
        ref SymbolState state = ref _states[update.SymbolId];
        if (update.OrderEvent is OrderEvent.Filled or OrderEvent.Canceled && state.OpenKey == update.OrderKey)
            state.OpenKey = 0;
    }

    // The answer to a refused order names no symbol; its key is enough.
    private void OnRefused(long orderKey)
    {
        RefusedByExchangeCount++;
        for (int i = 0; i < _states.Length; i++)
        {
            if (_states[i].OpenKey == orderKey)
                _states[i].OpenKey = 0;
        }
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
        long fullLots = instrument.LotsFor(_limits.PositionQuoteTarget, (bid + ask) / 2);
        long position = Positions.Lots(decision.SymbolId);
        long change = (fullLots * decision.TargetHalves / 2) - position;
        if (state.OpenKey != 0)
        {
            intent.CancelsResting = (byte)(Math.Sign(change) == state.OpenSign ? 0 : 1);
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
        intent.Reject = Check(reduces, (bid + ask) / 2, top.IsLive, instrument, nowNs, in intent);
        if (intent.Reject != RejectReason.None)
        {
            _rejects[(int)intent.Reject]++;
            return;
        }

        _rate.Take(nowNs);
        PassedCount++;
        intent.IsOrder = 1;
        intent.OrderKey = OrderTable.KeyOf(n, index: 0);
        state.OpenKey = intent.OrderKey;
        state.OpenSign = Math.Sign(change);
    }

    private void Price(bool reduces, long bid, long ask, Instrument instrument, ref OrderIntent intent)
    {
        bool isBuy = intent.Side == Side.Buy;
        intent.Flags = reduces ? OrderFlags.AutoRepay : OrderFlags.AutoBorrow;
        if (!reduces && _limits.IsEntryPassive)
        {
            intent.Flags |= OrderFlags.PostOnly;
            intent.PriceTicks = isBuy ? bid : ask;
            return;
        }

        intent.TimeInForce = TimeInForce.Ioc;
        long price = isBuy ? ask + (ask * TakeSlackBps / 10_000) : bid - (bid * TakeSlackBps / 10_000);
        intent.PriceTicks = price - (price % instrument.PriceIncrementTicks);
    }

    private RejectReason Check(bool reduces, long mid, bool isLive, Instrument instrument, long nowNs, in OrderIntent intent)
    {
        if (!instrument.IsMarginEnabled)
            return RejectReason.NotMarginable;
        if (!_limits.TradingEnabled)
            return RejectReason.TradingOff;
        if (!isLive || nowNs - _states[instrument.Id].BookNs > _limits.StaleNs)
            return RejectReason.StaleData;
        if (intent.SizeLots < instrument.SizeLotsMin || instrument.FundsQuote(intent.PriceTicks, intent.SizeLots) < instrument.FundsQuoteMin)
            return RejectReason.BelowMinimum;
        if (Math.Abs(intent.PriceTicks - mid) > mid * _limits.CollarBps / 10_000)
            return RejectReason.PriceCollar;
        if (!_rate.Allows(nowNs))
            return RejectReason.OrderRate;
        return reduces ? RejectReason.None : CheckOpening(instrument, in intent);
    }

    private RejectReason CheckOpening(Instrument instrument, in OrderIntent intent)
    {
        if (Positions.ProfitQuote() <= -_limits.LossQuoteMax)
            return RejectReason.LossLimit;
        long lots = Math.Abs(Positions.Lots(instrument.Id)) + intent.SizeLots;
        if (instrument.FundsQuote(intent.PriceTicks, lots) > _limits.PositionQuoteMax)
            return RejectReason.PositionLimit;
        long added = instrument.FundsQuote(intent.PriceTicks, intent.SizeLots);
        return Positions.NotionalQuote() + added > _limits.NotionalQuoteMax ? RejectReason.NotionalLimit : RejectReason.None;
    }

    private struct SymbolState
    {
        public long BookNs;
        public long OpenKey;
        public int OpenSign;
    }
}
