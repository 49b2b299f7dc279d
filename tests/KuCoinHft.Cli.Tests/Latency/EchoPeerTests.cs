using KuCoinHft.Cli.Latency;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli.Tests.Latency;

public sealed class EchoPeerTests
{
    private const int Frames = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(int.MaxValue)]
    public void Every_deciding_frame_is_answered_at_the_read_that_completes_it(int readBytes)
    {
        LoadPlan plan = Plan();
        var stream = new ScriptedStream(plan, readBytes);

        EchoPeer.Answer(stream, plan);

        var expected = new List<long>();
        int end = 0;
        for (int i = plan.WarmCount; i < plan.Count; i++)
        {
            end += WsPeer.FrameBytes(plan.Frames[i].Length);
            if (plan.Decides[i])
                expected.Add(stream.ReadUpTo.First(read => read >= end));
        }

        Assert.True(expected.Count > 50, $"{expected.Count} answers");
        Assert.Equal(expected, stream.AnsweredAt);
        Assert.Equal(end, stream.ReadUpTo[^1]);
    }

    [Fact]
    public void A_burst_is_taken_with_one_call_a_buffer()
    {
        LoadPlan plan = Plan();
        var stream = new ScriptedStream(plan, int.MaxValue);

        EchoPeer.Answer(stream, plan);

        Assert.Equal(Math.Ceiling(stream.Length / 65536.0), stream.ReadUpTo.Count);
    }

    [Fact]
    public void A_connection_that_ends_within_a_frame_ends_the_echo_without_its_answer()
    {
        LoadPlan plan = Plan();
        var stream = new ScriptedStream(plan, int.MaxValue);
        stream.SetLength(stream.Length - 1);

        EchoPeer.Answer(stream, plan);

        Assert.Equal(Enumerable.Range(plan.WarmCount, Frames - 1).Count(i => plan.Decides[i]), stream.AnsweredAt.Count);
    }

    // The last frame decides: without its last byte its answer is the one that lacks.
    private static LoadPlan Plan()
    {
        var settings = new LatencySettings(LatencyTransport.Tcp, "fused", LoadRate.Parse("recorded:5x"), Seconds: 2, Runs: 1, DecideEvery: 3, StallMs: 0);
        LoadPlan plan = LoadPlan.Create(RecordingCatalog.Open(RecordingCatalog.Binance2024), settings, TimeSpan.FromSeconds(30)).Cut(Frames);
        plan.Decides[^1] = true;
        return plan;
    }

    /// <summary>The measured frames in reads of a given size, and where the reader stood at each read and each answer.</summary>
    private sealed class ScriptedStream(LoadPlan plan, int readBytes) : MemoryStream([.. plan.Frames[plan.WarmCount..].SelectMany(frame => WsPeer.Frame(frame))])
    {
        public List<long> ReadUpTo { get; } = [];

        public List<long> AnsweredAt { get; } = [];

        // The base class's own reads and writes of spans call back into what a derived class overrides.
        public override int Read(Span<byte> buffer)
        {
            int read = (int)Math.Min(Math.Min(buffer.Length, readBytes), Length - Position);
            for (int i = 0; i < read; i++)
                buffer[i] = (byte)ReadByte();
            if (read > 0)
                ReadUpTo.Add(Position);
            return read;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Assert.Equal(LoadPlan.EchoAnswerBytes, buffer.Length);
            AnsweredAt.Add(Position);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
