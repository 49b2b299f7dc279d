using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Cli.Demo;

/// <summary>The two streams of a session's journal, or none.</summary>
internal sealed class DemoJournal : IDisposable
{
    // The default sizes' own ratio: a decision and its actions are short, and most frames cause none.
    private const long FramesBytesPerActionsByte = JournalFolder.FramesBytesDefault / JournalFolder.ActionsBytesDefault;

    private const int ActionsSegmentBytes = JournalWriterOptions.SegmentBytesDefault / (int)FramesBytesPerActionsByte;

    private readonly JournalWriter? _frames;
    private readonly JournalWriter? _actions;

    private readonly JournalHousekeeper? _housekeeper;

    private DemoJournal(JournalWriter? frames, JournalWriter? actions)
    {
        (_frames, _actions) = (frames, actions);
        if (frames is not null && actions is not null)
            _housekeeper = new JournalHousekeeper(frames, actions);
    }

    public IJournalSink Frames => (IJournalSink?)_frames ?? NoJournal.Instance;

    public IJournalSink Actions => (IJournalSink?)_actions ?? NoJournal.Instance;

    /// <summary>Makes the first segment of both streams, and the folder where it is not there.</summary>
    /// <exception cref="IOException">The folder holds a journal already, cannot be made, or its disk is too small.</exception>
    public static DemoJournal Create(DemoSettings settings, IReadOnlyList<Instrument> instruments, EngineModels models, long startNs)
    {
        if (settings.JournalFolder is not { } folder)
            return new DemoJournal(null, null);

        // Both before either is made, so that a refused run leaves the folder as it was.
        RequireFree(folder, JournalFolder.FramesPath(folder));
        RequireFree(folder, JournalFolder.ActionsPath(folder));
        MakeFolder(folder);
        JournalWriter? frames = null;
        try
        {
            frames = new JournalWriter(
                JournalFolder.FramesPath(folder),
                JournalHeaders.Of(JournalHeader.FramesStream, instruments, models, settings.Engine, startNs, settings.Speed),
                new JournalWriterOptions(settings.JournalFramesBytes));
            var actions = new JournalWriter(
                JournalFolder.ActionsPath(folder),
                JournalHeaders.Of(JournalHeader.ActionsStream, instruments, models, settings.Engine, startNs, settings.Speed),
                new JournalWriterOptions(settings.JournalFramesBytes / FramesBytesPerActionsByte, ActionsSegmentBytes));
            return new DemoJournal(frames, actions);
        }
        catch
        {
            if (frames is not null)
            {
                frames.Dispose();
                File.Delete(JournalFolder.SegmentPath(frames.Path, 1));
            }

            throw;
        }
    }

    /// <summary>Why nothing is kept any more, and what mends it.</summary>
    public string Halt()
    {
        JournalWriter? refused = Array.Find([_frames, _actions], writer => writer is { RefusedCount: > 0 });
        return refused switch
        {
            { Refusal: JournalRefusal.NextNotReady, Fault: { } fault } => $"The journal cannot go on: {fault}",
            { Refusal: JournalRefusal.NextNotReady } => $"The journal {refused.Path} filled a segment before the next one was ready: its disk is too slow for this market; name a folder on a faster one with --journal, or choose a lower --speed.",
            _ => "The journal has no room left; give it a larger one with --journal-mb.",
        };
    }

    public void Dispose()
    {
        _housekeeper?.Dispose();
        _frames?.Dispose();
        _actions?.Dispose();
    }

    private static void RequireFree(string folder, string stream)
    {
        if (JournalFolder.NextSegment(stream, 0) is > 0 and int number)
            throw new IOException($"{JournalFolder.SegmentPath(stream, number)} is a journal already, which is kept as it is, torn or whole; give another folder with --journal, or move it away. 'kchft journal verify {folder}' says what it holds.");
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The journal folder {Path.GetFullPath(folder)} cannot be made; give another one with --journal. {e.Message}", e);
        }
    }
}
