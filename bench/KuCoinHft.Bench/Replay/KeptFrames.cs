using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Bench.Replay;

/// <summary>Frames of a journal that is in memory whole and was checked once, so that giving one to Intake is nothing but the copy.</summary>
internal sealed class KeptFrames : IFrameSource
{
    private readonly byte[] _bytes;
    private readonly List<Kept> _frames = [];
    private int _next;

    /// <exception cref="InvalidDataException">It is no whole stream of frames.</exception>
    public KeptFrames(byte[] journal)
    {
        _bytes = journal;
        if (JournalHeader.TryDecode(journal, out JournalHeader? header, out int at) != JournalStatus.Whole || header!.Stream != JournalHeader.FramesStream)
            throw new InvalidDataException("The file is no stream of frames; make it anew with record.");
        Header = header;
        while (at < journal.Length)
        {
            JournalStatus status = JournalRecord.TryDecode(journal.AsSpan(at), out JournalRecord record, out int length);
            if (status != JournalStatus.Whole)
                throw new InvalidDataException($"Record {_frames.Count} is {status}; make the file anew with record.");
            // A record's payload ends before its checksum, a byte of type and four of value.
            _frames.Add(new Kept(record.ReceiveNs, at + length - 5 - record.Payload.Length, record.Payload.Length, (FrameSource)record.Source, (FrameKind)record.Detail));
            at += length;
        }
    }

    public JournalHeader Header { get; }

    public int Count => _frames.Count;

    /// <summary>Frames given in all when this source is dry.</summary>
    public int End { get; set; }

    /// <summary>Begins anew, for another pipeline.</summary>
    public void Rewind() => _next = 0;

    public int Poll(Intake intake, int framesMax)
    {
        int first = _next;
        int end = Math.Min(End, first + framesMax);
        while (_next < end)
        {
            Kept frame = _frames[_next];
            if (!intake.TryPublish(frame.Source, frame.Kind, frame.ReceiveNs, _bytes.AsSpan(frame.Start, frame.Length)))
                break;
            _next++;
        }

        return _next - first;
    }

    private readonly record struct Kept(long ReceiveNs, int Start, int Length, FrameSource Source, FrameKind Kind);
}
