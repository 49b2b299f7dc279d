using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class WsSourceTests : IDisposable
{
    private readonly RingBuffer _ring = new(8);
    private readonly Sequence _consumed = new();
    private readonly ByteRing _bytes = new(1 << 20);
    private readonly RingColumn<Frame> _frames;
    private readonly Intake _intake;
    private readonly StepClock _clock = new();
    private readonly WsSource _source;
    private readonly RecordedOutlet _outlet = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private long _taken;

    public WsSourceTests()
    {
        _ring.AddGating(_consumed);
        _frames = new RingColumn<Frame>(_ring);
        _source = new WsSource(FrameSource.Feed, _clock);
        _intake = new Intake(_ring, _bytes, _frames, [_source]);
        _source.Attach(_pipe.Reader, _outlet);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _bytes.Dispose();
    }

    [Fact]
    public void Messages_become_frames_in_order()
    {
        Arrive(ServerFrames.Text("{\"a\":1}"), ServerFrames.Text("{\"a\":2}"));
        Assert.Equal(2, _source.Poll(_intake, 16));
        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], Take());
        Assert.Equal(2, _source.MessageCount);
        Assert.Equal(0, _source.Poll(_intake, 16));
    }

    [Fact]
    public void A_poll_publishes_at_most_what_it_may()
    {
        Arrive(ServerFrames.Text("1"), ServerFrames.Text("2"), ServerFrames.Text("3"));
        Assert.Equal(2, _source.Poll(_intake, 2));
        Assert.Equal(1, _source.Poll(_intake, 2));
        Assert.Equal(["1", "2", "3"], Take());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refused_message_is_offered_again_once(bool inParts)
    {
        for (int i = 0; i < 20; i++)
            Arrive(inParts ? [.. ServerFrames.Frame(WsOpcode.Text, "m"u8.ToArray(), isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, Encoding.UTF8.GetBytes($"{i}"))] : ServerFrames.Text($"m{i}"));
        var got = new List<string>();
        for (int poll = 0; poll < 40 && got.Count < 20; poll++)
        {
            _source.Poll(_intake, 64);
            Assert.Equal(0, _source.Poll(_intake, 64));
            got.AddRange(Take());
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"m{i}"), got);
        Assert.True(_intake.FullCount > 0, "the ring of 8 was full on the way");
        Assert.Equal(20, _source.MessageCount);
    }

    [Fact]
    public void A_refused_message_keeps_its_time_of_receipt()
    {
        for (int i = 0; i < 9; i++)
            Arrive(ServerFrames.Text($"{i}"));
        Assert.Equal(8, _source.Poll(_intake, 16));
        long ninth = _clock.Last;
        Take();
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(ninth, _frames[8].ReceiveNs);
        Assert.Equal(FrameSource.Feed, _frames[8].Source);
        Assert.Equal(FrameKind.Json, _frames[8].Kind);
    }

    [Fact]
    public void A_refused_message_survives_a_new_connection()
    {
        for (int i = 0; i < 9; i++)
            Arrive(ServerFrames.Text($"{i}"));
        Assert.Equal(8, _source.Poll(_intake, 16));
        var next = new Pipe();
        next.Writer.Write(ServerFrames.Text("next"));
        Flush(next.Writer);
        _source.Attach(next.Reader, _outlet);
        Take();
        Assert.Equal(2, _source.Poll(_intake, 16));
        Assert.Equal(["8", "next"], Take());
    }

    [Fact]
    public void A_ping_is_answered_with_its_own_bytes()
    {
        Arrive(ServerFrames.Frame(WsOpcode.Ping, "are you there"u8.ToArray()), ServerFrames.Text("1"), ServerFrames.Frame(WsOpcode.Pong, []));
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(["Pong:" + Hex("are you there")], _outlet.Sent);
    }

    [Fact]
    public void A_pong_without_room_is_counted()
    {
        _outlet.HasRoom = false;
        Arrive(ServerFrames.Frame(WsOpcode.Ping, []));
        _source.Poll(_intake, 16);
        Assert.Equal((1, 1), (_source.PingCount, _source.PongDroppedCount));
        Assert.Equal(WsEnd.Open, _source.End);
    }

    [Fact]
    public void A_close_is_answered_with_its_code_and_ends_reading()
    {
        Arrive(ServerFrames.Text("last"), ServerFrames.Close(1001, "going away"), ServerFrames.Text("too late"));
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(0, _source.Poll(_intake, 16));
        Assert.Equal(["last"], Take());
        Assert.Equal(["Close:03E9"], _outlet.Sent);
        Assert.Equal((WsEnd.Closed, 1001), (_source.End, (int)_source.CloseCode));
    }

    [Fact]
    public void A_close_without_a_code_is_answered_without_one()
    {
        Arrive(ServerFrames.Frame(WsOpcode.Close, []));
        _source.Poll(_intake, 16);
        Assert.Equal(["Close:"], _outlet.Sent);
        Assert.Equal((WsEnd.Closed, (int)WsCloseCode.None), (_source.End, (int)_source.CloseCode));
    }

    [Fact]
    public void A_message_too_long_is_refused_by_its_head_alone()
    {
        // The head of a text of one byte over the limit; not one byte of the text has come.
        Arrive([0x81, 127, 0, 0, 0, 0, 0, 4, 0, 1]);
        Assert.Equal(0, _source.Poll(_intake, 16));
        Assert.Equal(["Close:03F1"], _outlet.Sent);
        Assert.Equal((WsEnd.Rejected, WsReject.TooLong), (_source.End, _source.RejectReason));
        Assert.True(Flush(_pipe.Writer).IsCompleted, "the pipe's writer learns that nobody reads");
    }

    [Fact]
    public void A_message_too_long_over_its_fragments_is_refused_by_the_head_of_the_last()
    {
        byte[] part = new byte[Limits.FrameBytesMax / 2];
        Arrive(ServerFrames.Frame(WsOpcode.Text, part, isFinal: false), ServerFrames.Frame(WsOpcode.Continuation, part, isFinal: false), [0x80, 1]);
        Assert.Equal(0, _source.Poll(_intake, 16));
        Assert.Equal(["Close:03F1"], _outlet.Sent);
        Assert.Equal((WsEnd.Rejected, WsReject.TooLong), (_source.End, _source.RejectReason));
    }

    [Fact]
    public void A_message_of_the_limit_is_taken_in_one_piece_and_in_parts()
    {
        byte[] longest = new byte[Limits.FrameBytesMax];
        Array.Fill(longest, (byte)'x');
        Arrive(ServerFrames.Frame(WsOpcode.Text, longest), ServerFrames.Frame(WsOpcode.Text, longest[1..], isFinal: false), ServerFrames.Frame(WsOpcode.Continuation, longest[..1]));
        Assert.Equal(2, _source.Poll(_intake, 16));
        Assert.Equal([Limits.FrameBytesMax, Limits.FrameBytesMax], Take().Select(text => text.Length));
    }

    [Theory]
    [InlineData(WsOpcode.Ping)]
    [InlineData(WsOpcode.Pong)]
    [InlineData(WsOpcode.Close)]
    public void A_control_frame_over_125_bytes_is_refused(WsOpcode opcode)
    {
        Arrive(ServerFrames.Frame(opcode, new byte[126]));
        Assert.Equal(0, _source.Poll(_intake, 16));
        Assert.Equal(["Close:03EA"], _outlet.Sent);
        Assert.Equal((WsEnd.Rejected, WsReject.ControlTooLong), (_source.End, _source.RejectReason));
    }

    [Fact]
    public void A_broken_rule_is_answered_with_its_close_code()
    {
        Arrive(ServerFrames.Text("good"), [0xC1, 0x00], ServerFrames.Text("never"));
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(0, _source.Poll(_intake, 16));
        Assert.Equal(["Close:03EA"], _outlet.Sent);
        Assert.Equal((WsEnd.Rejected, WsReject.ReservedBits), (_source.End, _source.RejectReason));
    }

    [Fact]
    public void A_stream_that_ends_inside_a_frame_is_lost_after_its_whole_messages()
    {
        Arrive(ServerFrames.Text("whole"), ServerFrames.Text("half")[..3]);
        _pipe.Writer.Complete();
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(WsEnd.Lost, _source.End);
        Assert.Equal(0, _source.Poll(_intake, 16));
    }

    [Fact]
    public void A_new_connection_starts_afresh()
    {
        Arrive(ServerFrames.Frame(WsOpcode.Text, "half"u8.ToArray(), isFinal: false));
        Assert.Equal(0, _source.Poll(_intake, 16));
        var next = new Pipe();
        _source.Attach(next.Reader, _outlet);
        next.Writer.Write(ServerFrames.Text("new"));
        Flush(next.Writer);
        Assert.Equal(1, _source.Poll(_intake, 16));
        Assert.Equal(["new"], Take());
        Assert.True(Flush(_pipe.Writer).IsCompleted, "the old pipe's writer learns that nobody reads");
    }

    [Fact]
    public void Frames_in_steady_state_allocate_nothing() => Assert.Equal(0, BytesAllocatedBy(leak: false));

    [Fact]
    public void The_allocation_meter_sees_a_leak() => Assert.NotEqual(0, BytesAllocatedBy(leak: true));

    // Short and long messages, some across the pipe's segments, some in parts, with pings between; the first round warms up.
    private long BytesAllocatedBy(bool leak)
    {
        long allocated = 0;
        byte[] parts = [.. ServerFrames.Frame(WsOpcode.Text, new byte[50], isFinal: false), .. ServerFrames.Frame(WsOpcode.Continuation, new byte[3000])];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 500; i++)
                Arrive(ServerFrames.Frame(WsOpcode.Text, new byte[i * 7]), ServerFrames.Frame(WsOpcode.Ping, []), parts);
            _outlet.IsSilent = true;
            _clock.Leaks = leak && round == 2;
            int published = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (published < 1000)
            {
                published += _source.Poll(_intake, 16);
                _consumed.Set(_ring.Cursor.Value);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(3000, _source.MessageCount);
        return allocated;
    }

    private void Arrive(params byte[][] frames)
    {
        foreach (byte[] frame in frames)
            _pipe.Writer.Write(frame);
        Flush(_pipe.Writer);
    }

    private static FlushResult Flush(PipeWriter writer)
    {
        ValueTask<FlushResult> flush = writer.FlushAsync(TestContext.Current.CancellationToken);
        return flush.IsCompletedSuccessfully ? flush.Result : throw new InvalidOperationException("a pipe without a threshold never waits");
    }

    private List<string> Take()
    {
        var taken = new List<string>();
        for (; _taken <= _ring.Cursor.Value; _taken++)
            taken.Add(Encoding.UTF8.GetString(_bytes[_frames[_taken].BytePosition, _frames[_taken].Length]));
        _consumed.Set(_ring.Cursor.Value);
        return taken;
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    /// <summary>Every reading is one nanosecond later.</summary>
    private sealed class StepClock : IClock
    {
        private byte[]? _leak;

        public long Last { get; private set; }

        public bool Leaks { get; set; }

        public long NowNs
        {
            get
            {
                if (Leaks)
                    _leak = new byte[(_leak?.Length ?? 0) + 1];
                return ++Last;
            }
        }
    }

    /// <summary>What went out, as text.</summary>
    private sealed class RecordedOutlet : IWsOutlet
    {
        public List<string> Sent { get; } = [];

        public bool HasRoom { get; set; } = true;

        public bool IsSilent { get; set; }

        public bool Send(WsOpcode opcode, ReadOnlySpan<byte> payload)
        {
            if (HasRoom && !IsSilent)
                Sent.Add($"{opcode}:{Convert.ToHexString(payload)}");
            return HasRoom;
        }

        public void Flush()
        {
        }
    }
}
