using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.Layout;

/// <summary>One frame of a session, as Intake took it.</summary>
internal readonly record struct SessionFrame(FrameSource Source, FrameKind Kind, long ReceiveNs, byte[] Bytes);

/// <summary>The frames of a session that traded on the embedded exchange: market data, timers, answers and private pushes, in ring order.</summary>
internal sealed class SessionFrames : IJournalSink
{
    /// <summary>Settings that make many little orders, so that risk, orders and send have something to do.</summary>
    public static readonly EngineSettings Lively = new(
        SessionId: 0x5eed,
        new RiskLimits(PositionQuoteTarget: 200 * Quote.One, OrdersPerSecondMax: 2, LossQuoteMax: 100_000 * Quote.One, IsEntryPassive: false),
        new AgentPolicy(SwitchMargin: 0, HoldNs: Nanos.PerSecond / 2));

    private readonly List<SessionFrame> _frames = [];

    private SessionFrames()
    {
    }

    public static Recording Recording { get; } = RecordingCatalog.Open(RecordingCatalog.Binance2024);

    /// <summary>Runs the session once and keeps its frames.</summary>
    public static SessionFrame[] Record(EngineModels models)
    {
        var frames = new SessionFrames();
        using var session = new SimulatedSession(Recording, models, Lively, frames, NoJournal.Instance);
        session.Run();
        return [.. frames._frames];
    }

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        _frames.Add(new SessionFrame((FrameSource)source, (FrameKind)detail, receiveNs, payload.ToArray()));
        return true;
    }
}
