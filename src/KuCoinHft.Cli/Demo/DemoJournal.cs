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

    private readonly JournalFile? _frames;
    private readonly JournalFile? _actions;

    private DemoJournal(JournalFile? frames, JournalFile? actions) => (_frames, _actions) = (frames, actions);

    public IJournalSink Frames => (IJournalSink?)_frames ?? NoJournal.Instance;

    public IJournalSink Actions => (IJournalSink?)_actions ?? NoJournal.Instance;

    /// <summary>Makes both files, and the folder where it is not there.</summary>
    /// <exception cref="IOException">The folder holds a journal already, cannot be made, or its disk is too small.</exception>
    public static DemoJournal Create(DemoSettings settings, IReadOnlyList<Instrument> instruments, EngineModels models, long startNs)
    {
        if (settings.JournalFolder is not { } folder)
            return new DemoJournal(null, null);
        string framesPath = JournalFolder.FramesPath(folder);
        string actionsPath = JournalFolder.ActionsPath(folder);

        // Both before either is made, so that a refused run leaves the folder as it was.
        RequireFree(framesPath);
        RequireFree(actionsPath);
        MakeFolder(folder);
        JournalFile? frames = null;
        try
        {
            frames = new JournalFile(
                framesPath,
                JournalHeaders.Of(JournalHeader.FramesStream, instruments, models, settings.Engine, startNs, settings.Speed),
                new JournalFileOptions(settings.JournalFramesBytes));
            var actions = new JournalFile(
                actionsPath,
                JournalHeaders.Of(JournalHeader.ActionsStream, instruments, models, settings.Engine, startNs, settings.Speed),
                new JournalFileOptions(settings.JournalFramesBytes / FramesBytesPerActionsByte));
            return new DemoJournal(frames, actions);
        }
        catch
        {
            if (frames is not null)
            {
                frames.Dispose();
                File.Delete(framesPath);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _frames?.Dispose();
        _actions?.Dispose();
    }

    private static void RequireFree(string path)
    {
        if (File.Exists(path))
            throw new IOException($"{path} is a journal already; give another folder with --journal, or move it away.");
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
