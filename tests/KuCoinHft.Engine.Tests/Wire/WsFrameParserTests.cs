using System.Buffers;
using System.Text;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class WsFrameParserTests
{
    public static TheoryData<string, byte[]> Frames => new()
    {
        { "text", ServerFrames.Text("{\"type\":\"welcome\"}") },
        { "empty text", ServerFrames.Text("") },
        { "fragment", ServerFrames.Frame(WsOpcode.Text, "abc"u8.ToArray(), isFinal: false) },
        { "continuation", ServerFrames.Frame(WsOpcode.Continuation, "def"u8.ToArray()) },
        { "ping of 125 bytes", ServerFrames.Frame(WsOpcode.Ping, new byte[125]) },
        { "pong", ServerFrames.Frame(WsOpcode.Pong, []) },
        { "close", ServerFrames.Close(1000, "bye") },
        { "126 bytes", ServerFrames.Frame(WsOpcode.Text, new byte[126]) },
        { "65535 bytes", ServerFrames.Frame(WsOpcode.Text, new byte[65535]) },
        { "65536 bytes", ServerFrames.Frame(WsOpcode.Text, new byte[65536]) },
    };

    public static TheoryData<string, byte[], WsReject, int> Rejects => new()
    {
        { "rsv1", [0xC1, 0], WsReject.ReservedBits, 1002 },
        { "rsv2", [0xA1, 0], WsReject.ReservedBits, 1002 },
        { "rsv3", [0x91, 0], WsReject.ReservedBits, 1002 },
        { "opcode 3", [0x83, 0], WsReject.UnknownOpcode, 1002 },
        { "opcode 7", [0x87, 0], WsReject.UnknownOpcode, 1002 },
        { "opcode 11", [0x8B, 0], WsReject.UnknownOpcode, 1002 },
        { "opcode 15", [0x8F, 0], WsReject.UnknownOpcode, 1002 },
        { "masked", [0x81, 0x80], WsReject.Masked, 1002 },
        { "ping of 126 bytes", [0x89, 126], WsReject.ControlTooLong, 1002 },
        { "close of 64 KiB", [0x88, 127], WsReject.ControlTooLong, 1002 },
        { "ping in parts", [0x09, 0], WsReject.ControlFragmented, 1002 },
        { "125 in 16 bits", [0x81, 126, 0, 125], WsReject.LengthNotMinimal, 1002 },
        { "65535 in 64 bits", [0x81, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], WsReject.LengthNotMinimal, 1002 },
        { "top bit of the length", [0x81, 127, 0x80, 0, 0, 0, 0, 1, 0, 0], WsReject.LengthNegative, 1002 },
        { "one byte over the limit", [0x81, 127, 0, 0, 0, 0, 0, 4, 0, 1], WsReject.TooLong, 1009 },
        { "the longest length there is", [0x81, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], WsReject.TooLong, 1009 },
    };

    [Theory, MemberData(nameof(Frames))]
    public void A_frame_is_read_wherever_the_memory_is_cut(string name, byte[] frame)
    {
        byte[] bytes = [.. frame, 0x89, 0x00];
        foreach (int cut in Cuts(bytes.Length))
        {
            ReadOnlySequence<byte> buffer = ServerFrames.Cut(bytes, cut);
            WsStatus status = WsFrameParser.TryRead(in buffer, Limits.FrameBytesMax, out WsFrameHeader header, out _);
            Assert.True(status == WsStatus.Done, $"{name} cut at {cut}: {status}");
            Assert.Equal(frame.Length, header.FrameBytes);
            Assert.Equal(frame[0] & 0x0F, (int)header.Opcode);
            Assert.Equal(frame[0] >= 0x80, header.IsFinal);
        }
    }

    [Theory, MemberData(nameof(Frames))]
    public void Every_prefix_asks_for_more(string name, byte[] frame)
    {
        foreach (int length in Cuts(frame.Length).Where(cut => cut < frame.Length))
        {
            var whole = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.True(WsFrameParser.TryRead(in whole, Limits.FrameBytesMax, out _, out _) == WsStatus.More, $"{name}, {length} bytes");
            ReadOnlySequence<byte> cut = ServerFrames.Cut(frame[..length], length / 2);
            Assert.Equal(WsStatus.More, WsFrameParser.TryRead(in cut, Limits.FrameBytesMax, out _, out _));
        }
    }

    [Theory, MemberData(nameof(Rejects))]
    public void A_broken_rule_is_named_and_has_its_close_code(string name, byte[] head, WsReject expected, int closeCode)
    {
        var buffer = new ReadOnlySequence<byte>(head);
        Assert.True(WsFrameParser.TryRead(in buffer, Limits.FrameBytesMax, out _, out WsReject reject) == WsStatus.Reject, name);
        Assert.Equal(expected, reject);
        Assert.Equal(closeCode, WsCloseCode.For(reject));
        for (int cut = 0; cut <= head.Length; cut++)
        {
            buffer = ServerFrames.Cut(head, cut);
            Assert.Equal(WsStatus.Reject, WsFrameParser.TryRead(in buffer, Limits.FrameBytesMax, out _, out reject));
            Assert.Equal(expected, reject);
        }
    }

    [Fact]
    public void A_message_of_exactly_the_limit_is_welcome()
    {
        var buffer = new ReadOnlySequence<byte>(ServerFrames.Frame(WsOpcode.Text, new byte[Limits.FrameBytesMax]));
        Assert.Equal(WsStatus.Done, WsFrameParser.TryRead(in buffer, Limits.FrameBytesMax, out WsFrameHeader header, out _));
        Assert.Equal(Limits.FrameBytesMax, header.PayloadBytes);
    }

    [Fact]
    public void A_control_frame_may_be_longer_than_what_is_left_of_a_message()
    {
        var buffer = new ReadOnlySequence<byte>(ServerFrames.Frame(WsOpcode.Ping, Encoding.UTF8.GetBytes("still here")));
        Assert.Equal(WsStatus.Done, WsFrameParser.TryRead(in buffer, dataBytesMax: 0, out _, out _));
    }

    // Every byte of short frames; of long ones the head, its neighbourhood, and the end.
    private static IEnumerable<int> Cuts(int length) => Enumerable.Range(0, length + 1).Where(cut => cut < 200 || cut > length - 20 || cut % 4096 == 0);
}
