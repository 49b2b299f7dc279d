namespace KuCoinHft.Engine.Journal;

/// <summary>A journal stream in memory, the same bytes as in a file: for tests, backtests and runs that keep nothing.</summary>
/// <remarks>Shape: pinned memory, all of it touched at construction. Thread: one worker appends; read after it has stopped. What if full: refuses.</remarks>
public sealed class MemoryJournal : IJournalSink
{
    private readonly byte[] _bytes;
    private int _used;

    /// <param name="capacityBytes">Room for the header and all records.</param>
    /// <exception cref="ArgumentException">The header does not fit.</exception>
    public MemoryJournal(int capacityBytes, JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        byte[] headerBytes = header.Encode();
        if (capacityBytes < headerBytes.Length)
            throw new ArgumentException($"A journal of {capacityBytes} bytes has no room for its header of {headerBytes.Length}.", nameof(capacityBytes));
        _bytes = GC.AllocateUninitializedArray<byte>(capacityBytes, pinned: true);
        Array.Clear(_bytes);
        headerBytes.CopyTo(_bytes, 0);
        HeaderBytes = headerBytes.Length;
        _used = headerBytes.Length;
    }

    /// <summary>Where the first record stands.</summary>
    public int HeaderBytes { get; }

    /// <summary>Records appended.</summary>
    public long Count { get; private set; }

    /// <summary>The stream as it would stand in a file.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (!JournalRecord.TryEncode(_bytes.AsSpan(_used), sequence, receiveNs, source, kind, detail, payload, out int length))
            return false;
        _used += length;
        Count++;
        return true;
    }

    /// <summary>Reads the record at <paramref name="offset"/> and moves it behind; begin with <see cref="HeaderBytes"/>.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(ref int offset, out JournalRecord record)
    {
        bool isWhole = JournalRecord.TryDecode(Bytes[offset..], out record, out int length) == JournalStatus.Whole;
        offset += length;
        return isWhole;
    }
}
