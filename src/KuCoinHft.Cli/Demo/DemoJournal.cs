using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Cli.Demo;

/// <summary>The two streams of a session's journal, or none.</summary>
internal sealed class DemoJournal : IDisposable
{
    private readonly JournalFile? _frames;
    private readonly JournalFile? _actions;

    private DemoJournal(JournalFile? frames, JournalFile? actions) => (_frames, _actions) = (frames, actions);

    public IJournalSink Frames => (IJournalSink?)_frames ?? NoJournal.Instance;

    public IJournalSink Actions => (IJournalSink?)_actions ?? NoJournal.Instance;

    /// <param name="folder">Created if it is not there; null keeps no journal.</param>
    /// <exception cref="IOException">The folder holds a journal already.</exception>
    public static DemoJournal Create(string? folder, IReadOnlyList<Instrument> instruments, EngineModels models, EngineSettings settings, long startNs)
    {
        if (folder is null)
            return new DemoJournal(null, null);
        Directory.CreateDirectory(folder);
        var frames = new JournalFile(
            JournalFolder.FramesPath(folder),
            JournalHeaders.Of(JournalHeader.FramesStream, instruments, models, settings, startNs),
            new JournalFileOptions(JournalFolder.FramesBytesDefault));
        var actions = new JournalFile(
            JournalFolder.ActionsPath(folder),
            JournalHeaders.Of(JournalHeader.ActionsStream, instruments, models, settings, startNs),
            new JournalFileOptions(JournalFolder.ActionsBytesDefault));
        return new DemoJournal(frames, actions);
    }

    public void Dispose()
    {
        _frames?.Dispose();
        _actions?.Dispose();
    }
}
