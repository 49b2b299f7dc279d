using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Telemetry;

public sealed class StageMeterTests
{
    private readonly RingBuffer _ring = new(16);
    private readonly Recorder _inner = new();

    [Fact]
    public void Every_frame_is_stamped_and_counted_from_the_previous_stage()
    {
        using var meter = new StageMeter(_ring, isOn: true);
        IStage decode = meter.Wrap("decode", _inner, 1, Stamps.Intake);
        IStage book = meter.Wrap("book", _inner, 2, 1);
        RingColumn<Stamps> column = meter.Column!;
        for (long n = 0; n < 3; n++)
            StampClock.StampIntake(column, n);

        decode.OnFrames(0, 2);
        book.OnFrames(0, 1);

        Assert.Equal([0, 1, 2, 0, 1], _inner.Frames);
        Assert.Equal((3L, 2L), (meter.LatencyOf(1)!.Count, meter.LatencyOf(2)!.Count));
        for (long n = 0; n < 3; n++)
        {
            Assert.True(column[n][0] > 0 && column[n][1] >= column[n][0]);
            Assert.True(meter.LatencyOf(1)!.MaxNs >= column[n][1] - column[n][0]);
        }

        Assert.Equal(column[0][2] - column[0][1], meter.LatencyOf(2)!.MaxNs);
        Assert.Equal(0, column[2][2]);
        Assert.Equal(("intake", "decode", "book", null), (meter.NameOf(0), meter.NameOf(1), meter.NameOf(2), meter.NameOf(3)));
    }

    [Fact]
    public void A_frame_that_the_previous_stage_did_not_stamp_is_not_counted()
    {
        using var meter = new StageMeter(_ring, isOn: true);
        IStage decode = meter.Wrap("decode", _inner, 1, Stamps.Intake);

        decode.OnFrame(0);

        Assert.Equal(0, meter.LatencyOf(1)!.Count);
    }

    [Fact]
    public void Switched_off_the_handler_itself_is_given_back()
    {
        using var meter = new StageMeter(_ring, isOn: false);

        Assert.Same(_inner, meter.Wrap("decode", _inner, 1, Stamps.Intake));
        Assert.Null(meter.Column);
        Assert.Null(meter.LatencyOf(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stage_wrapped_twice_or_behind_none_is_refused(bool isOn)
    {
        using var meter = new StageMeter(_ring, isOn);
        meter.Wrap("decode", _inner, 1, Stamps.Intake);

        Assert.Contains("decode already", Assert.Throws<ArgumentException>(() => meter.Wrap("book", _inner, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("which no one stamps", Assert.Throws<ArgumentException>(() => meter.Wrap("book", _inner, 2, 7)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Wrap("book", _inner, Stamps.Count, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Wrap("book", _inner, 0, 0));
    }

    [Fact]
    public void Stamps_and_log_records_are_whole_cache_lines()
    {
        Assert.Equal(128, Unsafe.SizeOf<Stamps>());
        Assert.Equal(64, Unsafe.SizeOf<LogRecord>());
    }

    [Fact]
    public void Metering_allocates_nothing()
    {
        using var meter = new StageMeter(_ring, isOn: true);
        IStage metered = meter.Wrap("none", new Nothing(), 1, Stamps.Intake);
        for (long n = 0; n < 16; n++)
            StampClock.StampIntake(meter.Column!, n);
        metered.OnFrames(0, 15);

        Assert.Equal(0, Allocation.BytesOf(() => metered.OnFrames(0, 15)));
        Assert.Equal(32, meter.LatencyOf(1)!.Count);
    }

    private sealed class Recorder : IStage
    {
        public List<long> Frames { get; } = [];

        public void OnFrame(long n) => Frames.Add(n);
    }

    private sealed class Nothing : IStage
    {
        public void OnFrame(long n)
        {
        }
    }
}
