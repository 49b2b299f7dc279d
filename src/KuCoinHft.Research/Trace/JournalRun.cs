using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Trace;

/// <summary>A journal's frames through the same pipeline, one at a time on the calling thread, with no exchange.</summary>
/// <remarks>After <see cref="Publish"/> every stage's place holds what it made of the frame at <see cref="Sequence"/>; between <see cref="MoveNext"/> and it, the state before the frame.</remarks>
public sealed class JournalRun : IDisposable
{
    private readonly SessionJournal _journal;
    private readonly JournalReader _frames;
    private readonly RecordedOutcomes _outcomes;
    private readonly ScratchJournal _actions = new();
    private readonly RecordedModel[] _recorded;

    /// <param name="models">Null: the models' answers are taken from the journal.</param>
    public JournalRun(SessionJournal journal, EngineModels? models, bool isMetered = false)
    {
        _journal = journal;
        _frames = journal.OpenFrames();
        _outcomes = new RecordedOutcomes(journal);
        _recorded = models is null ? RecordedModels(journal) : [];
        Pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = journal.Instruments,
                Sources = [],
                Gateway = new NoGateway(),
                FrameJournal = new ScratchJournal(),
                ActionJournal = _actions,
                AgentModels = models?.Agents ?? [.. _recorded[1..].Cast<IModel?>()],
                MetaModel = models is null ? _recorded[0] : models.Meta,
                Partners = PairTable.Of(journal.Header.Instruments),
            },
            journal.Settings with { IsMetered = isMetered });
    }

    public Pipeline Pipeline { get; }

    /// <summary>The frame at hand; its payload is valid until the next one.</summary>
    public JournalRecord Frame => _frames.Current;

    public long Sequence { get; private set; } = -1;

    /// <summary>What the session made of the frame.</summary>
    public Outcome Recorded { get; private set; } = new();

    /// <summary>What this run made of it.</summary>
    public Outcome Replayed { get; private set; } = new();

    /// <summary>Real time just before the frame was handed to Intake.</summary>
    public long PublishedNs { get; private set; }

    /// <summary>Frames so far whose outcome is not the recorded one, and the first of them.</summary>
    public long DifferenceCount { get; private set; }

    public long FirstDifference { get; private set; } = -1;

    /// <summary>That a frame is not there, with those that are; asked when <see cref="MoveNext"/> has answered false.</summary>
    public ArgumentException Missing(long sequence)
    {
        string range = Sequence < 0 ? "holds none" : $"holds 0 to {Sequence}";
        return new ArgumentException($"Frame {sequence} is not in the journal {_journal.Folder}, which {range}{(_frames.End.IsComplete ? "" : $", then {_frames.End}")}.");
    }

    /// <summary>Moves to the next frame; nothing is run yet.</summary>
    /// <returns>False at the end of the journal.</returns>
    /// <exception cref="InvalidDataException">A frame is missing before it.</exception>
    public bool MoveNext()
    {
        if (!_frames.MoveNext())
            return false;
        Sequence++;
        if (Frame.Sequence != Sequence)
            throw new InvalidDataException($"The journal in {_journal.Folder} has frame {Frame.Sequence} where {Sequence} should stand; a replay needs every frame from 0 on.");
        Recorded = _outcomes.At(Sequence);
        return true;
    }

    /// <summary>Runs the frame through every stage.</summary>
    public void Publish()
    {
        JournalRecord frame = Frame;
        foreach (RecordedModel model in _recorded)
            model.Recorded(Recorded);
        PublishedNs = StampClock.NowNs;
        // The ring is empty, so there is room.
        if (!Pipeline.Intake.TryPublish((FrameSource)frame.Source, (FrameKind)frame.Detail, frame.ReceiveNs, frame.Payload))
            throw new InvalidOperationException("The ring of a replay had no room for one frame.");
        while (Pipeline.RunStages())
        {
        }

        Replayed = _actions.Read(Sequence);
        if (!Recorded.IsKnown || Replayed.DifferenceFrom(Recorded) is null)
            return;
        DifferenceCount++;
        if (FirstDifference < 0)
            FirstDifference = Sequence;
    }

    /// <summary>How this run's outcome of the frame stands to the recorded one, in words.</summary>
    /// <returns>IsEqual is null when nothing is recorded to compare with.</returns>
    public (bool? IsEqual, string Words) Compare()
    {
        if (!Recorded.IsKnown)
            return (null, "the session's decisions and actions are not kept up to this frame");
        string earlier = FirstDifference >= 0 && FirstDifference < Sequence ? $"; the first difference is at frame {FirstDifference}, of {DifferenceCount} so far" : "";
        if (Replayed.DifferenceFrom(Recorded) is { } difference)
            return (false, difference + earlier);
        return (true, $"{(Recorded.IsDecision ? "one decision" : "no decision")}, {SessionText.Count(Recorded.Actions.Count, "action")}, byte for byte as recorded{earlier}");
    }

    // The journal does not say what its models read, but an agent that once waited for long windows reads them; of one that never had to, it makes no difference.
    private static RecordedModel[] RecordedModels(SessionJournal journal)
    {
        var waited = new HashSet<AgentId>();
        using JournalReader actions = journal.OpenActions();
        while (actions.MoveNext())
        {
            if (actions.Current.Kind == JournalKind.Decision
                && JournalActions.TryDecode(actions.Current.Payload, out _, out sbyte agent, out _, out byte reason)
                && (DecisionReason)reason is DecisionReason.WarmingLong or DecisionReason.BarsMissing)
                waited.Add((AgentId)agent);
        }

        return [new RecordedModel(-1, readsLong: false), .. Enumerable.Range(0, Limits.Agents).Select(agent => new RecordedModel(agent, waited.Contains((AgentId)agent)))];
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _outcomes.Dispose();
        _frames.Dispose();
    }
}
