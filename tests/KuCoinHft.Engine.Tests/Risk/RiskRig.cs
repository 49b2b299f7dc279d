using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Risk;

/// <summary>The risk stage on its columns: market, decisions and pushes in, intents out.</summary>
/// <remarks>Instruments have ticks of 0.01 and lots of 0.0001; at 100.00 a lot is worth 0.01 quote.</remarks>
internal sealed class RiskRig : IDisposable
{
    public const long Bid = 9_999;
    public const long Ask = 10_001;
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly RingColumn<Decision> _decisions;
    private readonly RingColumn<OrderIntent> _intents;
    private readonly TopOfBook[] _books;
    private long _next;

    public RiskRig(RiskLimits limits, params Instrument[] instruments)
    {
        var ring = new RingBuffer(128);
        _frames = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        _tops = new RingColumn<TopOfBook>(ring);
        _decisions = new RingColumn<Decision>(ring);
        _intents = new RingColumn<OrderIntent>(ring);
        Instruments = new InstrumentTable(instruments.Length > 0 ? instruments : [Instrument(0)]);
        _books = new TopOfBook[Instruments.Count];
        Handler = new RiskHandler(new RiskColumns(_frames, _updates, _tops, _decisions, _intents), Instruments, limits);
        for (short symbol = 0; symbol < Instruments.Count; symbol++)
            Quote(Bid, Ask, symbolId: symbol);
    }

    public RiskHandler Handler { get; }

    public InstrumentTable Instruments { get; }

    public long NowNs { get; set; } = 1_000_000;

    /// <summary>The sequence of the last frame.</summary>
    public long Sequence => _next - 1;

    public static Instrument Instrument(int id) => new()
    {
        Id = id,
        Symbol = $"S{id}-USDT",
        BaseCurrency = $"S{id}",
        QuoteCurrency = "USDT",
        PriceDecimals = 2,
        SizeDecimals = 4,
        IsMarginEnabled = true,
    };

    /// <summary>A frame of the book's feed.</summary>
    public OrderIntent Quote(long bidTicks, long askTicks, bool isLive = true, short symbolId = 0, UpdateKind kind = UpdateKind.Level2)
    {
        ref TopOfBook book = ref _books[symbolId];
        book.Flags = BookFlags.Present | (isLive ? BookFlags.Live : BookFlags.None);
        book.SymbolId = symbolId;
        book.Bids[0] = new Level { PriceTicks = bidTicks, SizeLots = 1 };
        book.Asks[0] = new Level { PriceTicks = askTicks, SizeLots = 1 };
        return Feed(new Update { Kind = kind, SymbolId = symbolId });
    }

    /// <summary>A decision frame.</summary>
    public OrderIntent Want(int halves, short symbolId = 0) =>
        Feed(new Update { Kind = UpdateKind.Timer, SymbolId = symbolId }, new Decision { Reason = DecisionReason.AgentTarget, SymbolId = symbolId, TargetHalves = (sbyte)halves });

    /// <summary>A push about an order, or its row over REST; sizes are cumulative, as KuCoin's are.</summary>
    public void Push(OrderIntent order, OrderEvent type, long filledLots = 0, long matchLots = 0, long matchTicks = 0, UpdateKind kind = UpdateKind.Order) => Feed(new Update
    {
        Kind = kind,
        OrderEvent = type,
        OrderKey = order.OrderKey,
        SymbolId = order.SymbolId,
        Side = order.Side,
        PriceTicks = order.PriceTicks,
        SizeLots = order.SizeLots,
        FilledLots = filledLots,
        MatchLots = matchLots,
        MatchTicks = matchLots == 0 ? 0 : matchTicks == 0 ? order.PriceTicks : matchTicks,
    });

    /// <summary>An order as REST gives it.</summary>
    public void Row(OrderIntent order, OrderEvent type, long filledLots) => Push(order, type, filledLots, kind: UpdateKind.OrderState);

    /// <summary>The order's whole life in two pushes.</summary>
    public void Fill(OrderIntent order, long matchTicks = 0)
    {
        Push(order, OrderEvent.Match, order.SizeLots, order.SizeLots, matchTicks);
        Push(order, OrderEvent.Filled, order.SizeLots);
    }

    /// <summary>The trading API's answer, which names no symbol.</summary>
    public void Answer(OrderIntent order, int code) => Feed(new Update { Kind = UpdateKind.OrderAnswer, SymbolId = -1, OrderKey = order.OrderKey, Code = code });

    /// <summary>REST's refusal of a question about the order.</summary>
    public void Refusal(OrderIntent order, int code = 126043) => Feed(new Update { Kind = UpdateKind.Error, SymbolId = -1, OrderKey = order.OrderKey, Code = code });

    public long Position(int symbolId = 0) => Handler.Positions.Lots(symbolId);

    public OrderIntent Feed(Update update, Decision decision = default)
    {
        _frames[_next] = new Frame { ReceiveNs = NowNs };
        _updates[_next] = update;
        _tops[_next] = update.SymbolId < 0 ? default : _books[update.SymbolId];
        _decisions[_next] = decision;
        Handler.OnFrame(_next);
        return _intents[_next++];
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _tops.Dispose();
        _decisions.Dispose();
        _intents.Dispose();
    }
}
