using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Reads the records of one journal stream in order over all its segments, up to where they are whole.</summary>
/// <remarks>
/// Errors: bad bytes and missing files never throw; <see cref="MoveNext"/> answers false and <see cref="End"/> says what stands there. Only a stream
/// without any file, or a file that cannot be opened or read, throws.
/// A replay stops there, since a journal with a hole replays to something else. Whoever wants every intact record asks <see cref="TryGoOn"/>.
/// A journal that is still being written reads up to what is published; its end may then be called torn.
/// </remarks>
public sealed class JournalReader : IDisposable
{
    private readonly bool _isAlone;
    private JournalSegmentReader _segment;
    private int _next;
    private bool _isClosed;
    private long _recordCount;
    private long _lastSequence = -1;

    // Sequence of the last record that was written: the last one read, or what an end mark says of one that could not be.
    private long _lastWritten = -1;

    // Records before the first one that was opened; -1 until a mark of a segment that is read alone says it.
    private long _recordsBefore;

    // False behind damage, until a mark says how many records it cost.
    private bool _isCountSure = true;

    /// <param name="path">A stream as <see cref="JournalFolder"/> gives it, or the file of one segment, which is then read alone.</param>
    /// <exception cref="IOException">There is no such journal, or it cannot be opened.</exception>
    public JournalReader(string path)
    {
        Path = path;
        _isAlone = File.Exists(path);
        int first = _isAlone ? 1 : JournalFolder.NextSegment(path, 0);
        if (first == 0)
            throw new FileNotFoundException($"There is no journal {path}: {JournalFolder.SegmentPath(path, 1)} is not there, nor any later segment.");
        _recordsBefore = _isAlone ? -1 : 0;
        _segment = Open(first);
        CheckPlace(1);
    }

    public string Path { get; }

    /// <summary>The first whole header, or null when no segment had one so far.</summary>
    public JournalHeader? Header { get; private set; }

    /// <summary>The file that is being read.</summary>
    public string SegmentPath => _segment.Path;

    /// <summary>Segments opened so far.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>What stands behind the last record; known once <see cref="MoveNext"/> has answered false.</summary>
    public JournalEnd End { get; private set; }

    /// <summary>Where <see cref="Current"/> begins in its segment.</summary>
    public long Offset => _segment.Offset;

    /// <summary>Records that the marks passed so far count and that could not be read.</summary>
    public long LostCount { get; private set; }

    /// <summary>The record that the last true <see cref="MoveNext"/> moved to; its payload is valid until the next call.</summary>
    public JournalRecord Current => _segment.Current;

    /// <summary>Moves to the next record; marks of segments are passed over.</summary>
    /// <returns>False at the end; see <see cref="End"/>.</returns>
    public bool MoveNext()
    {
        while (End.Kind == JournalEndKind.None)
        {
            if (!_segment.MoveNext())
            {
                PassEnd();
                continue;
            }

            JournalRecord record = _segment.Current;
            if (record.Kind is JournalKind.SegmentBegin or JournalKind.SegmentEnd)
            {
                PassMark(record);
                continue;
            }

            _recordCount++;
            _lastSequence = record.Sequence;
            _lastWritten = record.Sequence;
            return true;
        }

        return false;
    }

    /// <summary>Passes over the damage that <see cref="End"/> names, so that <see cref="MoveNext"/> goes on with the next intact record.</summary>
    /// <returns>False when there was no damage, or nothing stands behind it.</returns>
    public bool TryGoOn()
    {
        JournalEndKind kind = End.Kind;
        if (kind == JournalEndKind.None || End.IsComplete)
            return false;
        bool isBehind = kind is JournalEndKind.Gap or JournalEndKind.Missing || (kind != JournalEndKind.Foreign && _segment.TryResync());
        if (!isBehind && _next == 0)
            return false;
        End = default;
        _isCountSure = kind == JournalEndKind.Gap;
        if (!isBehind)
            Enter(_next);
        else if (kind == JournalEndKind.Missing)
            CheckPlace(_segment.Number);
        return true;
    }

    public void Dispose() => _segment.Dispose();

    private void PassEnd()
    {
        JournalEndKind kind = _segment.KindBehind(_isClosed);
        if (kind is JournalEndKind.Clean or JournalEndKind.Open && _next > 0)
        {
            Enter(_next);
            return;
        }

        // A segment that was prepared and never begun does not say that anything was written behind the torn tail.
        bool hasMore = kind == JournalEndKind.Torn && _next > 0 && HasRecord(_next);
        Stop(hasMore ? JournalEndKind.Corrupt : kind, _segment.FileName);
    }

    private bool HasRecord(int number)
    {
        using var segment = new JournalSegmentReader(JournalFolder.SegmentPath(Path, number), number);
        return segment.MoveNext() || segment.TryResync() || JournalFolder.NextSegment(Path, number) > 0;
    }

    private void Enter(int number)
    {
        int expected = _segment.Number + 1;
        _segment.Dispose();
        _segment = Open(number);
        CheckPlace(expected);
    }

    private JournalSegmentReader Open(int number)
    {
        _isClosed = false;
        SegmentCount++;

        // Asked here and not at the end: a replay reads on a worker, and the end of its journal should cost it nothing.
        _next = _isAlone ? 0 : JournalFolder.NextSegment(Path, number);
        return new JournalSegmentReader(_isAlone ? Path : JournalFolder.SegmentPath(Path, number), number);
    }

    private void CheckPlace(int expected)
    {
        Header ??= _segment.Header;
        if (_segment.Number != expected)
            Stop(JournalEndKind.Missing, System.IO.Path.GetFileName(JournalFolder.SegmentPath(Path, expected)));
        else if (_segment.Header is not { } header)
            Stop(_segment.KindAtHeader(), _segment.FileName);
        else if (header.Session != Header!.Session || header.StartNs != Header.StartNs || header.Stream != Header.Stream)
            Stop(JournalEndKind.Foreign, _segment.FileName, $"it is of {Origin(header)}, what stands before it of {Origin(Header)}");
        else if (!_isAlone && header.Segment != _segment.Number)
            Stop(JournalEndKind.Foreign, _segment.FileName, $"its header says segment {header.Segment}");
    }

    private static string Origin(JournalHeader header) => $"the stream {header.Stream} of session {header.Session}, begun at {header.StartNs}";

    private void PassMark(JournalRecord mark)
    {
        bool isBegin = mark.Kind == JournalKind.SegmentBegin;
        _isClosed = !isBegin;
        if (!JournalMarks.TryDecode(mark.Payload, out long number))
            return;
        if (_recordsBefore < 0)
            _recordsBefore = number - _recordCount;
        long here = _recordsBefore + _recordCount + LostCount;
        bool isNextFrame = !isBegin || _lastWritten < 0 || Header?.Stream != JournalHeader.FramesStream || mark.Sequence == _lastWritten + 1;
        LostCount += number - here;
        if (_isCountSure && number != here)
            Stop(JournalEndKind.Gap, _segment.FileName, $"the segment counts {number} records before this place, there are {here}");
        else if (_isCountSure && !isNextFrame)
            Stop(JournalEndKind.Gap, _segment.FileName, $"the segment begins with the frame of sequence {mark.Sequence}");
        _isCountSure = true;
        if (!isBegin)
            _lastWritten = mark.Sequence;
    }

    private void Stop(JournalEndKind kind, string file, string note = "") =>
        End = new JournalEnd(kind, file, kind == JournalEndKind.Missing ? 0 : _segment.Offset, _recordCount, _lastSequence, note);
}
