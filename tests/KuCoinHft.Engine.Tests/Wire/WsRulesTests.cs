using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>Every first two bytes, every close code and every length form, judged by the sentences of RFC 6455 and not by the parser's code.</summary>
public sealed class WsRulesTests : IDisposable
{
    private const int Accepted = 0;
    private const int ProtocolError = 1002;
    private const int CannotAccept = 1003;
    private const int NotConsistent = 1007;
    private const int TooBig = 1009;

    // Section 11.8: c continuation, t text, b binary, x close, p ping, q pong; the rest is not assigned.
    private const string Opcodes = "ctb-----xpq-----";

    private readonly WsRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_first_two_bytes_are_judged_as_the_RFC_judges_them(bool inMessage)
    {
        byte[] before = inMessage ? ServerFrames.Frame(WsOpcode.Text, "a"u8.ToArray(), isFinal: false) : [];
        var verdicts = new Dictionary<int, int>();
        for (int first = 0; first < 256; first++)
        {
            for (int second = 0; second < 256; second++)
            {
                int expected = Verdict(first, second, inMessage);
                byte[] bytes = [.. before, .. Complete((byte)first, (byte)second)];
                ScriptedReader reader = _rig.Connect(bytes);
                reader.Arrive(bytes.Length);
                _rig.Drain(reader);
                Assert.True(expected == Refusal(), $"{first:X2} {second:X2}, in a message: {inMessage}; RFC 6455 says {expected}, the source {Refusal()}");
                verdicts[expected] = verdicts.GetValueOrDefault(expected) + 1;

                // What the head alone decides must not wait for a payload.
                if (HeadVerdict(first, second) == Accepted)
                    continue;
                reader = _rig.Connect(bytes);
                reader.Arrive(before.Length + 2);
                _rig.Drain(reader);
                Assert.True(Refusal() == ProtocolError, $"{first:X2} {second:X2} is refused by its head alone");
            }
        }

        // Counted by hand: 128 length bytes of a data frame, final or not; 126 of a ping and a pong; 125 of a close, which may not hold one byte.
        Assert.Equal((2 * 128) + (2 * 126) + 125, verdicts[Accepted]);
        Assert.Equal(inMessage ? 0 : 256, verdicts.GetValueOrDefault(CannotAccept));
    }

    [Fact]
    public void Every_close_code_is_judged_as_the_RFC_judges_it()
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            // Section 7.4: below 1000 never; 1004 reserved; 1005, 1006, 1015 never in a frame; up to 2999 only what is registered; 3000-4999 free; above, none.
            bool maySend = code is 1000 or 1001 or 1002 or 1003 or 1007 or 1008 or 1009 or 1010 or 1011 or 1012 or 1013 or 1014 || (code >= 3000 && code < 5000);
            ScriptedReader reader = _rig.Connect(ServerFrames.Close((ushort)code));
            reader.Arrive(4);
            _rig.Drain(reader);
            Assert.True(_rig.CloseSent == (maySend ? code : ProtocolError), $"close code {code} is answered with {_rig.CloseSent}");
            Assert.True(_rig.Source.End == (maySend ? WsEnd.Closed : WsEnd.Rejected), $"close code {code}: {_rig.Source.End}");
        }
    }

    [Fact]
    public void A_close_frame_may_be_empty_but_not_a_single_byte()
    {
        Play([0x88, 0]);
        Assert.Equal((WsEnd.Closed, 1005, 0), (_rig.Source.End, _rig.Source.CloseCode, _rig.Answers[^1].Payload.Length));
        Play([0x88, 1, 3]);
        Assert.Equal(ProtocolError, Refusal());
    }

    [Theory]
    [InlineData(126, 0, ProtocolError)]
    [InlineData(126, 125, ProtocolError)]
    [InlineData(126, 126, Accepted)]
    [InlineData(126, 65535, Accepted)]
    [InlineData(127, 0, ProtocolError)]
    [InlineData(127, 126, ProtocolError)]
    [InlineData(127, 65535, ProtocolError)]
    [InlineData(127, 65536, Accepted)]
    [InlineData(127, Limits.FrameBytesMax, Accepted)]
    [InlineData(127, Limits.FrameBytesMax + 1, TooBig)]
    [InlineData(127, uint.MaxValue, TooBig)]
    [InlineData(127, uint.MaxValue + 1L, TooBig)]
    [InlineData(127, long.MaxValue, TooBig)]
    [InlineData(127, long.MinValue, ProtocolError)]
    [InlineData(127, -1, ProtocolError)]
    public void A_length_takes_the_fewest_bytes_that_hold_it_and_has_no_sign(int form, long length, int verdict)
    {
        byte[] head = form == 126 ? [0x81, 126, (byte)(length >> 8), (byte)length] : [0x81, 127, .. BitConverter.GetBytes(length).Reverse()];
        Play([.. head, .. new byte[verdict == Accepted ? length : 0]]);
        Assert.Equal(verdict, Refusal());
        Assert.Equal(verdict == Accepted ? 1 : 0, _rig.Messages.Count);
    }

    [Fact]
    public void Fragments_together_may_hold_what_a_frame_may_and_not_one_byte_more()
    {
        byte[] half = ServerFrames.Frame(WsOpcode.Text, new byte[Limits.FrameBytesMax / 2], isFinal: false);
        Play([.. half, .. ServerFrames.Frame(WsOpcode.Ping, new byte[125]), .. ServerFrames.Frame(WsOpcode.Continuation, new byte[Limits.FrameBytesMax / 2])]);
        Assert.Equal((Accepted, Limits.FrameBytesMax), (Refusal(), Assert.Single(_rig.Messages).Length));
        Play([.. half, .. ServerFrames.Frame(WsOpcode.Continuation, new byte[(Limits.FrameBytesMax / 2) + 1])]);
        Assert.Equal(TooBig, Refusal());
    }

    // Section 8.1 asks that the connection fails; we tell when the message is whole, not at the byte that spoils it, since nobody sees a half message.
    [Fact]
    public void Random_bytes_are_a_text_exactly_when_they_are_UTF8_in_one_frame_or_two()
    {
        const int seed = 3629;
        var random = new Random(seed);
        int texts = 0;
        byte[] edges = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];
        for (int round = 0; round < 50_000; round++)
        {
            byte[] payload = new byte[random.Next(1, 6)];
            for (int i = 0; i < payload.Length; i++)
                payload[i] = edges[random.Next(edges.Length)];
            bool isText = Utf8Grammar.IsValid(payload);
            int cut = random.Next(payload.Length + 1);
            Play([.. ServerFrames.Frame(WsOpcode.Text, payload[..cut], isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, payload[cut..])]);
            Assert.True(Refusal() == (isText ? Accepted : NotConsistent), $"seed {seed}, round {round}: {Convert.ToHexString(payload)} gave {Refusal()}");
            Play(ServerFrames.Frame(WsOpcode.Text, payload));
            Assert.True(Refusal() == (isText ? Accepted : NotConsistent), $"seed {seed}, round {round}: {Convert.ToHexString(payload)} gave {Refusal()}");
            texts += isText ? 1 : 0;
        }

        Assert.InRange(texts, 1_000, 40_000);
    }

    // Sections 5.2 (reserved bits, opcodes), 5.1 (a server does not mask), 5.5 (control frames: whole, at most 125 bytes).
    private static int HeadVerdict(int first, int second)
    {
        bool isControl = (first & 0x08) != 0;
        bool isWhole = first >= 0x80;
        bool isLong = (second & 0x7F) >= 126;
        bool isBroken = (first & 0b0111_0000) != 0 || Opcodes[first & 15] == '-' || second >= 0x80 || (isControl && (!isWhole || isLong));
        return isBroken ? ProtocolError : Accepted;
    }

    // Sections 5.4 (a continuation needs a beginning, a beginning no message that is open) and 5.5.1 (a close body has at least a code); binary is ours to refuse.
    private static int Verdict(int first, int second, bool inMessage)
    {
        int head = HeadVerdict(first, second);
        if (head != Accepted)
            return head;
        return Opcodes[first & 15] switch
        {
            'c' => inMessage ? Accepted : ProtocolError,
            't' => inMessage ? ProtocolError : Accepted,
            'b' => inMessage ? ProtocolError : CannotAccept,
            'x' => second == 1 ? ProtocolError : Accepted,
            _ => Accepted,
        };
    }

    // The rest of the frame that the two bytes begin: the least length of a long form, a close code that may be sent.
    private static byte[] Complete(byte first, byte second)
    {
        int form = second & 0x7F;
        byte[] length = form switch { 126 => [0, 126], 127 => [0, 0, 0, 0, 0, 1, 0, 0], _ => [] };
        byte[] payload = new byte[form switch { 126 => 126, 127 => 65_536, _ => form }];
        Array.Fill(payload, (byte)'a');
        if (payload.Length >= 2 && Opcodes[first & 15] == 'x')
            (payload[0], payload[1]) = (3, 232);
        return [first, second, .. length, .. payload];
    }

    private void Play(byte[] bytes)
    {
        ScriptedReader reader = _rig.Connect(bytes);
        reader.Arrive(bytes.Length);
        _rig.Drain(reader);
    }

    // What the source told the server when it ended the connection by itself.
    private int Refusal() => _rig.Source.End == WsEnd.Rejected ? _rig.CloseSent : Accepted;
}
