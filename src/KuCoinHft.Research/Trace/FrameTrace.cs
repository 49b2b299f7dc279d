using System.Diagnostics;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Replays a journal up to one frame and says what every room made of it, and how long it took.</summary>
public static class FrameTrace
{
    // One replay measures the frame once, and may meet an interrupt or code that is not compiled to the end yet.
    private const int ReplaysMax = 9;
    private static readonly TimeSpan ReplayTime = TimeSpan.FromSeconds(2);

    /// <summary>Traces frame <paramref name="sequence"/>.</summary>
    /// <param name="withBytes">Adds the frame's raw text.</param>
    /// <exception cref="ArgumentException">The journal has no such frame.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be replayed.</exception>
    public static TraceReport Run(SessionJournal journal, EngineModels models, long sequence, bool withBytes = false, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> differences = SessionDifferences.Of(journal.Header, models);
        EngineModels? used = differences.Count == 0 ? models : null;
        (UpdateKind, FeatureState) kind = WarmUp(journal, used, sequence, cancellation);
        long startedAt = Stopwatch.GetTimestamp();
        var measured = new List<(long[] Ns, RoomTimes Times)>();
        while (true)
        {
            using var run = new JournalRun(journal, used, isMetered: true);
            measured.Add(Measure(run, kind, sequence, cancellation));
            if (measured.Count == ReplaysMax || Stopwatch.GetElapsedTime(startedAt) > ReplayTime)
                return Report(journal, run, measured, differences, withBytes);
        }
    }

    // Leaves the run at the frame.
    private static (long[] Ns, RoomTimes Times) Measure(JournalRun run, (UpdateKind, FeatureState) kind, long sequence, CancellationToken cancellation)
    {
        var times = new RoomTimes(run.Pipeline, kind);
        while (run.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            if (run.Sequence == sequence)
                break;
            times.Note(run);
        }

        return (times.Of(run), times);
    }

    // The whole way once, and on while there is time, since orders are rare: it compiles the code, and says whether there is such a frame and of what kind.
    private static (UpdateKind, FeatureState) WarmUp(SessionJournal journal, EngineModels? models, long sequence, CancellationToken cancellation)
    {
        using var run = new JournalRun(journal, models, isMetered: true);
        (UpdateKind, FeatureState)? kind = null;
        long startedAt = Stopwatch.GetTimestamp();
        while ((kind is null || Stopwatch.GetElapsedTime(startedAt) < ReplayTime) && run.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            run.Publish();
            if (run.Sequence == sequence)
                kind = RoomTimes.KindOf(run.Pipeline, sequence);
        }

        return kind ?? throw run.Missing(sequence);
    }

    private static TraceReport Report(
        SessionJournal journal, JournalRun run, List<(long[] Ns, RoomTimes Times)> measured, IReadOnlyList<string> differences, bool withBytes)
    {
        // The replay in the middle as it was, not the middle of every room: its rooms add up.
        (long[] ns, RoomTimes times) = measured.OrderBy(m => m.Ns.Sum()).ElementAt((measured.Count - 1) / 2);
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
            TimesAre = $"measured in this replay, not in the session: the middle one of {SessionText.Count(measured.Count, "replay")}, on one thread, the journal into memory, no socket",
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
