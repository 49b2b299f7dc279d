using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Reads the records of one segment, its marks included, and tells what stands where they end.</summary>
/// <remarks>Errors: bad bytes never throw; only a file that cannot be opened or read does.</remarks>
internal sealed class JournalSegmentReader : IDisposable
{
    private readonly FileWindow _window;
    private int _currentLength;

    /// <exception cref="IOException">The file does not exist or cannot be opened.</exception>
    public JournalSegmentReader(string path, int number)
    {
        Path = path;
        FileName = System.IO.Path.GetFileName(path);
        Number = number;
        _window = new FileWindow(path, Math.Max(JournalHeader.BytesMax, JournalRecord.OverheadBytesMax + JournalRecord.PayloadBytesMax));
        HeaderStatus = JournalHeader.TryDecode(_window.At(0), out JournalHeader? header, out int length);
        Header = header;
        Offset = length;
    }

    public string Path { get; }

    public string FileName { get; }

    /// <summary>As its name has it.</summary>
    public int Number { get; }

    public JournalStatus HeaderStatus { get; }

    /// <summary>Null when it is not whole.</summary>
    public JournalHeader? Header { get; }

    /// <summary>Where <see cref="Current"/> begins, or where the last whole record ends.</summary>
    public long Offset { get; private set; }

    /// <summary>The record that the last true <see cref="MoveNext"/> moved to; its payload is valid until the next call.</summary>
    public JournalRecord Current
    {
        get
        {
            JournalRecord.TryDecode(_window.At(Offset), out JournalRecord record, out _);
            return record;
        }
    }

    /// <summary>Moves to the record right behind.</summary>
    public bool MoveNext()
    {
        Offset += _currentLength;
        return JournalRecord.TryDecode(_window.At(Offset), out _, out _currentLength) == JournalStatus.Whole;
    }

    /// <summary>Moves before the next whole record, passing over what is damaged.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryResync()
    {
        long offset = NextRecord(Offset);
        if (offset < 0)
            return false;
        Offset = offset;
        _currentLength = 0;
        return true;
    }

    /// <summary>What stands behind the last whole record.</summary>
    /// <param name="isClosed">That record is the end mark.</param>
    public JournalEndKind KindBehind(bool isClosed)
    {
        ReadOnlySpan<byte> behind = _window.At(Offset);
        if (isClosed && behind.IsEmpty)
            return JournalEndKind.Clean;

        // Zeros to the segment's whole length are room; a file that was cut since, or closed and then zeroed, has another length.
        if (!isClosed && !behind.IsEmpty && behind[0] == 0 && LengthIfZerosFrom(Offset) == Header?.SegmentBytes)
            return JournalEndKind.Open;
        return NextRecord(Offset) < 0 ? JournalEndKind.Torn : JournalEndKind.Corrupt;
    }

    /// <summary>What a header that is not whole makes of the file.</summary>
    public JournalEndKind KindAtHeader() => HeaderStatus switch
    {
        JournalStatus.NotAJournal => JournalEndKind.NotAJournal,
        JournalStatus.OtherVersion => JournalEndKind.OtherVersion,
        _ => NextRecord(0) < 0 ? JournalEndKind.Torn : JournalEndKind.Corrupt,
    };

    public void Dispose() => _window.Dispose();

    // The file's length where only zeros stand from offset on, otherwise -1.
    private long LengthIfZerosFrom(long offset)
    {
        for (ReadOnlySpan<byte> bytes = _window.At(offset); !bytes.IsEmpty; bytes = _window.At(offset))
        {
            if (bytes.ContainsAnyExcept((byte)0))
                return -1;
            offset += bytes.Length;
        }

        return offset;
    }

    // What tells damage from a tail torn by a crash: behind a torn tail nothing was ever written. JSON holds no byte like a record's first, so the
    // search is quick; a chance match needs 32 bits of checksum to agree.
    private long NextRecord(long offset)
    {
        offset++;
        for (ReadOnlySpan<byte> bytes = _window.At(offset); !bytes.IsEmpty; bytes = _window.At(offset))
        {
            int candidate = bytes.IndexOf(JournalRecord.FirstByte);
            offset += candidate < 0 ? bytes.Length : candidate;
            if (candidate < 0)
                continue;
            if (JournalRecord.TryDecode(_window.At(offset), out _, out _) == JournalStatus.Whole)
                return offset;
            offset++;
        }

        return -1;
    }
}
