using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Orders;

/// <summary>The orders stage on its columns; what it writes to the output ring is taken at once, as Send would.</summary>
internal sealed class OrderRig : IDisposable
{
    public const long RestNs = 3 * Nanos.PerSecond;
    public const long SilenceNs = 5 * Nanos.PerSecond;
    private const int Capacity = 64;
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly RingColumn<OrderIntent> _intents;
    private readonly OutputRing _output = new(Capacity);

    public OrderRig()
    {
        var ring = new RingBuffer(Capacity);
        _frames = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        _tops = new RingColumn<TopOfBook>(ring);
        _intents = new RingColumn<OrderIntent>(ring);
        Handler = new OrderHandler(_frames, _updates, _tops, _intents, _output, RestNs, SilenceNs);
    }

    public OrderHandler Handler { get; }

    public long NowNs { get; set; }

    /// <summary>The sequence of the next frame.</summary>
    public long Next { get; private set; }

    public static Update Push(long key, OrderEvent type, long filledLots = 0, long matchLots = 0) =>
        new() { Kind = UpdateKind.Order, OrderEvent = type, OrderKey = key, FilledLots = filledLots, MatchLots = matchLots };

    public static Update Answer(long key, int code) => new() { Kind = UpdateKind.OrderAnswer, SymbolId = -1, OrderKey = key, Code = code };

    /// <summary>An order as REST gives it.</summary>
    public static Update Row(long key, OrderEvent type, long filledLots = 0) => new() { Kind = UpdateKind.OrderState, OrderEvent = type, OrderKey = key, FilledLots = filledLots };

    /// <summary>REST's refusal of a question about an order.</summary>
    public static Update Refusal(long key, int code = 126043) => new() { Kind = UpdateKind.Error, SymbolId = -1, OrderKey = key, Code = code };

    public static Update Timer(short symbolId = 0) => new() { Kind = UpdateKind.Timer, SymbolId = symbolId };

    /// <summary>The intent of an order in the next frame.</summary>
    public OrderIntent Order(short symbolId = 0) => new()
    {
        IsOrder = 1,
        SymbolId = symbolId,
        Side = Side.Buy,
        TimeInForce = TimeInForce.Ioc,
        Flags = OrderFlags.AutoBorrow,
        OrderKey = OrderTable.KeyOf(Next, 0),
        PriceTicks = 10_000,
        SizeLots = 500,
    };

    /// <summary>Sends an order and returns its key.</summary>
    public long Open(short symbolId = 0)
    {
        ActionRecord action = Assert.Single(Feed(Timer(symbolId), Order(symbolId)));
        Assert.Equal(ActionKind.NewOrder, action.Kind);
        return action.OrderKey;
    }

    /// <summary>Handles one frame and returns its actions.</summary>
    public List<ActionRecord> Feed(Update update, OrderIntent intent = default, bool wantsSnapshot = false)
    {
        _frames[Next] = new Frame { ReceiveNs = NowNs };
        _updates[Next] = update;
        _intents[Next] = intent;
        _tops[Next] = new TopOfBook { SymbolId = update.SymbolId, Flags = wantsSnapshot ? BookFlags.Present | BookFlags.WantsSnapshot : BookFlags.Present };
        Handler.OnFrame(Next);
        Next++;
        var actions = new List<ActionRecord>();
        for (long number = _output.Sent.Value + 1; number <= _output.Last; number++)
            actions.Add(_output[number]);
        _output.Sent.Set(_output.Last);
        return actions;
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _tops.Dispose();
        _intents.Dispose();
        _output.Dispose();
    }
}
