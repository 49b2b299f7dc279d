using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Risk;

/// <summary>Path: stage 7, a decision frame through the gate.</summary>
/// <remarks>
/// Input: a book of binance-2024 (BTC-USDT beside ETH-USDT) and a decision to go long from flat; session time moves on a second each time, so that the order rate allows it.
/// <see cref="Passes"/> asks every check, then needs <see cref="Push"/>, the push that ends the order, or the next decision would find one open: subtract that row.
/// <see cref="Rejected"/> fails at the position limit, behind all cheaper checks.
/// Budget: 0 bytes and 200 ns. A regression delays every order by that much.
/// </remarks>
public class RiskGate
{
    private const long Quote = 0;
    private const long Decided = 1;
    private const long Ended = 2;
    private readonly RingBuffer _ring = new(4);
    private RingColumn<Frame>? _frames;
    private RingColumn<Update>? _updates;
    private RingColumn<TopOfBook>? _tops;
    private RingColumn<Decision>? _decisions;
    private RingColumn<OrderIntent>? _intents;
    private RiskHandler? _gate;
    private RiskHandler? _strict;

    [GlobalSetup]
    public void Setup()
    {
        (_frames, _updates, _tops) = (new RingColumn<Frame>(_ring), new RingColumn<Update>(_ring), new RingColumn<TopOfBook>(_ring));
        (_decisions, _intents) = (new RingColumn<Decision>(_ring), new RingColumn<OrderIntent>(_ring));
        using var recorded = new RecordedMarketFrames(RecordingCatalog.Binance2024);
        long decision = recorded.LastReadyVector();
        for (long n = Quote; n <= Ended; n++)
        {
            _frames[n] = recorded.Frames[decision];
            _updates[n] = recorded.Updates[decision];
            _tops[n] = recorded.Tops[decision];
        }

        short symbolId = _tops[Quote].SymbolId;
        _updates[Quote].Kind = UpdateKind.Level2;
        _decisions[Decided] = new Decision { Reason = DecisionReason.AgentTarget, SymbolId = symbolId, TargetHalves = 2 };
        _updates[Ended] = new Update { Kind = UpdateKind.Order, OrderEvent = OrderEvent.Canceled, SymbolId = symbolId, OrderKey = OrderTable.KeyOf(Decided, 0), Side = Side.Buy };
        var instruments = new InstrumentTable(recorded.Recording.Instruments);
        var columns = new RiskColumns(_frames, _updates, _tops, _decisions, _intents);
        var limits = new RiskLimits(StaleNs: long.MaxValue / 2);
        _gate = new RiskHandler(columns, instruments, limits);
        _strict = new RiskHandler(columns, instruments, limits with { PositionQuoteMax = 1 });
        _gate.OnFrame(Quote);
        _strict.OnFrame(Quote);
        for (int i = 0; i < 3; i++)
        {
            if (Passes() != 1 || Rejected() != RejectReason.PositionLimit)
                throw new InvalidDataException("The gate does not answer as this benchmark says.");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (IDisposable? column in (IDisposable?[])[_frames, _updates, _tops, _decisions, _intents])
            column?.Dispose();
    }

    [Benchmark]
    public byte Passes()
    {
        _frames![Decided].ReceiveNs += Nanos.PerSecond;
        _gate!.OnFrame(Decided);
        byte isOrder = _intents![Decided].IsOrder;
        _gate.OnFrame(Ended);
        return isOrder;
    }

    [Benchmark]
    public void Push() => _gate!.OnFrame(Ended);

    [Benchmark]
    public RejectReason Rejected()
    {
        _frames![Decided].ReceiveNs += Nanos.PerSecond;
        _strict!.OnFrame(Decided);
        return _intents![Decided].Reject;
    }
}
