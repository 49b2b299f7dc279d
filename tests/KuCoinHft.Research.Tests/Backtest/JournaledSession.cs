using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>Trades on the embedded exchange and keeps the journal in a folder, as a live session does.</summary>
internal static class JournaledSession
{
    /// <summary>Settings that make many little orders: every preference is followed, taking, at most two orders a second.</summary>
    public static EngineSettings Lively { get; } = new(
        SessionId: 0x5eed,
        new RiskLimits(PositionQuoteTarget: 200 * Quote.One, OrdersPerSecondMax: 2, LossQuoteMax: 100_000 * Quote.One, IsEntryPassive: false),
        new AgentPolicy(SwitchMargin: 0, HoldNs: Nanos.PerSecond / 2));

    /// <summary>Runs the session to the end of the recording.</summary>
    /// <param name="framesSegmentBytes">A replay opens a segment on its worker, which allocates: who measures that takes one that holds all.</param>
    public static SessionCounts Run(
        string folder, Recording recording, EngineModels models, EngineSettings settings, long capacityBytes = 256L << 20, int framesSegmentBytes = JournalWriterOptions.SegmentBytesDefault)
    {
        using JournalWriter frames = Create(JournalFolder.FramesPath(folder), JournalHeader.FramesStream, recording.Instruments, models, settings, capacityBytes, framesSegmentBytes);
        using JournalWriter actions = Create(JournalFolder.ActionsPath(folder), JournalHeader.ActionsStream, recording.Instruments, models, settings, capacityBytes);
        using var session = new SimulatedSession(recording, models, settings, new HousekeptJournal(frames), new HousekeptJournal(actions));
        session.Run();
        return SessionCounts.Of(session.Pipeline);
    }

    public static JournalWriter Create(
        string path, string stream, IReadOnlyList<Instrument> instruments, EngineModels models, EngineSettings settings, long capacityBytes, int segmentBytes = JournalWriterOptions.SegmentBytesDefault) =>
        new(path, JournalHeaders.Of(stream, instruments, models, settings, startNs: 0), new JournalWriterOptions(capacityBytes, segmentBytes));
}
