using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KuCoinHft.Cli.Latency;

/// <summary>The server's end of a WebSocket over a blocking stream: no more than a load generator needs.</summary>
/// <remarks>Whole text messages up to 64 KiB and close frames. Thread: one reader; any number of senders. Source: RFC 6455 sections 4.2.2 and 5.2.</remarks>
internal sealed class WsPeer(Stream stream)
{
    private const int Text = 1, Close = 8;
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private readonly Lock _sending = new();
    private readonly byte[] _in = new byte[64 << 10];
    private readonly byte[] _out = new byte[64 << 10];
    private int _begin;
    private int _end;

    /// <summary>What to answer to an upgrade whose key is <paramref name="key"/>.</summary>
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1; it proves that the server speaks WebSocket, not that it is trustworthy.
    public static byte[] Upgrade(string key) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)))}\r\n\r\n");
#pragma warning restore CA5350

    /// <summary>A message as one frame, head included.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> json)
    {
        var frame = new byte[json.Length + 4];
        return frame[..Write(frame, Text, json)];
    }

    /// <summary>Bytes of a message's frame.</summary>
    public static int FrameBytes(int jsonBytes) => jsonBytes + (jsonBytes < 126 ? 2 : 4);

    public void Send(ReadOnlySpan<byte> json) => Send(Text, json);

    /// <summary>Sends two messages with one call, as a busy server's kernel would join them.</summary>
    public void Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        lock (_sending)
        {
            int length = Write(_out, Text, first);
            stream.Write(_out, 0, length + Write(_out.AsSpan(length), Text, second));
        }
    }

    /// <summary>Sends a frame made by <see cref="Frame"/>.</summary>
    public void SendFrame(ReadOnlySpan<byte> frame)
    {
        lock (_sending)
            stream.Write(frame);
    }

    /// <summary>Waits for the next text message; its bytes hold until the next call.</summary>
    /// <returns>False when the client left.</returns>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        while (true)
        {
            message = default;
            if (!Fill(2))
                return false;
            int opcode = _in[_begin] & 0x0F, code = _in[_begin + 1] & 0x7F;
            int head = code == 126 ? 4 : 2;
            if (code == 127 || !Fill(head))
                return false;
            int length = code == 126 ? BinaryPrimitives.ReadUInt16BigEndian(_in.AsSpan(_begin + 2)) : code;
            if (!Fill(head + 4 + length))
                return false;
            Span<byte> payload = _in.AsSpan(_begin + head + 4, length);
            for (int i = 0; i < length; i++)
                payload[i] ^= _in[_begin + head + (i & 3)];
            _begin += head + 4 + length;
            if (opcode == Close)
                Send(Close, payload);
            if (opcode == Close)
                return false;
            message = payload;
            if (opcode == Text)
                return true;
        }
    }

    private void Send(int opcode, ReadOnlySpan<byte> payload)
    {
        lock (_sending)
            stream.Write(_out, 0, Write(_out, opcode, payload));
    }

    private static int Write(Span<byte> to, int opcode, ReadOnlySpan<byte> payload)
    {
        int head = FrameBytes(payload.Length) - payload.Length;
        to[0] = (byte)(0x80 | opcode);
        to[1] = (byte)(head == 2 ? payload.Length : 126);
        if (head == 4)
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], checked((ushort)payload.Length));
        payload.CopyTo(to[head..]);
        return head + payload.Length;
    }

    private bool Fill(int bytes)
    {
        if (_begin + bytes > _in.Length)
        {
            _in.AsSpan(_begin, _end - _begin).CopyTo(_in);
            (_begin, _end) = (0, _end - _begin);
        }

        while (_end - _begin < bytes)
        {
            int read = _end < _in.Length ? stream.Read(_in, _end, _in.Length - _end) : 0;
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }
}
