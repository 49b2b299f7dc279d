using System.Text;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Wire;

public sealed class IntakeTests
{
    [Fact]
    public void A_frame_has_its_source_kind_time_and_bytes()
    {
        using var rig = new IntakeRig();

        Assert.True(rig.Intake.TryPublish(FrameSource.Rest, FrameKind.Snapshot, 77, "abc"u8));

        Frame frame = rig.Frame(0);
        Assert.Equal((FrameSource.Rest, FrameKind.Snapshot, 77L, 3, "abc"), (frame.Source, frame.Kind, frame.ReceiveNs, frame.Length, rig.Text(0)));
    }

    [Fact]
    public void Sources_are_polled_in_their_order_each_at_most_sixteen_frames_a_turn()
    {
        using var first = new MessageRing(1 << 12);
        using var second = new MessageRing(1 << 12);
        var clock = new SteppedClock();
        using var rig = new IntakeRig(64, 1 << 12, new MessageRingSource(first, clock), new MessageRingSource(second, clock));
        for (int i = 0; i < 20; i++)
        {
            Assert.True(first.TryWrite((byte)FrameSource.Rest, (byte)FrameKind.Json, 0, [(byte)'a']));
            Assert.True(second.TryWrite((byte)FrameSource.SlowLane, (byte)FrameKind.SlowFeatures, 0, [(byte)'b']));
        }

        Assert.True(rig.Intake.RunOnce());
        Assert.True(rig.Intake.RunOnce());
        Assert.False(rig.Intake.RunOnce());

        string order = string.Concat(rig.Take().Select(Encoding.UTF8.GetString));
        Assert.Equal(new string('a', 16) + new string('b', 16) + "aaaabbbb", order);
        Assert.Equal((FrameSource.SlowLane, FrameKind.SlowFeatures), (rig.Frame(39).Source, rig.Frame(39).Kind));
    }

    [Fact]
    public void A_message_that_finds_no_room_stays_with_its_source_and_takes_the_later_time()
    {
        using var messages = new MessageRing(1 << 12);
        var clock = new SteppedClock(5);
        var source = new MessageRingSource(messages, clock);
        using var rig = new IntakeRig(2);
        for (byte i = 0; i < 3; i++)
            messages.TryWrite((byte)FrameSource.Rest, (byte)FrameKind.Json, stamp: 1, [i]);

        Assert.Equal(2, source.Poll(rig.Intake, 16));
        Assert.Equal(0, source.Poll(rig.Intake, 16));
        Assert.Equal(2, rig.Intake.FullCount);
        rig.Take();
        clock.NowNs = 9;
        Assert.Equal(1, source.Poll(rig.Intake, 16));

        Assert.Equal([2], Assert.Single(rig.Take()));
        Assert.Equal(9, rig.Frame(2).ReceiveNs);
    }

    [Fact]
    public void Receive_time_never_goes_back()
    {
        using var rig = new IntakeRig();
        long[] times = [10, 30, 20, 30, 31, 0];
        foreach (long time in times)
            Assert.True(rig.Publish("x", time));

        Assert.Equal([10, 30, 30, 30, 31, 31], Enumerable.Range(0, 6).Select(n => rig.Frame(n).ReceiveNs));
    }

    [Fact]
    public void A_frame_of_the_longest_length_passes_and_one_byte_more_is_dropped_and_counted()
    {
        using var rig = new IntakeRig();

        Assert.True(rig.Intake.TryPublish(FrameSource.Feed, FrameKind.Json, 0, new byte[Limits.FrameBytesMax]));
        Assert.True(rig.Intake.TryPublish(FrameSource.Feed, FrameKind.Json, 0, new byte[Limits.FrameBytesMax + 1]));

        Assert.Equal((0, 1, 0), (rig.Published, rig.Intake.TooLongCount, rig.Intake.FullCount));
    }

    [Fact]
    public void A_full_ring_refuses_and_counts_and_takes_the_frame_when_there_is_room()
    {
        using var rig = new IntakeRig(frames: 4);
        for (int i = 0; i < 4; i++)
            Assert.True(rig.Publish($"frame {i}"));

        Assert.False(rig.Publish("frame 4", receiveNs: 99));
        Assert.False(rig.Publish("frame 4", receiveNs: 99));
        Assert.Equal((2, 3), (rig.Intake.FullCount, rig.Published));
        rig.Consumed.Set(0);
        Assert.True(rig.Publish("frame 4", receiveNs: 50));

        Assert.Equal("frame 4", rig.Text(4));
        Assert.Equal(50, rig.Frame(4).ReceiveNs);
    }

    [Fact]
    public void Bytes_come_free_as_the_consumers_pass()
    {
        using var rig = new IntakeRig(frames: 8, bytes: 64);
        string text = new('x', 20);
        for (int i = 0; i < 3; i++)
            Assert.True(rig.Publish(text));
        Assert.False(rig.Publish(text));

        rig.Consumed.Set(0);

        Assert.True(rig.Publish(text));
        Assert.False(rig.Publish(text));
        Assert.Equal(2, rig.Intake.FullCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Frames_of_every_length_reach_the_consumer_unchanged(int seed)
    {
        var random = new Random(seed);
        using var rig = new IntakeRig(frames: 8, bytes: 256);
        var waiting = new Queue<byte[]>();
        for (int i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(0, 100)];
            random.NextBytes(bytes);
            if (rig.Intake.TryPublish(FrameSource.Feed, FrameKind.Json, i, bytes))
                waiting.Enqueue(bytes);
            if (random.Next(3) != 0)
                continue;
            foreach (byte[] taken in rig.Take())
                Assert.Equal(waiting.Dequeue(), taken);
            Assert.Empty(waiting);
        }

        Assert.True(rig.Intake.FullCount > 100, $"seed {seed}: full {rig.Intake.FullCount} times");
    }

    [Fact]
    public void Bytes_in_flight_are_never_written_over_while_the_consumer_moves_on_a_full_ring()
    {
        // Rings so small that the producer always stands at the consumer's heels, now for want of slots, now of bytes: one slot less, and what it frees
        // does not suffice for what comes next. Each frame's bytes name it.
        const int Frames = 300_000;
        using var rig = new IntakeRig(frames: 4, bytes: 64);
        long wrong = 0;
        var consumer = new Thread(() =>
        {
            for (long n = 0; n < Frames; n++)
            {
                while (rig.Published < n)
                    Thread.SpinWait(1);
                if (rig.Frame(n).Length != Length(n) || rig.Bytes(n).ContainsAnyExcept((byte)n))
                    wrong++;
                rig.Consumed.Set(n);
            }
        });
        consumer.Start();
        Span<byte> text = stackalloc byte[32];
        for (long n = 0; n < Frames;)
        {
            text.Fill((byte)n);
            if (rig.Intake.TryPublish(FrameSource.Feed, FrameKind.Json, n, text[..Length(n)]))
                n++;
        }

        consumer.Join();
        Assert.Equal(0, wrong);
        Assert.True(rig.Intake.FullCount > 1000, $"the ring was full {rig.Intake.FullCount} times");
    }

    // From 1 to 30, in no order.
    private static int Length(long n) => 1 + (int)((ulong)(n * 6364136223846793005) >> 33) % 30;
}
