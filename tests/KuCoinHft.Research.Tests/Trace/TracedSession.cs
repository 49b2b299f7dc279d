using System.Text;
using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Tests.Backtest;
using KuCoinHft.Research.Trace;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Trace;

/// <summary>A session with many orders and rejects and one bad frame, its journal in a folder, and what its columns held at every frame.</summary>
public sealed class TracedSession : IStage, IDisposable
{
    private const int Events = 24_000;
    // The frames take several, so that whatever reads them goes from one to the next.
    private const int SegmentBytes = 1 << 20;
    private const int EventsBeforeBadFrame = 3_000;
    private const string BadText = """{"type":"message","topic":"/market/match:BTC-""";

    private static readonly EngineSettings Settings = JournaledSession.Lively with { Risk = JournaledSession.Lively.Risk with { NotionalQuoteMax = 320 * Quote.One } };

    private readonly TemporaryFolder _folder = new();
    private readonly List<SeenFrame> _frames = [];
    private readonly Pipeline _pipeline;

    public TracedSession()
    {
        var recording = EditedRecording.Beginning(Shipped.Binance, Events);
        using (JournalWriter frames = JournaledSession.Create(JournalFolder.FramesPath(Folder), JournalHeader.FramesStream, recording.Instruments, Models, Settings, 64 << 20, SegmentBytes))
        using (JournalWriter actions = JournaledSession.Create(JournalFolder.ActionsPath(Folder), JournalHeader.ActionsStream, recording.Instruments, Models, Settings, 64 << 20))
        using (var session = new SimulatedSession(recording, Models, Settings, new HousekeptJournal(frames), new HousekeptJournal(actions), observer: this))
        {
            _pipeline = session.Pipeline;
            session.Run(EventsBeforeBadFrame);
            BadFrame = _pipeline.Published + 1;
            Assert.True(_pipeline.Intake.TryPublish(FrameSource.Feed, FrameKind.Json, 0, Encoding.UTF8.GetBytes(BadText)));
            while (_pipeline.RunStages())
            {
            }

            session.Run();
            Assert.Equal(_pipeline.Published + 1, _frames.Count);
        }

        Assert.NotEqual(0, JournalFolder.NextSegment(JournalFolder.FramesPath(Folder), 2));
        Journal = new SessionJournal(Folder);
    }

    public string Folder => _folder.Path;

    public SessionJournal Journal { get; }

    /// <summary>The session's models, for one pipeline at a time.</summary>
    public EngineModels Models { get; } = Shipped.Models();

    /// <summary>What the session's columns held, by sequence.</summary>
    internal IReadOnlyList<SeenFrame> Frames => _frames;

    public long BadFrame { get; }

    /// <summary>Decision frames whose order passed.</summary>
    internal IReadOnlyList<SeenFrame> Orders => _frames.FindAll(f => f.Intent.IsOrder != 0);

    internal IReadOnlyList<SeenFrame> Rejects => _frames.FindAll(f => f.Intent.Reject != RejectReason.None);

    public void OnFrame(long n) => _frames.Add(new SeenFrame(n, _pipeline.Frames[n].ReceiveNs, _pipeline.Updates[n], _pipeline.Tops[n], _pipeline.Predictions[n], _pipeline.Decisions[n], _pipeline.Intents[n]));

    /// <summary>The pushes about one order as another JSON reader finds them in the journal.</summary>
    public List<(long Sequence, JsonElement Push)> PushesOf(string clientOid)
    {
        var pushes = new List<(long, JsonElement)>();
        using var reader = new JournalReader(JournalFolder.FramesPath(Folder));
        while (reader.MoveNext())
        {
            string text = Encoding.UTF8.GetString(reader.Current.Payload);
            if (text.Contains(clientOid, StringComparison.Ordinal) && text.Contains("orderChange", StringComparison.Ordinal))
                pushes.Add((reader.Current.Sequence, JsonElement.Parse(text).GetProperty("data")));
        }

        return pushes;
    }

    public void Dispose()
    {
        Models.Dispose();
        _folder.Dispose();
    }
}

/// <summary>The tests of one session, one after another.</summary>
[CollectionDefinition(nameof(TracedSession))]
public sealed class TracedSessionTests : ICollectionFixture<TracedSession>;

/// <summary>One frame's columns.</summary>
internal sealed record SeenFrame(long Sequence, long ReceiveNs, Update Update, TopOfBook Top, Prediction Prediction, Decision Decision, OrderIntent Intent);
