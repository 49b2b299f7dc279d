using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Reads the records of one journal stream in order, up to where they are whole.</summary>
/// <remarks>
/// Errors: bad bytes never throw; <see cref="MoveNext"/> answers false and <see cref="End"/> says what stands there. Only a file that cannot be opened or read throws.
/// A journal that is still being written reads up to what is published; its end may then be called torn.
/// </remarks>
public sealed class JournalReader : IDisposable
{
    private readonly FileWindow _window;
    private long _offset;
    private int _currentLength;
    private long _recordCount;

    /// <exception cref="IOException">The file does not exist or cannot be opened.</exception>
    public JournalReader(string path)
    {
        Path = path;
        _window = new FileWindow(path, Math.Max(JournalHeader.BytesMax, JournalRecord.OverheadBytesMax + JournalRecord.PayloadBytesMax));
        JournalStatus status = JournalHeader.TryDecode(_window.At(0), out JournalHeader? header, out int length);
        Header = header;
        HeaderBytes = length;
        _offset = length;
        if (status != JournalStatus.Whole)
            End = new JournalEnd(KindAtHeader(status), 0, 0);
    }

    public string Path { get; }

    /// <summary>The header, or null when it is not whole; then there are no records either.</summary>
    public JournalHeader? Header { get; }

    /// <summary>Where the first record stands.</summary>
    public int HeaderBytes { get; }

    /// <summary>What stands behind the last record; known once <see cref="MoveNext"/> has answered false.</summary>
    public JournalEnd End { get; private set; }

    /// <summary>Where <see cref="Current"/> begins.</summary>
    public long Offset => _offset;

    /// <summary>The record that the last true <see cref="MoveNext"/> moved to; its payload is valid until the next call.</summary>
    public JournalRecord Current
    {
        get
        {
            JournalRecord.TryDecode(_window.At(_offset), out JournalRecord record, out _);
            return record;
        }
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end; see <see cref="End"/>.</returns>
    public bool MoveNext()
    {
        if (End.Kind != JournalEndKind.None)
            return false;
        _offset += _currentLength;
        _currentLength = 0;
        if (JournalRecord.TryDecode(_window.At(_offset), out _, out int length) != JournalStatus.Whole)
        {
            End = new JournalEnd(KindAtEnd(), _offset, _recordCount);
            return false;
        }

        _currentLength = length;
        _recordCount++;
        return true;
    }

    public void Dispose() => _window.Dispose();

    private JournalEndKind KindAtHeader(JournalStatus status) => status switch
    {
        JournalStatus.NotAJournal => JournalEndKind.NotAJournal,
        JournalStatus.OtherVersion => JournalEndKind.OtherVersion,
        _ => HasRecordAfter(0) ? JournalEndKind.Corrupt : JournalEndKind.Torn,
    };

    private JournalEndKind KindAtEnd()
    {
        if (_window.At(_offset).IsEmpty)
            return JournalEndKind.Clean;
        if (HasOnlyZerosFrom(_offset))
            return JournalEndKind.Open;
        return HasRecordAfter(_offset) ? JournalEndKind.Corrupt : JournalEndKind.Torn;
    }

    private bool HasOnlyZerosFrom(long offset)
    {
        for (ReadOnlySpan<byte> bytes = _window.At(offset); !bytes.IsEmpty; bytes = _window.At(offset))
        {
            if (bytes.ContainsAnyExcept((byte)0))
                return false;
            offset += bytes.Length;
        }

        return true;
    }

    // What tells damage from a tail torn by a crash: behind a torn tail nothing was ever written. JSON holds no byte like a record's first, so the
    // search is quick; a chance match needs 32 bits of checksum to agree.
    private bool HasRecordAfter(long offset)
    {
        offset++;
        for (ReadOnlySpan<byte> bytes = _window.At(offset); !bytes.IsEmpty; bytes = _window.At(offset))
        {
            int candidate = bytes.IndexOf(JournalRecord.FirstByte);
            offset += candidate < 0 ? bytes.Length : candidate;
            if (candidate < 0)
                continue;
            if (JournalRecord.TryDecode(_window.At(offset), out _, out _) == JournalStatus.Whole)
                return true;
            offset++;
        }

        return false;
    }
}
