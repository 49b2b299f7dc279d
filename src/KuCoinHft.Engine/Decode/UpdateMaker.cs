using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Decode;

/// <summary>Turns what a frame says in KuCoin's terms into the session's integers: orders, accounts and answers here, the market in <see cref="MarketUpdates"/>.</summary>
internal sealed class UpdateMaker
{
    private const int FractionDecimals = 8;

    // Before 2021 KuCoin sent orderTime in nanoseconds; no millisecond count reaches this.
    private const long NanosMin = 1_000_000_000_000_000;
    private readonly SymbolUnits _units;
    private readonly MarketUpdates _market;
    private readonly CurrencyTable _currencies;
    private readonly OrderKeys _keys;

    public UpdateMaker(InstrumentTable instruments, CurrencyTable currencies, OrderKeys keys)
    {
        _units = new SymbolUnits(instruments);
        _market = new MarketUpdates(_units, currencies);
        _currencies = currencies;
        _keys = keys;
    }

    /// <summary>Fills what the kind has, except the levels.</summary>
    public BadReason Fill(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        switch (frame.Kind)
        {
            case UpdateKind.Order:
                return Order(json, frame, ref update);
            case UpdateKind.OrderState:
                return OrderState(json, frame, ref update);
            case UpdateKind.Fill:
                return OwnFill(json, frame, ref update);
            case UpdateKind.StopOrder:
                return StopOrder(json, frame, ref update);
            case UpdateKind.Balance:
                return Balance(json, frame, ref update);
            case UpdateKind.MarginPosition:
                // A warning of liquidation is not to be lost over its time, which KuCoin's own example has wrong; it then counts as absent.
                SymbolUnits.Millis(frame, Field.Time, ref update);
                return frame[Field.DebtRatio].Decimal.Truncate(FractionDecimals, out update.DebtRatioE8);
            case UpdateKind.MarginStatus:
                SymbolUnits.Millis(frame, Field.Time, ref update);
                update.MarginEvent = (MarginEvent)frame[Field.Event].Number;
                return BadReason.None;
            case UpdateKind.IsolatedPosition:
                SymbolUnits.Millis(frame, Field.Time, ref update);
                update.IsolatedStatus = (IsolatedStatus)frame[Field.Status].Number;
                update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
                return BadReason.None;
            case UpdateKind.OrderAnswer or UpdateKind.CancelAnswer:
                return Answer(json, frame, ref update);
            case UpdateKind.Error:
                update.Code = (int)frame[Field.Code].Number;
                // The refusal of a question about an order bears its clientOid as its id.
                update.OrderKey = _keys.Parse(frame.Text(json, Field.Id));
                return BadReason.None;
            default:
                return _market.Fill(json, frame, ref update);
        }
    }

    /// <inheritdoc cref="SymbolUnits.Convert"/>
    public BadReason Convert(ReadOnlySpan<LevelRow> levels, int symbolId, Span<BookLevelChange> changes) => _units.Convert(levels, symbolId, changes);

    private BadReason Order(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.OrderEvent = (OrderEvent)frame[Field.Event].Number;
        update.Side = (Side)frame[Field.Side].Number;
        update.IsMaker = frame[Field.Liquidity].Number == 2 ? (byte)1 : (byte)0;
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        if (update.SymbolId < 0)
            return BadReason.UnknownSymbol;
        BadReason bad = _units.Pair(frame, Field.Price, Field.OriginSize, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = _units.Pair(frame, Field.MatchPrice, Field.MatchSize, update.SymbolId, out update.MatchTicks, out update.MatchLots);
        if (bad == BadReason.None)
            bad = _units.Lots(frame, Field.FilledSize, update.SymbolId, out update.FilledLots);
        if (bad == BadReason.None)
            bad = _units.Lots(frame, Field.RemainSize, update.SymbolId, out update.RemainLots);
        if (bad != BadReason.None)
            return bad;
        update.ExchangeNs = Math.Max(frame[Field.EngineTime].Number, frame[Field.OrderTime].Number >= NanosMin ? frame[Field.OrderTime].Number : 0);
        return update.ExchangeNs > 0 ? BadReason.None : SymbolUnits.Millis(frame, Field.OrderTime, ref update);
    }

    // The account may have stop orders of symbols that the session does not trade; those have no ticks here.
    private BadReason StopOrder(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.OrderEvent = (OrderEvent)frame[Field.Event].Number;
        if (update.OrderEvent == OrderEvent.Triggered && frame[Field.TriggerSuccess] is { Length: > 0, Number: 0 })
            update.OrderEvent = OrderEvent.TriggerFailed;
        update.StopTrigger = (StopTrigger)frame[Field.Stop].Number;
        update.Side = (Side)frame[Field.Side].Number;
        update.ExchangeNs = frame[Field.EngineTime].Number;
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        if (update.SymbolId < 0)
            return BadReason.None;
        BadReason bad = _units.Pair(frame, Field.OrderPrice, Field.Size, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        return bad == BadReason.None ? _units.Ticks(frame, Field.StopPrice, update.SymbolId, out update.MatchTicks) : bad;
    }

    // The words of the pushes: an order that is not active any more is filled or cancelled, and one that does not rest yet was merely received.
    private BadReason OrderState(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Side = (Side)frame[Field.Side].Number;
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        if (update.SymbolId < 0)
            return BadReason.UnknownSymbol;
        BadReason bad = _units.Pair(frame, Field.Price, Field.OriginSize, update.SymbolId, out update.PriceTicks, out update.SizeLots);
        if (bad == BadReason.None)
            bad = _units.Lots(frame, Field.FilledSize, update.SymbolId, out update.FilledLots);
        if (bad == BadReason.None)
            bad = _units.Lots(frame, Field.RemainSize, update.SymbolId, out update.RemainLots);
        if (bad != BadReason.None)
            return bad;
        if (frame[Field.IsActive].Number != 0)
            update.OrderEvent = frame[Field.IsInBook].Number != 0 ? OrderEvent.Open : OrderEvent.Received;
        else
            update.OrderEvent = update.FilledLots >= update.SizeLots ? OrderEvent.Filled : OrderEvent.Canceled;
        return SymbolUnits.Millis(frame, Field.UpdatedAt, ref update);
    }

    private BadReason OwnFill(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Side = (Side)frame[Field.Side].Number;
        update.IsMaker = frame[Field.Liquidity].Number == 2 ? (byte)1 : (byte)0;
        update.SymbolId = _units.Find(frame.Text(json, Field.Symbol));
        if (update.SymbolId < 0)
            return BadReason.UnknownSymbol;
        BadReason bad = _units.Pair(frame, Field.MatchPrice, Field.MatchSize, update.SymbolId, out update.MatchTicks, out update.MatchLots);
        return bad == BadReason.None ? SymbolUnits.Millis(frame, Field.CreatedAt, ref update) : bad;
    }

    private BadReason Balance(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.CurrencyId = _currencies.Find(frame.Text(json, Field.Currency));
        BadReason bad = SymbolUnits.Millis(frame, Field.Time, ref update);
        if (bad == BadReason.None)
            bad = frame[Field.Total].Decimal.Truncate(FractionDecimals, out update.TotalE8);
        if (bad == BadReason.None)
            bad = frame[Field.Available].Decimal.Truncate(FractionDecimals, out update.AvailableE8);
        return bad == BadReason.None ? frame[Field.Hold].Decimal.Truncate(FractionDecimals, out update.HoldE8) : bad;
    }

    private BadReason Answer(ReadOnlySpan<byte> json, DecodedFrame frame, ref Update update)
    {
        update.Code = (int)frame[Field.Code].Number;
        // A refusal carries no data, so our requests bear the clientOid as their id as well.
        update.OrderKey = _keys.Parse(frame.Text(json, Field.ClientOid));
        if (update.OrderKey == 0)
            update.OrderKey = _keys.Parse(frame.Text(json, Field.Id));
        return SymbolUnits.Millis(frame, Field.OutTime, ref update);
    }
}
