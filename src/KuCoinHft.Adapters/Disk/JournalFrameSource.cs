using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Gives the frames of a journal to Intake as they came: source, kind, time and bytes as recorded.</summary>
/// <remarks>
/// Thread: the intake worker. A frame that Intake refused is given again by the next poll.
/// Intake numbers them anew from 0, as it did when they were recorded, so sequences agree with the journal's.
/// </remarks>
public sealed class JournalFrameSource : IFrameSource, IDisposable
{
    private readonly JournalReader _reader;
    private bool _isHeld;

    /// <param name="path">A journal's folder, its stream of frames, or one segment of it.</param>
    /// <exception cref="IOException">There is no such journal, or it cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no frames journal that this program reads.</exception>
    public JournalFrameSource(string path)
    {
        _reader = new JournalReader(JournalFolder.StreamOf(path, JournalHeader.FramesStream));
        string? fault = _reader.Header switch
        {
            null => $"{_reader.End}",
            { Stream: JournalHeader.FramesStream } => null,
            { Stream: var stream } => $"its stream is {stream}, not {JournalHeader.FramesStream}",
        };
        if (fault is null)
            return;
        _reader.Dispose();
        throw new InvalidDataException($"{path} cannot be replayed: {fault}. Name a journal's folder.");
    }

    public JournalHeader Header => _reader.Header!;

    /// <summary>All readable frames have been published.</summary>
    public bool IsFinished => End.Kind != JournalEndKind.None;

    /// <summary>How the journal ended, once finished: a caller that promises a whole replay asks for <see cref="JournalEnd.IsComplete"/>.</summary>
    public JournalEnd End => _reader.End;

    public int Poll(Intake intake, int framesMax)
    {
        int published = 0;
        while (published < framesMax && TryHold())
        {
            JournalRecord record = _reader.Current;
            if (!intake.TryPublish((FrameSource)record.Source, (FrameKind)record.Detail, record.ReceiveNs, record.Payload))
                break;
            _isHeld = false;
            published++;
        }

        return published;
    }

    public void Dispose() => _reader.Dispose();

    private bool TryHold()
    {
        while (!_isHeld && _reader.MoveNext())
            _isHeld = _reader.Current.Kind == JournalKind.Frame;
        return _isHeld;
    }
}
