namespace KuCoinHft.Engine.Journal;

/// <summary>The records that open and close a segment: what stands before it, and that nothing is missing behind.</summary>
/// <remarks>
/// <code>
/// kind          sequence                         payload, a MessagePack array in the record's bin
/// SegmentBegin  that of the first record         [records of the stream before the segment]
/// SegmentEnd    that of the last record, or -1   [records of the stream up to here]
/// </code>
/// Marks are not counted. A segment without its end mark was cut, or its writer was killed or still writes.
/// Thread: the begin is written by the appending worker, so it allocates nothing; the end by whoever closes the segment.
/// </remarks>
public static class JournalMarks
{
    /// <summary>Bytes that a mark's record needs free.</summary>
    public const int BytesMax = JournalRecord.OverheadBytesMax + PayloadBytesMax;

    private const int PayloadBytesMax = 1 + 9;

    /// <summary>Writes a mark at the start of <paramref name="destination"/>.</summary>
    /// <returns>False when less than <see cref="BytesMax"/> is left.</returns>
    public static bool TryEncode(Span<byte> destination, JournalKind kind, long sequence, long receiveNs, long recordCount, out int length)
    {
        Span<byte> payload = stackalloc byte[PayloadBytesMax];
        var writer = new MessagePackWriter(payload);
        writer.WriteArrayHeader(1);
        writer.WriteInt(recordCount);
        return JournalRecord.TryEncode(destination, sequence, receiveNs, 0, kind, 0, payload[..writer.Written], out length);
    }

    /// <summary>Reads a mark's payload.</summary>
    /// <returns>False when the bytes are not exactly one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out long recordCount)
    {
        recordCount = 0;
        var reader = new MessagePackReader(payload);
        return reader.TryReadArrayHeader(out int count) && count == 1
            && reader.TryReadInt(0, long.MaxValue, out recordCount)
            && reader.Consumed == payload.Length;
    }
}
