namespace KuCoinHft.Engine.Journal;

/// <summary>What the bytes at a place of a journal are.</summary>
public enum JournalStatus : byte
{
    /// <summary>A record or header with its checksum right.</summary>
    Whole,

    /// <summary>The bytes end inside it.</summary>
    Incomplete,

    /// <summary>Not of its shape.</summary>
    Malformed,

    /// <summary>Of its shape, but changed since it was written.</summary>
    BadChecksum,

    /// <summary>The first bytes are not those of a journal.</summary>
    NotAJournal,

    /// <summary>A journal of a format version that this program does not read.</summary>
    OtherVersion,
}

/// <summary>One record of a journal stream.</summary>
/// <remarks>
/// <code>
///  0x97   sequence  receiveNs  source  kind  detail  payload          crc32c
/// +------+---------+----------+-------+-----+-------+----------------+------+----------------+
/// | arr7 | int     | int      | uint  | uint| uint  | bin            | 0xce | 4 bytes, big   |
/// |      | 1..9    | 1..9     | 1..2  | 1   | 1..2  | 2..5 + length  |      | endian         |
/// +------+---------+----------+-------+-----+-------+----------------+------+----------------+
///  \_________________ what crc32c covers __________________________/
/// </code>
/// A MessagePack array, so that any language reads it. The checksum has one width, the other integers their smallest form.
/// In the stream <c>frames</c>, source and detail are the frame's <see cref="Wire.FrameSource"/> and <see cref="Wire.FrameKind"/>;
/// for the records of the stream <c>actions</c> see <see cref="JournalActions"/>. In both, <see cref="JournalMarks"/> open and close a segment.
/// </remarks>
public readonly ref struct JournalRecord
{
    /// <summary>The first byte of every record: an array of seven.</summary>
    public const byte FirstByte = 0x97;

    /// <summary>Bytes of a record beside its payload, at most.</summary>
    public const int OverheadBytesMax = 1 + 9 + 9 + 2 + 2 + 2 + 5 + 5;

    /// <summary>Bytes of a payload; a longer one is refused.</summary>
    public const int PayloadBytesMax = Limits.FrameBytesMax;

    private const int FieldCount = 7;

    private JournalRecord(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        Sequence = sequence;
        ReceiveNs = receiveNs;
        Source = source;
        Kind = kind;
        Detail = detail;
        Payload = payload;
    }

    public long Sequence { get; }

    public long ReceiveNs { get; }

    public byte Source { get; }

    public JournalKind Kind { get; }

    public byte Detail { get; }

    /// <summary>A view into the bytes decoded from.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Writes one record at the start of <paramref name="destination"/>.</summary>
    /// <remarks>
    /// The first byte is stored last and with release order: a reader of shared memory, or of what a killed process left, finds a whole record or a zero.
    /// </remarks>
    /// <returns>False, with nothing written, when the payload is too long or less than the most that such a record may take is left.</returns>
    public static bool TryEncode(
        Span<byte> destination, long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload, out int length)
    {
        length = 0;
        if (payload.Length > PayloadBytesMax || destination.Length < OverheadBytesMax + payload.Length)
            return false;
        Span<byte> body = destination[1..];
        var writer = new MessagePackWriter(body);
        writer.WriteInt(sequence);
        writer.WriteInt(receiveNs);
        writer.WriteUInt(source);
        writer.WriteUInt((byte)kind);
        writer.WriteUInt(detail);
        writer.WriteBin(payload);
        uint crc = Crc32C.Append(Crc32C.Of([FirstByte]), body[..writer.Written]);
        writer.WriteFixedUInt32(crc);
        Volatile.Write(ref destination[0], FirstByte);
        length = 1 + writer.Written;
        return true;
    }

    /// <summary>Reads the record at the start of <paramref name="bytes"/>.</summary>
    /// <param name="length">Bytes it takes, when whole.</param>
    public static JournalStatus TryDecode(ReadOnlySpan<byte> bytes, out JournalRecord record, out int length)
    {
        record = default;
        length = 0;
        var reader = new MessagePackReader(bytes);
        if (!reader.TryReadArrayHeader(out int count))
            return StatusOf(reader.Status);
        if (bytes[0] != FirstByte || count != FieldCount)
            return JournalStatus.Malformed;
        if (!reader.TryReadInt(out long sequence)
            || !reader.TryReadInt(out long receiveNs)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long source)
            || !reader.TryReadInt((long)JournalKind.Frame, (long)JournalKind.SegmentEnd, out long kind)
            || !reader.TryReadInt(byte.MinValue, byte.MaxValue, out long detail)
            || !reader.TryReadBin(PayloadBytesMax, out ReadOnlySpan<byte> payload))
            return StatusOf(reader.Status);
        int covered = reader.Consumed;
        if (!reader.TryReadFixedUInt32(out uint crc))
            return StatusOf(reader.Status);
        if (crc != Crc32C.Of(bytes[..covered]))
            return JournalStatus.BadChecksum;
        record = new JournalRecord(sequence, receiveNs, (byte)source, (JournalKind)kind, (byte)detail, payload);
        length = reader.Consumed;
        return JournalStatus.Whole;
    }

    internal static JournalStatus StatusOf(MessagePackStatus status) =>
        status == MessagePackStatus.Incomplete ? JournalStatus.Incomplete : JournalStatus.Malformed;
}
