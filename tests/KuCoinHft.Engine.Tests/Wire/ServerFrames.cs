using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>Frames as a server writes them, and buffers cut where a test wants them cut.</summary>
internal static class ServerFrames
{
    public static byte[] Text(string text) => Frame(WsOpcode.Text, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(ushort code, string reason = "") => Frame(WsOpcode.Close, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    public static byte[] Frame(WsOpcode opcode, byte[] payload, bool isFinal = true)
    {
        var first = (byte)((isFinal ? 0x80 : 0) | (int)opcode);
        if (payload.Length < 126)
            return [first, (byte)payload.Length, .. payload];
        if (payload.Length <= ushort.MaxValue)
            return [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        return [first, 127, .. length, .. payload];
    }

    /// <summary>One sequence over copies of the pieces between the cuts; equal cuts make empty segments.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params int[] cuts)
    {
        Segment? first = null;
        Segment? last = null;
        int begin = 0;
        foreach (int end in cuts.Append(bytes.Length))
        {
            var segment = new Segment(bytes[begin..end], last);
            first ??= segment;
            last = segment;
            begin = end;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
