using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Replays a journal up to one frame and says what every room made of it, and how long it took.</summary>
public static class FrameTrace
{
    private const string TimesAre = "measured in this replay, not in the session: one thread, warm, journal into memory, no socket";

    // So many frames compile what a frame can need, also where the traced one is among the first.
    private const long WarmFrames = 20_000;

    /// <summary>Traces frame <paramref name="sequence"/>.</summary>
    /// <param name="withBytes">Adds the frame's raw text.</param>
    /// <exception cref="ArgumentException">The journal has no such frame.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be replayed.</exception>
    public static TraceReport Run(SessionJournal journal, EngineModels models, long sequence, bool withBytes = false, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> differences = SessionDifferences.Of(journal.Header, models);
        EngineModels? used = differences.Count == 0 ? models : null;
        (UpdateKind, FeatureState) kind = WarmUp(journal, used, sequence, cancellation);
        using var run = new JournalRun(journal, used, isMetered: true);
        var times = new RoomTimes(run.Pipeline, kind);
        while (run.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            if (run.Sequence == sequence)
                break;
            times.Note(run);
        }

        return Report(journal, run, times, differences, withBytes);
    }

    // The whole way once: it compiles the code, says whether there is such a frame, and of what kind it is.
    private static (UpdateKind, FeatureState) WarmUp(SessionJournal journal, EngineModels? models, long sequence, CancellationToken cancellation)
    {
        using var run = new JournalRun(journal, models, isMetered: true);
        (UpdateKind, FeatureState)? kind = null;
        while ((kind is null || run.Sequence < WarmFrames) && run.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            if (run.Sequence == sequence)
                kind = RoomTimes.KindOf(run.Pipeline, sequence);
        }

        if (kind is { } known)
            return known;
        string range = run.Sequence < 0 ? "holds none" : $"holds 0 to {run.Sequence}";
        throw new ArgumentException($"Frame {sequence} is not in the journal {journal.Folder}, which {range}.");
    }

    private static TraceReport Report(SessionJournal journal, JournalRun run, RoomTimes times, IReadOnlyList<string> differences, bool withBytes)
    {
        long[] ns = times.Of(run);
        var rooms = new TraceRooms(journal, run);
        (bool? isEqual, string comparison) = run.Compare();
        return new TraceReport
        {
            Journal = journal.Folder,
            Session = journal.Header.Session,
            Sequence = run.Sequence,
            ReceiveNs = run.Frame.ReceiveNs,
            ReceivedUtc = SessionText.Utc(run.Frame.ReceiveNs),
            Bytes = withBytes ? SessionText.Bytes(run.Frame.Payload) : null,
            Differences = differences,
            EqualsJournal = isEqual,
            Comparison = comparison,
            TimesAre = TimesAre,
            TotalNs = ns.Sum(),
            MedianFrames = times.Count,
            Rooms = [.. times.Rooms.Select((name, i) => Room(rooms, name, ns[i], times.MedianOf(i), differences.Count > 0))],
        };
    }

    private static RoomReport Room(TraceRooms rooms, string name, long ns, long? medianNs, bool isRecorded)
    {
        (string summary, IReadOnlyList<ValueReport> values) = rooms.Of(name);
        return new RoomReport
        {
            Room = name,
            Ns = ns,
            MedianNs = medianNs,
            Origin = isRecorded && name == "infer" ? "recorded" : "recomputed",
            Summary = summary,
            Values = values,
        };
    }
}
