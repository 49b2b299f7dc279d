using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Writes one journal stream into memory-mapped segments.</summary>
/// <remarks>
/// The appending worker only copies: into the current segment, and where a record does not fit, into the next one, which <see cref="Housekeep"/> has prepared.
/// Crash safety: an append is a copy into the page cache, so a killed process loses nothing that was appended; a power cut may lose the last seconds.
/// <see cref="JournalReader"/> finds the end from the records. What if full: refuses, see <see cref="Refusal"/>.
/// Thread: one worker appends, one other thread calls <see cref="Housekeep"/>, and <see cref="Dispose"/> comes after both.
/// </remarks>
public sealed class JournalWriter : IJournalSink, IDisposable
{
    // At 1 MB/s a page is used a second after it was touched, long before the kernel writes it to the disk and protects it again.
    private const int TouchAheadBytes = 1 << 20;

    private readonly JournalHeader _header;
    private readonly JournalWriterOptions _options;
    private JournalSegment? _current;
    private JournalSegment? _next;
    private JournalSegment? _finished;
    private long _allottedBytes;
    private int _segmentCount;
    private bool _isSpent;
    private string? _fault;
    private long _refusedCount;

    /// <param name="path">The stream's place as <see cref="JournalFolder"/> gives it.</param>
    /// <param name="header">Its segment number and length are set here.</param>
    /// <exception cref="ArgumentException">The capacity does not hold the header.</exception>
    /// <exception cref="IOException">The stream is there already, or the disk has less room than the capacity.</exception>
    public JournalWriter(string path, JournalHeader header, JournalWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(header);
        Path = System.IO.Path.GetFullPath(path);
        _header = header;
        _options = options;
        if (NextBytes() == 0)
            throw new ArgumentException($"A journal of {options.CapacityBytes} bytes in segments of {options.SegmentBytes} has no room for its header and a record; give larger ones.", nameof(options));
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        Directory.CreateDirectory(folder);
        if (JournalFolder.NextSegment(Path, 0) > 0)
            throw new IOException($"The journal {JournalFolder.SegmentPath(Path, JournalFolder.NextSegment(Path, 0))} is there already. Give another folder, or move it away.");

        // Each segment reserves its own room. That it ends in the middle of a session is better known at its start.
        long freeBytes = new DriveInfo(folder).AvailableFreeSpace;
        if (freeBytes < options.CapacityBytes)
            throw new IOException($"The disk of {folder} has {freeBytes} bytes free, the journal needs {options.CapacityBytes}. Free some, or give a smaller capacity.");
        _next = Prepare(NextBytes());
    }

    public string Path { get; }

    /// <summary>The next segment is prepared.</summary>
    public bool IsNextReady => Volatile.Read(ref _next) is not null;

    /// <summary>Records refused. One refused record is a hole, so that the pipeline sends nothing any more.</summary>
    public long RefusedCount => Volatile.Read(ref _refusedCount);

    /// <summary>Why the last refused record was refused.</summary>
    public JournalRefusal Refusal { get; private set; }

    /// <summary>What kept the next segment from being prepared, which is tried again, or the last one from being cut; null once a next one is prepared.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (_current is { } segment && segment.TryAppend(sequence, receiveNs, source, kind, detail, payload))
            return true;
        return TryAppendToNext(sequence, receiveNs, source, kind, detail, payload);
    }

    /// <summary>Prepares the next segment where there is none, and closes the one before the current. Cold: files are made and cut.</summary>
    /// <remarks>Errors: what the disk refuses becomes <see cref="Fault"/>.</remarks>
    public void Housekeep()
    {
        if (Volatile.Read(ref _next) is null)
        {
            // The worker wrote it before it took the next one away, and gives no other before there is a next one.
            JournalSegment? finished = _finished;
            _finished = null;
            TryPrepare();
            TryClose(finished);
        }

        Volatile.Read(ref _current)?.TouchAhead(TouchAheadBytes);
    }

    /// <summary>Closes the stream; the worker and the housekeeping have stopped.</summary>
    public void Dispose()
    {
        _isSpent = true;
        _finished?.Dispose();
        _current?.Dispose();
        _next?.Dispose();
        _next = null;
    }

    // Once a segment. Out of line, so that the usual append stays small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAppendToNext(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        JournalSegment? next = Volatile.Read(ref _next);
        if (payload.Length > JournalRecord.PayloadBytesMax)
            return Refuse(JournalRefusal.TooLong);
        if (next is null)
            return Refuse(Volatile.Read(ref _isSpent) ? JournalRefusal.Full : JournalRefusal.NextNotReady);
        if (!next.HasRoomFor(payload.Length))
            return Refuse(JournalRefusal.Full);
        next.Begin(sequence, receiveNs, _current?.RecordCount ?? 0);
        _finished = _current;
        Volatile.Write(ref _current, next);
        Volatile.Write(ref _next, null);
        return next.TryAppend(sequence, receiveNs, source, kind, detail, payload);
    }

    private bool Refuse(JournalRefusal refusal)
    {
        Refusal = refusal;
        Volatile.Write(ref _refusedCount, _refusedCount + 1);
        return false;
    }

    private void TryPrepare()
    {
        int bytes = NextBytes();
        if (bytes == 0)
            Volatile.Write(ref _isSpent, true);
        if (_isSpent)
            return;
        try
        {
            Volatile.Write(ref _next, Prepare(bytes));
            Volatile.Write(ref _fault, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _fault, e.Message);
        }
    }

    // Its records are in the file already; what it keeps is its unused room.
    private void TryClose(JournalSegment? finished)
    {
        try
        {
            finished?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _fault, $"{finished!.Path} could not be cut to its used length: {e.Message}");
        }
    }

    private JournalSegment Prepare(int bytes)
    {
        int number = _segmentCount + 1;
        var segment = new JournalSegment(JournalFolder.SegmentPath(Path, number), _header with { Segment = number, SegmentBytes = bytes });
        _segmentCount = number;
        _allottedBytes += bytes;
        return segment;
    }

    // 0 where what is left of the capacity holds no record.
    private int NextBytes()
    {
        int bytes = (int)Math.Min(_options.SegmentBytes, _options.CapacityBytes - _allottedBytes);
        int headerBytes = (_header with { Segment = int.MaxValue, SegmentBytes = int.MaxValue }).Encode().Length;
        return bytes < headerBytes + (2 * JournalMarks.BytesMax) + JournalRecord.OverheadBytesMax ? 0 : bytes;
    }
}
