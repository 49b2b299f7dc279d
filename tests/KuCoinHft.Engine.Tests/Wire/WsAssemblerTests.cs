using System.Buffers;
using System.Text;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class WsAssemblerTests
{
    public static TheoryData<string, byte[], WsReject, int> Rejects => new()
    {
        { "continuation of nothing", ServerFrames.Frame(WsOpcode.Continuation, "x"u8.ToArray()), WsReject.BadContinuation, 1002 },
        { "text inside a text", [.. ServerFrames.Frame(WsOpcode.Text, "x"u8.ToArray(), isFinal: false), .. ServerFrames.Text("y")], WsReject.BadContinuation, 1002 },
        { "binary", ServerFrames.Frame(WsOpcode.Binary, [1]), WsReject.Binary, 1003 },
        { "invalid UTF-8", ServerFrames.Frame(WsOpcode.Text, [0xC0, 0x80]), WsReject.NotUtf8, 1007 },
        { "surrogate", ServerFrames.Frame(WsOpcode.Text, [0xED, 0xA0, 0x80]), WsReject.NotUtf8, 1007 },
        { "truncated UTF-8 at the end of a fragmented text", [.. ServerFrames.Frame(WsOpcode.Text, "a"u8.ToArray(), isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, [0xE2, 0x82])], WsReject.NotUtf8, 1007 },
        { "close of one byte", ServerFrames.Frame(WsOpcode.Close, [3]), WsReject.BadCloseCode, 1002 },
        { "close 999", ServerFrames.Close(999), WsReject.BadCloseCode, 1002 },
        { "close 1004", ServerFrames.Close(1004), WsReject.BadCloseCode, 1002 },
        { "close 1005", ServerFrames.Close(1005), WsReject.BadCloseCode, 1002 },
        { "close 1006", ServerFrames.Close(1006), WsReject.BadCloseCode, 1002 },
        { "close 1015", ServerFrames.Close(1015), WsReject.BadCloseCode, 1002 },
        { "close 2999", ServerFrames.Close(2999), WsReject.BadCloseCode, 1002 },
        { "close 5000", ServerFrames.Close(5000), WsReject.BadCloseCode, 1002 },
        { "close with a reason that is not UTF-8", ServerFrames.Frame(WsOpcode.Close, [3, 232, 0xFF]), WsReject.NotUtf8, 1007 },
        { "fragments over the limit", [.. ServerFrames.Frame(WsOpcode.Text, new byte[100], isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, new byte[29])], WsReject.TooLong, 1009 },
        { "reserved bit", [0xC1, 0], WsReject.ReservedBits, 1002 },
    };

    [Theory, MemberData(nameof(Rejects))]
    public void A_broken_rule_is_named_and_has_its_close_code(string name, byte[] bytes, WsReject expected, int closeCode)
    {
        var assembler = new WsAssembler(messageBytesMax: 128);
        var buffer = new ReadOnlySequence<byte>(bytes);
        WsStatus status;
        while ((status = assembler.TryRead(ref buffer, out _)) == WsStatus.Fragment)
            continue;
        Assert.True(status == WsStatus.Reject, $"{name}: {status}");
        Assert.Equal(expected, assembler.RejectReason);
        Assert.Equal(closeCode, WsCloseCode.For(assembler.RejectReason));
    }

    [Fact]
    public void Every_close_code_that_may_be_sent_is_let_through()
    {
        ushort[] codes = [1000, 1001, 1002, 1003, 1007, 1014, 3000, 4999];
        foreach (ushort code in codes)
        {
            var buffer = new ReadOnlySequence<byte>(ServerFrames.Close(code));
            Assert.Equal(WsStatus.Done, new WsAssembler().TryRead(ref buffer, out WsMessage message));
            Assert.Equal(code, WsAssembler.CloseCodeOf(message.Payload));
        }

        Assert.Equal(WsCloseCode.None, WsAssembler.CloseCodeOf([]));
    }

    [Fact]
    public void A_ping_between_fragments_comes_first_and_harms_nothing()
    {
        byte[] bytes =
        [
            .. ServerFrames.Frame(WsOpcode.Text, "{\"a\":"u8.ToArray(), isFinal: false),
            .. ServerFrames.Frame(WsOpcode.Ping, "p"u8.ToArray()),
            .. ServerFrames.Frame(WsOpcode.Continuation, [], isFinal: false),
            .. ServerFrames.Frame(WsOpcode.Continuation, "1}"u8.ToArray()),
        ];
        for (int cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(["Ping:p", "Text:{\"a\":1}"], ReadAll(new WsAssembler(), ServerFrames.Cut(bytes, cut)));
    }

    [Fact]
    public void A_code_point_split_between_fragments_is_valid()
    {
        byte[] bytes = [.. ServerFrames.Frame(WsOpcode.Text, [0xE2, 0x82], isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, [0xAC])];
        Assert.Equal(["Text:€"], ReadAll(new WsAssembler(), new ReadOnlySequence<byte>(bytes)));
    }

    [Fact]
    public void A_message_in_one_piece_is_not_copied()
    {
        byte[] bytes = ServerFrames.Text("{}");
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(WsStatus.Done, new WsAssembler().TryRead(ref buffer, out WsMessage message));
        Assert.True(message.Payload.Overlaps(bytes));
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void A_held_message_outlives_its_buffer()
    {
        byte[] bytes = ServerFrames.Text("{\"id\":\"1\"}");
        var assembler = new WsAssembler();
        var buffer = new ReadOnlySequence<byte>(bytes);
        assembler.TryRead(ref buffer, out WsMessage message);
        int length = assembler.Hold(message.Payload);
        Array.Clear(bytes);
        Assert.Equal("{\"id\":\"1\"}"u8, assembler.Held(length));
    }

    [Fact]
    public void A_reset_forgets_a_half_message()
    {
        var assembler = new WsAssembler();
        var half = new ReadOnlySequence<byte>(ServerFrames.Frame(WsOpcode.Text, "x"u8.ToArray(), isFinal: false));
        Assert.Equal(WsStatus.Fragment, assembler.TryRead(ref half, out _));
        assembler.Reset();
        Assert.Equal(["Text:y"], ReadAll(assembler, new ReadOnlySequence<byte>(ServerFrames.Text("y"))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261003)]
    [InlineData(77)]
    public void Any_fragmentation_and_any_arrival_give_the_same_messages(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            var expected = new List<string>();
            byte[] bytes = RandomStream(random, expected);
            int[] cuts = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(bytes.Length + 1)).Order()];
            var assembler = new WsAssembler();
            var got = new List<string>();
            int consumed = 0;
            // Arrival: the buffer grows cut by cut, what is left is offered again with the next bytes, in two segments.
            foreach (int arrived in cuts.Append(bytes.Length))
            {
                byte[] rest = bytes[consumed..arrived];
                ReadOnlySequence<byte> buffer = ServerFrames.Cut(rest, random.Next(rest.Length + 1));
                ReadOnlySequence<byte> left = buffer;
                got.AddRange(ReadAll(assembler, buffer, out left));
                consumed += (int)(buffer.Length - left.Length);
            }

            Assert.True(expected.SequenceEqual(got), $"seed {seed}, round {round}: [{string.Join("|", got)}] instead of [{string.Join("|", expected)}]");
            Assert.Equal(bytes.Length, consumed);
        }
    }

    private static byte[] RandomStream(Random random, List<string> expected)
    {
        var bytes = new List<byte>();
        for (int message = random.Next(1, 6); message > 0; message--)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 300)).Select(_ => random.Next(10) == 0 ? "ż€𝄞" : "ab\"{"));
            byte[] payload = Encoding.UTF8.GetBytes(text);
            int begin = 0;
            bool isFirst = true;
            while (true)
            {
                int end = random.Next(3) == 0 ? payload.Length : random.Next(begin, payload.Length + 1);
                bool isFinal = end == payload.Length && random.Next(4) != 0;
                bytes.AddRange(ServerFrames.Frame(isFirst ? WsOpcode.Text : WsOpcode.Continuation, payload[begin..end], isFinal));
                if (isFinal)
                    break;
                isFirst = false;
                begin = end;
                if (random.Next(3) == 0)
                {
                    expected.Add("Ping:" + begin);
                    bytes.AddRange(ServerFrames.Frame(WsOpcode.Ping, Encoding.UTF8.GetBytes(begin.ToString())));
                }
            }

            expected.Add("Text:" + text);
        }

        return [.. bytes];
    }

    private static List<string> ReadAll(WsAssembler assembler, ReadOnlySequence<byte> buffer) => ReadAll(assembler, buffer, out _);

    private static List<string> ReadAll(WsAssembler assembler, ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> left)
    {
        var messages = new List<string>();
        while (true)
        {
            WsStatus status = assembler.TryRead(ref buffer, out WsMessage message);
            Assert.NotEqual(WsStatus.Reject, status);
            left = buffer;
            if (status == WsStatus.More)
                return messages;
            if (status == WsStatus.Done)
                messages.Add($"{message.Opcode}:{Encoding.UTF8.GetString(message.Payload)}");
        }
    }
}
