using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>What a server writes on one connection, and what a client must make of it.</summary>
internal sealed class ServerStream
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>The texts, whole and in order.</summary>
    public List<byte[]> Messages { get; } = [];

    /// <summary>The payloads of the pings, each of which is to be answered.</summary>
    public List<byte[]> Pings { get; } = [];

    /// <summary>0 when the stream ends without a close frame.</summary>
    public ushort CloseCode { get; private set; }

    /// <summary>Messages of every length form, in one to six fragments, control frames between and within them, a close at the end.</summary>
    public static ServerStream Make(Random random, int messages)
    {
        var stream = new ServerStream();
        for (int i = 0; i < messages; i++)
        {
            int length = random.Next(6) switch { 0 => 0, 1 => random.Next(124, 129), 2 => random.Next(126, 700), _ => random.Next(1, 60) };
            stream.Text(Payload(random, length), [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(length + 1)).Order()], random);
        }

        stream.Close(1001);
        return stream;
    }

    /// <summary>Adds a text, cut into fragments at <paramref name="cuts"/>; control frames go between them.</summary>
    public ServerStream Text(byte[] payload, int[] cuts, Random random)
    {
        Messages.Add(payload);
        int begin = 0;
        for (int fragment = 0; fragment <= cuts.Length; fragment++)
        {
            Control(random);
            int end = fragment == cuts.Length ? payload.Length : cuts[fragment];
            WsOpcode opcode = fragment == 0 ? WsOpcode.Text : WsOpcode.Continuation;
            _bytes.AddRange(ServerFrames.Frame(opcode, payload[begin..end], isFinal: fragment == cuts.Length));
            begin = end;
        }

        return this;
    }

    public ServerStream Close(ushort code)
    {
        CloseCode = code;
        _bytes.AddRange(ServerFrames.Close(code, "going away"));
        return this;
    }

    // Code points of one to four bytes, which fragments and segments may cut anywhere.
    public static byte[] Payload(Random random, int length)
    {
        byte[] payload = new byte[length];
        int at = 0;
        while (at < length)
        {
            ReadOnlySpan<byte> piece = random.Next(8) switch { 0 => "ż"u8, 1 => "€"u8, 2 => "𝄞"u8, _ => "{\""u8 };
            if (piece.Length > length - at)
                piece = "x"u8;
            piece.CopyTo(payload.AsSpan(at));
            at += piece.Length;
        }

        return payload;
    }

    private void Control(Random random)
    {
        while (random.Next(3) == 0)
        {
            byte[] payload = new byte[random.Next(4) == 0 ? 125 : random.Next(20)];
            random.NextBytes(payload);
            bool isPing = random.Next(2) == 0;
            if (isPing)
                Pings.Add(payload);
            _bytes.AddRange(ServerFrames.Frame(isPing ? WsOpcode.Ping : WsOpcode.Pong, payload));
        }
    }
}
