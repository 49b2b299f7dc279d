using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using KuCoinHft.Bench.Replay;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.Growth;

/// <summary>One recorded market many times over: each message once for every symbol, before the next message, under names of equal length.</summary>
/// <remarks>Sequences, prices and times are the recorded ones, so that every copy is as whole as the original. Trading is off: wanted orders are rejected by risk's first check.</remarks>
internal sealed class MarketCopies : IDisposable
{
    public const string Original = "BTC-USDT";

    private const long TimerPeriodNs = 100 * Nanos.PerMillisecond;
    private readonly IReadOnlyList<RecordedEvent> _events;
    private readonly byte[][] _names;
    private readonly Pipeline _pipeline;
    private readonly byte[] _frame = new byte[Limits.FrameBytesMax];
    private readonly byte[] _timer = new byte[8];
    private int _next;
    private long _dueNs;

    public MarketCopies(int symbols, Instrument original, IReadOnlyList<RecordedEvent> events, EngineModels models)
    {
        _events = events;
        Instrument[] instruments = [.. Enumerable.Range(0, symbols).Select(id => original with { Id = id, Symbol = NameOf(id), BaseCurrency = NameOf(id)[..3] })];
        _names = [.. instruments.Select(i => System.Text.Encoding.UTF8.GetBytes(i.Symbol))];
        _pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(instruments),
                Sources = [],
                Gateway = new NoGateway(),
                FrameJournal = new RollingJournal(4 << 20),
                ActionJournal = new RollingJournal(4 << 20),
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(instruments),
            },
            new EngineSettings(SessionId: 1, new RiskLimits(TradingEnabled: false), new AgentPolicy()));
        _dueNs = events[0].ReceiveNs + TimerPeriodNs;
    }

    public int Symbols => _names.Length;

    /// <summary>Books that are live, and decisions made: a market in which little happens would measure little.</summary>
    public (int Live, long Decisions) Counts =>
        (Enumerable.Range(0, Symbols).Count(id => _pipeline.Book[id].IsLive), _pipeline.Inference.RunCount);

    /// <summary>Plays on until market time <paramref name="untilNs"/>.</summary>
    /// <returns>Nanoseconds a market frame and a decision frame.</returns>
    public (double Market, double Decision) Play(long untilNs)
    {
        (long marketTicks, long markets, long decisionTicks, long decisions) = (0, 0, 0, 0);
        while (_dueNs <= untilNs)
        {
            long startedAt = Stopwatch.GetTimestamp();
            markets += PlayEvents();
            long middle = Stopwatch.GetTimestamp();
            for (int id = 0; id < Symbols; id++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(_timer, id);
                Publish(FrameSource.Timer, FrameKind.Timer, _dueNs, _timer);
            }

            decisionTicks += Stopwatch.GetTimestamp() - middle;
            marketTicks += middle - startedAt;
            decisions += Symbols;
            _dueNs += TimerPeriodNs;
        }

        double tickNs = 1e9 / Stopwatch.Frequency;
        return (marketTicks * tickNs / markets, decisionTicks * tickNs / decisions);
    }

    public void Dispose() => _pipeline.Dispose();

    // Three letters in place of BTC's.
    private static string NameOf(int id) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (id / 676))}{(char)('A' + (id / 26 % 26))}{(char)('A' + (id % 26))}{Original[3..]}");

    private long PlayEvents()
    {
        int first = _next;
        for (; _events[_next].ReceiveNs < _dueNs; _next++)
        {
            RecordedEvent recorded = _events[_next];
            for (int id = 0; id < Symbols; id++)
            {
                if (recorded.Kind == RecordedKind.Snapshot)
                    PublishSnapshot(in recorded, id);
                else
                    Publish(FrameSource.Feed, FrameKind.Json, recorded.ReceiveNs, Renamed(recorded.Json.Span, id));
            }
        }

        return (long)(_next - first) * Symbols;
    }

    private void PublishSnapshot(in RecordedEvent recorded, int id)
    {
        foreach (byte[] part in SnapshotParts.Cut(recorded.Json.Span, System.Text.Encoding.UTF8.GetString(_names[id])))
            Publish(FrameSource.Rest, FrameKind.Snapshot, recorded.ReceiveNs, part);
    }

    private ReadOnlySpan<byte> Renamed(ReadOnlySpan<byte> json, int id)
    {
        Span<byte> frame = _frame.AsSpan(0, json.Length);
        json.CopyTo(frame);
        for (Span<byte> rest = frame; rest.IndexOf("BTC-USDT"u8) is >= 0 and int at; rest = rest[(at + Original.Length)..])
            _names[id].CopyTo(rest[at..]);
        return frame;
    }

    private void Publish(FrameSource source, FrameKind kind, long receiveNs, ReadOnlySpan<byte> bytes)
    {
        if (!_pipeline.Intake.TryPublish(source, kind, receiveNs, bytes))
            throw new InvalidOperationException("A drained ring had no room for one frame.");
        _pipeline.RunStages();
    }
}
