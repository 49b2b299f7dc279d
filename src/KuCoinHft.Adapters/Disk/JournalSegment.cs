using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>One file of a stream, mapped, every block reserved and every page touched before it is handed to the appending worker.</summary>
/// <remarks>
/// <code>
/// | header | SegmentBegin | records ... | SegmentEnd |           closed: cut to its used length
/// | header | SegmentBegin | records ... | zeros ...              until then: SegmentBytes long
/// </code>
/// Thread: made and closed by the housekeeping thread, appended to by one worker in between; <see cref="TouchAhead"/> may run beside the appending.
/// </remarks>
internal sealed unsafe class JournalSegment : IDisposable
{
    // The smallest page there is; touching a larger one twice does no harm.
    private const int PageBytes = 4096;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _capacityBytes;
    private byte* _bytes;
    private long _usedBytes;
    private long _touchedBytes;
    private long _lastReceiveNs;

    /// <param name="header">With this segment's number and length.</param>
    /// <exception cref="IOException">The file is there already, or the disk has no room.</exception>
    public JournalSegment(string path, JournalHeader header)
    {
        byte[] headerBytes = header.Encode();
        Path = path;
        Number = header.Segment;
        _capacityBytes = checked((int)header.SegmentBytes);

        // Under another name until it is whole, so that a reader never meets half a header; of a killed process the rest is made anew.
        string unfinished = path + ".new";
        _stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            DiskRoom.Reserve(_stream.SafeFileHandle, path, _capacityBytes);
            _map = MemoryMappedFile.CreateFromFile(_stream, null, _capacityBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, _capacityBytes, MemoryMappedFileAccess.ReadWrite);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
            // SAFETY: the writer gives a capacity that holds header and marks, and the view is as long as the capacity.
            headerBytes.CopyTo(new Span<byte>(_bytes, headerBytes.Length));
            _usedBytes = headerBytes.Length;
            Touch(_capacityBytes);
            _touchedBytes = 0;
            File.Move(unfinished, path);
        }
        catch
        {
            Release();
            File.Delete(unfinished);
            throw;
        }
    }

    public string Path { get; }

    public long Number { get; }

    /// <summary>Records of the stream before the next one, those of earlier segments included.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Sequence of the last record, or -1.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>A record of this segment has been appended.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>An empty segment takes a record with such a payload.</summary>
    public bool HasRoomFor(int payloadBytes) =>
        _bytes != null && _capacityBytes - _usedBytes >= (2 * JournalMarks.BytesMax) + JournalRecord.OverheadBytesMax + payloadBytes;

    /// <summary>Writes the mark that says what stands before this segment; <see cref="HasRoomFor"/> was asked before.</summary>
    public void Begin(long sequence, long receiveNs, long recordsBefore)
    {
        JournalMarks.TryEncode(Room(0), JournalKind.SegmentBegin, sequence, receiveNs, recordsBefore, out int length);
        RecordCount = recordsBefore;
        IsBegun = true;
        Volatile.Write(ref _usedBytes, _usedBytes + length);
    }

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (_bytes == null || !JournalRecord.TryEncode(Room(JournalMarks.BytesMax), sequence, receiveNs, source, kind, detail, payload, out int length))
            return false;
        LastSequence = sequence;
        _lastReceiveNs = receiveNs;
        RecordCount++;
        Volatile.Write(ref _usedBytes, _usedBytes + length);
        return true;
    }

    /// <summary>Touches once more each page that comes within <paramref name="bytes"/> ahead of what is used.</summary>
    /// <remarks>
    /// The kernel writes touched pages to the disk after some seconds and protects them again, so that a segment which waited long meets a fault a page after all.
    /// </remarks>
    public void TouchAhead(int bytes)
    {
        if (_bytes != null)
            Touch(Math.Min(_capacityBytes, Volatile.Read(ref _usedBytes) + bytes));
    }

    /// <summary>Writes the end mark, cuts the file to its used length and closes it; nobody appends any more. A segment that was never begun is deleted, but for the first.</summary>
    /// <exception cref="IOException">It cannot be cut: it is closed all the same, at its whole length and without the mark.</exception>
    public void Dispose()
    {
        if (_bytes == null)
            return;
        JournalMarks.TryEncode(Room(0), JournalKind.SegmentEnd, LastSequence, _lastReceiveNs, RecordCount, out int length);
        bool isKept = IsBegun || Number == 1;

        try
        {
            _stream.SetLength(isKept ? _usedBytes + length : 0);
        }
        catch
        {
            // Without the mark it reads as open, and the next one is read after it; a mark before unused room is damage to a reader.
            Room(0)[..length].Clear();
            throw;
        }
        finally
        {
            Release();
        }

        if (!isKept)
            File.Delete(Path);
    }

    private void Release()
    {
        if (_bytes != null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _bytes = null;

        // The handle first: disposing the view alone would wait for the disk, and the next segment with it. The kernel writes the pages in its own time.
        _view?.SafeMemoryMappedViewHandle.Dispose();
        _view?.Dispose();
        _map?.Dispose();
        _stream.Dispose();
    }

    // SAFETY: used never exceeds the capacity, which is the view's length. The last record leaves room for the end mark.
    private Span<byte> Room(int keptBytes) => new(_bytes + _usedBytes, (int)(_capacityBytes - _usedBytes) - keptBytes);

    private void Touch(long end)
    {
        long page = Math.Max(_touchedBytes, Volatile.Read(ref _usedBytes) / PageBytes * PageBytes);

        // SAFETY: page stays below the capacity. The atomic OR with zero changes nothing, even where the worker writes at that moment.
        for (; page <= end - sizeof(int); page += PageBytes)
            Interlocked.Or(ref Unsafe.AsRef<int>(_bytes + page), 0);
        _touchedBytes = page;
    }
}
