using System.Globalization;
using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>The update that the decode stage has to make of an accepted frame, and why it may refuse to: computed from the text with 128-bit integers.</summary>
internal sealed class UpdateOracle(FrameOracle oracle, InstrumentTable instruments, uint session)
{
    private readonly OracleUnits _units = new(oracle, instruments);
    private readonly string[] _currencies =
        [.. Enumerable.Range(0, instruments.Count).SelectMany(i => new[] { instruments[i].BaseCurrency, instruments[i].QuoteCurrency }).Distinct()];

    private readonly string _keyPrefix = $"kh-{session:x8}-";

    /// <summary>The levels' changes of the last frame, as many as it has levels.</summary>
    public List<BookLevelChange> Changes { get; } = [];

    /// <summary>The reasons to refuse; 0 and <paramref name="update"/> when there are none.</summary>
    /// <param name="kind">How the frame came.</param>
    /// <param name="symbolId">Whose frame it is, for the report of a refusal too.</param>
    public uint Expect(ReadOnlySpan<byte> json, FrameKind kind, out Update update, out short symbolId)
    {
        update = new Update { SymbolId = -1, CurrencyId = -1 };
        symbolId = -1;
        _units.Bad = 0;
        Changes.Clear();
        if (kind != oracle.Form)
            return FrameOracle.Bit(BadReason.UnknownKind);
        update.Kind = oracle.Kind;
        Fill(json, ref update);
        symbolId = update.SymbolId;
        if (_units.Bad == 0 && update.SymbolId >= 0)
            Rows(json, ref update);
        return _units.Bad;
    }

    private void Fill(ReadOnlySpan<byte> json, ref Update update)
    {
        switch (oracle.Kind)
        {
            case UpdateKind.Level2:
                _units.Symbol(_units.Text(json, "symbol"u8), ref update);
                (update.SequenceStart, update.SequenceEnd) = (_units.Integer(json, "sequenceStart"u8), _units.Integer(json, "sequenceEnd"u8));
                update.ExchangeNs = _units.Millis(json, "time"u8);
                break;
            case UpdateKind.SnapshotPart:
                _units.Symbol(_units.TopicSymbol(json), ref update);
                update.SequenceStart = update.SequenceEnd = _units.Integer(json, "sequence"u8);
                update.ExchangeNs = _units.Millis(json, "time"u8);
                (update.Part, update.Parts) = ((short)_units.Integer(json, "part"u8, 0), (short)_units.Integer(json, "parts"u8, 0));
                break;
            case UpdateKind.Ticker:
                _units.Symbol(_units.TopicSymbol(json), ref update);
                update.SequenceStart = update.SequenceEnd = _units.Integer(json, "sequence"u8);
                update.ExchangeNs = _units.Text(json, "time"u8).IsEmpty ? _units.Millis(json, "Time"u8) : _units.Millis(json, "time"u8);
                (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "price"u8, update), _units.CutLots(json, "size"u8, update));
                (update.BidTicks, update.BidLots) = (_units.Ticks(json, "bestBid"u8, update), _units.CutLots(json, "bestBidSize"u8, update));
                (update.AskTicks, update.AskLots) = (_units.Ticks(json, "bestAsk"u8, update), _units.CutLots(json, "bestAskSize"u8, update));
                break;
            case UpdateKind.Match:
                _units.Symbol(_units.Text(json, "symbol"u8), ref update);
                update.SequenceStart = update.SequenceEnd = _units.Integer(json, "sequence"u8);
                update.ExchangeNs = _units.Integer(json, "time"u8);
                update.Side = _units.SideOf(json);
                (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "price"u8, update), _units.CutLots(json, "size"u8, update));
                break;
            case UpdateKind.Depth:
                update.SymbolId = _units.Find(_units.TopicSymbol(json));
                update.ExchangeNs = _units.Millis(json, "timestamp"u8);
                break;
            case UpdateKind.Level1:
                update.SymbolId = _units.Find(_units.TopicSymbol(json));
                update.ExchangeNs = _units.Millis(json, "timestamp"u8);
                (update.BidTicks, update.BidLots) = Best(json, "bids"u8, update);
                (update.AskTicks, update.AskLots) = Best(json, "asks"u8, update);
                break;
            case UpdateKind.Candle:
                Candle(json, ref update);
                break;
            case UpdateKind.MarketSnapshot:
                Figures(json, ref update);
                break;
            case UpdateKind.MarkPrice or UpdateKind.IndexPrice:
                update.SymbolId = _units.Find(_units.Text(json, "symbol"u8));
                update.CurrencyId = Array.IndexOf(_currencies, Encoding.UTF8.GetString(_units.Text(json, "symbol"u8)).Split('-')[0]);
                OracleNumber.Read(_units.Text(json, "value"u8), out OracleNumber mark);
                (update.PriceTicks, update.Code) = mark.Form;
                update.ExchangeNs = _units.Millis(json, "timestamp"u8);
                break;
            default:
                FillOwn(json, ref update);
                break;
        }
    }

    // What concerns the account.
    private void FillOwn(ReadOnlySpan<byte> json, ref Update update)
    {
        switch (oracle.Kind)
        {
            case UpdateKind.Order:
                Order(json, ref update);
                break;
            case UpdateKind.StopOrder:
                update.SymbolId = _units.Find(_units.Text(json, "symbol"u8));
                update.OrderEvent = ShapeOracle.StopEvent(_units.Text(json, "type"u8));
                if (update.OrderEvent == OrderEvent.Triggered && _units.Text(json, "triggerSuccess"u8).SequenceEqual("false"u8))
                    update.OrderEvent = OrderEvent.TriggerFailed;
                update.StopTrigger = Encoding.Latin1.GetString(_units.Text(json, "stop"u8)) switch
                {
                    "loss" or "l_l_o" or "l_s_o" => StopTrigger.Loss,
                    "entry" or "e_l_o" or "e_s_o" => StopTrigger.Entry,
                    "tso" => StopTrigger.Trailing,
                    _ => StopTrigger.None,
                };
                update.Side = _units.SideOf(json);
                update.ExchangeNs = _units.Integer(json, "ts"u8);
                (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "orderPrice"u8, update), _units.Lots(json, "size"u8, update));
                update.MatchTicks = _units.Ticks(json, "stopPrice"u8, update);
                break;
            case UpdateKind.Balance:
                update.CurrencyId = Array.IndexOf(_currencies, Encoding.UTF8.GetString(_units.Text(json, "currency"u8)));
                update.ExchangeNs = _units.Millis(json, "time"u8);
                (update.TotalE8, update.AvailableE8, update.HoldE8) = (_units.E8(json, "total"u8), _units.E8(json, "available"u8), _units.E8(json, "hold"u8));
                break;
            case UpdateKind.MarginPosition:
                // A position is not to be lost over its time.
                update.ExchangeNs = _units.LenientMillis(json, oracle.Form == FrameKind.Rest ? "time"u8 : "timestamp"u8);
                update.DebtRatioE8 = _units.E8(json, "debtRatio"u8);
                break;
            case UpdateKind.MarginStatus:
                update.ExchangeNs = _units.LenientMillis(json, "timestamp"u8);
                update.MarginEvent = (MarginEvent)ShapeOracle.WordIndex(_units.Text(json, "type"u8), OracleShape.MarginStatus.Rules[0]);
                break;
            case UpdateKind.IsolatedPosition:
                update.SymbolId = _units.Find(_units.Text(json, "tag"u8));
                update.ExchangeNs = _units.LenientMillis(json, "timestamp"u8);
                update.IsolatedStatus = (IsolatedStatus)ShapeOracle.WordIndex(_units.Text(json, "status"u8), OracleShape.Of("isolated").Rules[1]);
                break;
            case UpdateKind.OrderAnswer or UpdateKind.CancelAnswer:
                update.Code = (int)_units.Integer(json, "code"u8, 0);
                update.OrderKey = Key(_units.Text(json, "clientOid"u8));
                if (update.OrderKey == 0)
                    update.OrderKey = Key(_units.Text(json, "id"u8, 0));
                update.ExchangeNs = _units.Millis(json, "outTime"u8, 0);
                break;
            case UpdateKind.Error:
                update.Code = (int)_units.Integer(json, "code"u8, 0);
                update.OrderKey = Key(_units.Text(json, "id"u8, 0));
                break;
            case UpdateKind.OrderState:
                OrderState(json, ref update);
                break;
            case UpdateKind.Fill:
                _units.Symbol(_units.Text(json, "symbol"u8), ref update);
                update.Side = _units.SideOf(json);
                update.IsMaker = (byte)(_units.Text(json, "liquidity"u8).SequenceEqual("maker"u8) ? 1 : 0);
                (update.MatchTicks, update.MatchLots) = (_units.Ticks(json, "price"u8, update), _units.Lots(json, "size"u8, update));
                update.ExchangeNs = _units.Millis(json, "createdAt"u8);
                break;
        }
    }

    private void OrderState(ReadOnlySpan<byte> json, ref Update update)
    {
        _units.Symbol(_units.Text(json, "symbol"u8), ref update);
        update.Side = _units.SideOf(json);
        update.OrderKey = Key(_units.Text(json, "clientOid"u8));
        (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "price"u8, update), _units.Lots(json, "size"u8, update));
        (update.FilledLots, update.RemainLots) = (_units.Lots(json, "dealSize"u8, update), _units.Lots(json, "remainSize"u8, update));
        bool isActive = _units.Text(json, "active"u8).SequenceEqual("true"u8);
        bool isInBook = _units.Text(json, "inOrderBook"u8).SequenceEqual("true"u8);
        bool isWhole = update.FilledLots >= update.SizeLots;
        update.OrderEvent = isActive ? (isInBook ? OrderEvent.Open : OrderEvent.Received) : isWhole ? OrderEvent.Filled : OrderEvent.Canceled;
        update.ExchangeNs = _units.Millis(json, "lastUpdatedAt"u8);
    }

    private void Order(ReadOnlySpan<byte> json, ref Update update)
    {
        _units.Symbol(_units.Text(json, "symbol"u8), ref update);
        update.Side = _units.SideOf(json);
        update.OrderEvent = ShapeOracle.StopEvent(_units.Text(json, "type"u8));
        update.IsMaker = (byte)(_units.Text(json, "liquidity"u8).SequenceEqual("maker"u8) ? 1 : 0);
        update.OrderKey = Key(_units.Text(json, "clientOid"u8));
        (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "price"u8, update), _units.Lots(json, "originSize"u8, update));
        (update.MatchTicks, update.MatchLots) = (_units.Ticks(json, "matchPrice"u8, update), _units.Lots(json, "matchSize"u8, update));
        (update.FilledLots, update.RemainLots) = (_units.Lots(json, "filledSize"u8, update), _units.Lots(json, "remainSize"u8, update));
        // orderTime was nanoseconds before 2021 and is milliseconds now; ts is nanoseconds and goes before it.
        long orderTime = _units.Integer(json, "orderTime"u8);
        bool isNanos = orderTime >= 1_000_000_000_000_000;
        update.ExchangeNs = Math.Max(_units.Integer(json, "ts"u8), isNanos ? orderTime : 0);
        if (update.ExchangeNs == 0)
            update.ExchangeNs = _units.Millis(json, "orderTime"u8);
    }

    private void Candle(ReadOnlySpan<byte> json, ref Update update)
    {
        int bar = oracle.Value(json, oracle.Data, "candles"u8);
        if (oracle.Tape[bar].Next != bar + 8)
        {
            _units.Bad |= FrameOracle.Bit(BadReason.MissingField);
            return;
        }

        OracleNumber.ReadInteger(_units.Slice(json, bar + 1), out long start);
        _units.Bad |= start > OracleUnits.MillisMax / 1000 ? FrameOracle.Bit(BadReason.UnknownValue) : 0;
        update.ExchangeNs = unchecked(start * Nanos.PerSecond);
        update.Code = oracle.BarSeconds;
        update.SymbolId = _units.Find(_units.Text(json, "symbol"u8));
        update.OpenTicks = _units.TicksOf(_units.Slice(json, bar + 2), update.SymbolId);
        update.PriceTicks = _units.TicksOf(_units.Slice(json, bar + 3), update.SymbolId);
        update.HighTicks = _units.TicksOf(_units.Slice(json, bar + 4), update.SymbolId);
        update.LowTicks = _units.TicksOf(_units.Slice(json, bar + 5), update.SymbolId);
        OracleNumber.ReadSum(_units.Slice(json, bar + 6), out OracleNumber volume);
        update.SizeLots = update.SymbolId < 0 ? 0 : _units.Cut(volume, update.SymbolId);
    }

    private void Figures(ReadOnlySpan<byte> json, ref Update update)
    {
        int figures = oracle.Value(json, oracle.Data, "data"u8);
        update.SequenceStart = update.SequenceEnd = _units.Integer(json, "sequence"u8);
        update.SymbolId = _units.Find(_units.Text(json, "symbol"u8, figures));
        update.ExchangeNs = _units.Millis(json, "datetime"u8, figures);
        (update.PriceTicks, update.SizeLots) = (_units.Ticks(json, "lastTradedPrice"u8, update, figures), _units.CutLots(json, "lastSize"u8, update, figures));
        (update.BidTicks, update.BidLots) = (_units.Ticks(json, "buy"u8, update, figures), _units.CutLots(json, "bidSize"u8, update, figures));
        (update.AskTicks, update.AskLots) = (_units.Ticks(json, "sell"u8, update, figures), _units.CutLots(json, "askSize"u8, update, figures));
    }

    // An empty side is an empty row or none at all; half a row is missing its other half.
    private (long Ticks, long Lots) Best(ReadOnlySpan<byte> json, ReadOnlySpan<byte> side, in Update update)
    {
        int row = oracle.Value(json, oracle.Data, side);
        if (row == 0 || oracle.Tape[row].Next == row + 1 || update.SymbolId < 0)
            return (0, 0);
        if (oracle.Tape[row].Next != row + 3)
        {
            _units.Bad |= FrameOracle.Bit(BadReason.MissingField);
            return (0, 0);
        }

        OracleNumber.Read(_units.Slice(json, row + 2), out OracleNumber size);
        return (_units.TicksOf(_units.Slice(json, row + 1), update.SymbolId), _units.Cut(size, update.SymbolId));
    }

    private void Rows(ReadOnlySpan<byte> json, ref Update update)
    {
        if (oracle.Kind is not (UpdateKind.Level2 or UpdateKind.SnapshotPart or UpdateKind.Depth))
            return;
        int at = oracle.Kind == UpdateKind.Level2 ? oracle.Value(json, oracle.Data, "changes"u8) : oracle.Data;
        for (int key = at + 1; key < oracle.Tape[at].Next; key = oracle.Tape[key + 1].Next)
        {
            ReadOnlySpan<byte> name = _units.Slice(json, key);
            bool isAsk = name.SequenceEqual("asks"u8);
            for (int row = key + 2; (isAsk || name.SequenceEqual("bids"u8)) && row < oracle.Tape[key + 1].Next; row = oracle.Tape[row].Next)
            {
                OracleNumber.Read(_units.Slice(json, row + 2), out OracleNumber size);
                long sequence = 0;
                if (oracle.Kind == UpdateKind.Level2)
                    OracleNumber.ReadInteger(_units.Slice(json, row + 3), out sequence);
                Changes.Add(new BookLevelChange
                {
                    Side = isAsk ? Side.Sell : Side.Buy,
                    PriceTicks = _units.TicksOf(_units.Slice(json, row + 1), update.SymbolId),
                    SizeLots = _units.Cut(size, update.SymbolId),
                    Sequence = sequence,
                });
            }
        }

        update.ChangeCount = Changes.Count;
    }

    // kh-, the session as 8 digits, -, the key as 16, all hexadecimal in lower case.
    private long Key(ReadOnlySpan<byte> clientOid)
    {
        string text = Encoding.Latin1.GetString(clientOid);
        string digits = text.StartsWith(_keyPrefix, StringComparison.Ordinal) ? text[_keyPrefix.Length..] : "";
        bool isKey = digits.Length == 16 && digits.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
        return isKey && ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is ulong key and <= long.MaxValue ? (long)key : 0;
    }
}
