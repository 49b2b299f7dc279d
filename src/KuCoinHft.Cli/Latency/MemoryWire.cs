using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>Generator and engine in one process, joined by three message rings: market frames, orders, and what comes back.</summary>
/// <remarks>Thread: the generator's writes market and answers, the engine's worker orders; intake reads the first, the generator the second.</remarks>
internal sealed class MemoryWire : LoadWire, IOrderGateway, IDisposable
{
    private readonly LoadPlan _plan;
    private readonly MessageRing _market = new(4 << 20);
    private readonly MessageRing _answers = new(1 << 20);
    private readonly MessageRing _orders = new(1 << 20);

    public MemoryWire(LoadPlan plan, PlanClock clock)
    {
        _plan = plan;
        Market = new MessageRingSource(_market, clock);
        Answers = new MessageRingSource(_answers, clock);
        Write(_market, FrameSource.Feed, """{"id":"1","type":"welcome"}"""u8);
    }

    public IFrameSource Market { get; }

    /// <summary>Answers and pushes.</summary>
    public IFrameSource Answers { get; }

    public override void SendMarket(int index) => Write(_market, FrameSource.Feed, _plan.Frames[index]);

    public override void SendAnswer(ReadOnlySpan<byte> json) => Write(_answers, FrameSource.Trade, json);

    public override void SendPushes(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Write(_answers, FrameSource.Feed, first);
        Write(_answers, FrameSource.Feed, second);
    }

    public override void TakeOrders(LoadGenerator generator)
    {
        while (_orders.TryPeek(out MessageView message))
        {
            generator.OnOrder(message.Bytes, StampClock.NowNs);
            _orders.Advance();
        }
    }

    /// <inheritdoc/>
    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message) =>
        action.Kind is ActionKind.NewOrder or ActionKind.CancelOrder && _orders.TryWrite(0, 0, 0, message);

    public void Dispose()
    {
        _market.Dispose();
        _answers.Dispose();
        _orders.Dispose();
    }

    private static void Write(MessageRing ring, FrameSource source, ReadOnlySpan<byte> json)
    {
        while (!ring.TryWrite((byte)source, (byte)FrameKind.Json, 0, json))
            Thread.Yield();
    }
}
