using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.WholePath;

/// <summary>What a frame is to the path's measurement.</summary>
internal enum FrameClass : byte
{
    /// <summary>Neither: snapshots, answers, pushes, and timers that no order follows.</summary>
    Other,

    /// <summary>Market data of the feed.</summary>
    Event,

    /// <summary>A timer whose decision became an order.</summary>
    Order,
}

/// <summary>One frame of a session, as Intake took it.</summary>
internal readonly record struct SessionFrame(FrameSource Source, FrameKind Kind, long ReceiveNs, byte[] Bytes);

/// <summary>The frames of a session that traded on the embedded exchange: market data, timers, answers and private pushes, in ring order.</summary>
/// <remarks>
/// Recorded once; the same models over the same frames then give the same orders again, so a round needs no exchange: what it answered is among the frames.
/// Settings make many little orders: taking ones of 100 USDT, no holding time, no limit on their rate. Half of the recording is played before the session begins, so
/// that its candles warm the long windows.
/// </remarks>
internal sealed class SessionFrames : IJournalSink
{
    public static readonly EngineSettings Settings = new(
        SessionId: 0x5eed,
        new RiskLimits(PositionQuoteTarget: 100 * Quote.One, OrdersPerSecondMax: 1000, LossQuoteMax: 1_000_000 * Quote.One, IsEntryPassive: false),
        new AgentPolicy(SwitchMargin: 0, HoldNs: 0));

    private static readonly TimeSpan OpenAfter = TimeSpan.FromMinutes(6);
    private readonly List<SessionFrame> _frames = [];
    private readonly HashSet<long> _orders = [];

    public static Recording Recording { get; } = RecordingCatalog.Open(RecordingCatalog.Binance2024);

    public SessionFrame[] Frames { get; private set; } = [];

    public FrameClass[] Classes { get; private set; } = [];

    /// <summary>Runs the session once and keeps its frames.</summary>
    public static SessionFrames Record(PathModels models)
    {
        var frames = new SessionFrames();
        using var exchange = new InMemoryExchange(Recording, new AccountOptions(), new LatencyOptions(), OpenAfter);
        var market = new ExchangeMarket(exchange);
        using var pipeline = new Pipeline(PathModels.Parts(models.Swinging(), market, frames, frames), Settings);
        var session = new VirtualSession(pipeline, market, [.. Recording.Instruments.Select(i => i.Symbol)], Settings.TimerPeriodNs);
        foreach (Instrument instrument in Recording.Instruments)
            session.Publish(Engine.Decode.RestRows.Candles(exchange.Candles(instrument.Id), instrument.Symbol, "1min"), exchange.NowNs);
        session.Run();
        frames.Frames = [.. frames._frames];
        frames.Classes = [.. frames._frames.Select((frame, n) => frames.ClassOf(n, in frame))];
        return frames;
    }

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (kind == JournalKind.Frame)
            _frames.Add(new SessionFrame((FrameSource)source, (FrameKind)detail, receiveNs, payload.ToArray()));
        else if (kind == JournalKind.Action && detail == (byte)ActionKind.NewOrder)
            _orders.Add(sequence);
        return true;
    }

    private FrameClass ClassOf(long n, in SessionFrame frame) =>
        _orders.Contains(n) ? FrameClass.Order
        : frame.Source == FrameSource.Feed && frame.Bytes.AsSpan().IndexOf("\"topic\":\"/market/"u8) >= 0 ? FrameClass.Event
        : FrameClass.Other;
}
