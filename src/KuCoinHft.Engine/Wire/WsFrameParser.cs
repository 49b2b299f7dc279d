using System.Buffers;
using System.Buffers.Binary;

namespace KuCoinHft.Engine.Wire;

/// <summary>Finds the next frame that a server sent. No I/O, no state.</summary>
/// <remarks>
/// <code>
///  byte 0                byte 1               0, 2 or 8 bytes
/// +-+-+-+-+-------+     +-+-------------+     +-----------------+---------+
/// |F|R|R|R|opcode |     |M|length  0-125|     | length          | payload |
/// |I|S|S|S|       |     |0|126 = 16 bits|     | big endian      |         |
/// |N|V|V|V|       |     | |127 = 64 bits|     |                 |         |
/// +-+-+-+-+-------+     +-+-------------+     +-----------------+---------+
/// </code>
/// Errors: <see cref="WsStatus.Reject"/> with a <see cref="WsReject"/>, as early as the head shows it. Source: RFC 6455 section 5.2.
/// </remarks>
public static class WsFrameParser
{
    /// <summary>The longest head of an unmasked frame.</summary>
    public const int HeaderBytesMax = 10;

    /// <summary>The longest payload of a control frame.</summary>
    public const int ControlBytesMax = 125;

    /// <summary>Looks for a whole frame at the start of <paramref name="buffer"/>.</summary>
    /// <param name="dataBytesMax">The longest payload of a data frame that is still welcome.</param>
    /// <returns>More, Done or Reject. Consumes nothing: the caller slices <see cref="WsFrameHeader.FrameBytes"/>.</returns>
    public static WsStatus TryRead(in ReadOnlySequence<byte> buffer, int dataBytesMax, out WsFrameHeader header, out WsReject reject)
    {
        scoped ReadOnlySpan<byte> head = buffer.FirstSpan;
        Span<byte> joined = stackalloc byte[HeaderBytesMax];
        if (head.Length < HeaderBytesMax && !buffer.IsSingleSegment)
        {
            ReadOnlySequence<byte> start = buffer.Slice(0, Math.Min(HeaderBytesMax, buffer.Length));
            start.CopyTo(joined);
            head = joined[..(int)start.Length];
        }

        WsStatus status = TryReadHeader(head, dataBytesMax, out header, out reject);
        return status == WsStatus.Done && buffer.Length < header.FrameBytes ? WsStatus.More : status;
    }

    private static WsStatus TryReadHeader(ReadOnlySpan<byte> head, int dataBytesMax, out WsFrameHeader header, out WsReject reject)
    {
        header = default;
        reject = WsReject.None;
        if (head.Length < 2)
            return WsStatus.More;

        var opcode = (WsOpcode)(head[0] & 0x0F);
        bool isFinal = (head[0] & 0x80) != 0;
        bool isControl = (head[0] & 0x08) != 0;
        int lengthCode = head[1] & 0x7F;
        reject = RejectOf(head[0], head[1]);
        if (reject != WsReject.None)
            return WsStatus.Reject;

        int headerBytes = lengthCode switch { 126 => 4, 127 => 10, _ => 2 };
        if (head.Length < headerBytes)
            return WsStatus.More;
        ulong length = lengthCode switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(head[2..]),
            _ => (ulong)lengthCode,
        };
        reject = RejectOf(lengthCode, length);
        if (reject == WsReject.None && !isControl && length > (ulong)dataBytesMax)
            reject = WsReject.TooLong;
        if (reject != WsReject.None)
            return WsStatus.Reject;

        header = new WsFrameHeader(opcode, isFinal, headerBytes, (int)length);
        return WsStatus.Done;
    }

    private static WsReject RejectOf(byte first, byte second)
    {
        int opcode = first & 0x0F;
        if ((first & 0x70) != 0)
            return WsReject.ReservedBits;
        if (opcode is > (int)WsOpcode.Binary and < (int)WsOpcode.Close or > (int)WsOpcode.Pong)
            return WsReject.UnknownOpcode;
        if ((second & 0x80) != 0)
            return WsReject.Masked;
        if (opcode < (int)WsOpcode.Close)
            return WsReject.None;
        if ((first & 0x80) == 0)
            return WsReject.ControlFragmented;
        return (second & 0x7F) > ControlBytesMax ? WsReject.ControlTooLong : WsReject.None;
    }

    private static WsReject RejectOf(int lengthCode, ulong length)
    {
        if (lengthCode == 126 && length < 126)
            return WsReject.LengthNotMinimal;
        if (lengthCode != 127)
            return WsReject.None;
        if (length > long.MaxValue)
            return WsReject.LengthNegative;
        return length <= ushort.MaxValue ? WsReject.LengthNotMinimal : WsReject.None;
    }
}
