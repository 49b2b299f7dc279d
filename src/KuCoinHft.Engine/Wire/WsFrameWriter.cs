using System.Buffers.Binary;
using System.Diagnostics;

namespace KuCoinHft.Engine.Wire;

/// <summary>Writes the frames of a client: one frame a message, masked.</summary>
/// <remarks>
/// The mask key comes in as an argument, since chance is no business of the codec.
/// Source: RFC 6455 sections 5.2 and 5.3.
/// </remarks>
public static class WsFrameWriter
{
    /// <summary>Bytes that a frame of <paramref name="payloadBytes"/> takes.</summary>
    public static int FrameBytes(int payloadBytes) => HeaderBytes(payloadBytes) + payloadBytes;

    /// <summary>Writes a whole frame to the start of <paramref name="to"/>.</summary>
    /// <param name="to">At least <see cref="FrameBytes"/> bytes; not overlapping the payload.</param>
    /// <param name="opcode">Text, Ping, Pong or Close.</param>
    /// <param name="maskKey">The four mask bytes, the first in the low byte.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> to, WsOpcode opcode, ReadOnlySpan<byte> payload, uint maskKey)
    {
        Debug.Assert(opcode < WsOpcode.Close || payload.Length <= WsFrameParser.ControlBytesMax, "a control frame carries at most 125 bytes");
        int headerBytes = HeaderBytes(payload.Length);
        to[0] = (byte)(0x80 | (int)opcode);
        switch (headerBytes)
        {
            case 6:
                to[1] = (byte)(0x80 | payload.Length);
                break;
            case 8:
                to[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payload.Length);
                break;
            default:
                to[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(to[2..], (ulong)payload.Length);
                break;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(to[(headerBytes - 4)..], maskKey);
        Mask(payload, to.Slice(headerBytes, payload.Length), maskKey);
        return headerBytes + payload.Length;
    }

    // Eight bytes at a time: orders are some 200 bytes, so this is about 25 steps; wider vectors have not been measured.
    private static void Mask(ReadOnlySpan<byte> from, Span<byte> to, uint maskKey)
    {
        ulong twice = maskKey | ((ulong)maskKey << 32);
        int i = 0;
        for (; i + 8 <= from.Length; i += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(to[i..], BinaryPrimitives.ReadUInt64LittleEndian(from[i..]) ^ twice);
        for (; i < from.Length; i++)
            to[i] = (byte)(from[i] ^ (byte)(twice >> (8 * (i & 7))));
    }

    private static int HeaderBytes(int payloadBytes) => payloadBytes switch { <= 125 => 6, <= ushort.MaxValue => 8, _ => 14 };
}
