using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>The hot path, intake to send with models and both journals, allocates nothing over a million frames, whatever the session goes through.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Allocations")]
public sealed class AllocationTests(AllocationTests.LongSession session) : IClassFixture<AllocationTests.LongSession>
{
    // Long enough that the last method of the warm path is compiled for good.
    private const int WarmUpFrames = 150_000;
    private const int MeasuredFramesMin = 1_000_000;
    private const int LeakPeriodFrames = 1_000;

    [Fact]
    public void A_million_frames_with_orders_rejects_and_a_resync_allocate_nothing()
    {
        AllocationMeter meter = Measure(session.Counts.Frames, leak: false);
        SessionCounts counts = meter.Counts;
        string report =
            $"{meter.Bytes} bytes by the hot worker over {counts.Frames} frames, {meter.ProcessBytes} bytes by the whole process, collections {string.Join('/', meter.Collections)}; {counts}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);

        Assert.InRange(counts.Frames, MeasuredFramesMin, long.MaxValue);
        Assert.InRange(counts.Sent, 1_000, long.MaxValue);
        Assert.InRange(counts.Acked, 1_000, long.MaxValue);
        Assert.InRange(counts.Filled, 1_000, long.MaxValue);
        Assert.InRange(counts.Rejects, 10, long.MaxValue);
        Assert.Equal((1, 1), (counts.Gaps, counts.Synced));
        Assert.Equal(0, meter.Bytes);
        Assert.Equal([0, 0, 0], meter.Collections);
    }

    [Fact]
    public void The_same_meter_sees_one_object_in_a_thousand_frames()
    {
        const int Frames = 50_000;
        AllocationMeter meter = Measure(WarmUpFrames + Frames, leak: true);
        string report = $"{meter.Bytes} bytes by a worker that makes one object in {LeakPeriodFrames} frames, over {meter.Counts.Frames} frames, {meter.ProcessBytes} bytes by the whole process";
        TestContext.Current.TestOutputHelper?.WriteLine(report);

        // An object takes 24 bytes on 64 bits.
        Assert.InRange(meter.Bytes, 24 * (Frames / LeakPeriodFrames - 1), 24 * (meter.Counts.Frames / LeakPeriodFrames + 1));
        Assert.InRange(meter.ProcessBytes, meter.Bytes, long.MaxValue);
    }

    private AllocationMeter Measure(long lastFrame, bool leak)
    {
        using var folder = new TemporaryFolder();
        using EngineModels models = Shipped.Models();
        using var replay = new JournalReplay(
            session.Folder, folder.Path, models, JournaledSession.Lively, LongSession.CapacityBytes, leak ? new LeakingObserver() : null);
        var meter = new AllocationMeter(replay.Pipeline, WarmUpFrames, lastFrame);
        replay.RunPlaced("fused", [.. replay.Pipeline.Duties, meter], () => meter.IsEnded);
        Assert.False(replay.Pipeline.IsHalted);
        return meter;
    }

    private sealed class LeakingObserver : IStage
    {
        private object? _kept;

        public void OnFrame(long n)
        {
            if (n % LeakPeriodFrames == 0)
                Volatile.Write(ref _kept, new object());
        }
    }

    /// <summary>Over an hour of a lively session with one lost message in it, journaled once for both tests.</summary>
    public sealed class LongSession : IDisposable
    {
        /// <summary>Room for each stream; the worker that is measured goes over several segments of it.</summary>
        public const long CapacityBytes = 1L << 30;

        private const int Passes = 6;
        private readonly TemporaryFolder _folder = new();

        public LongSession()
        {
            using EngineModels models = Shipped.Models();
            EditedRecording recording = EditedRecording.WithoutLevel2After(Shipped.Binance.Repeat(Passes), index: 700_000);
            Counts = JournaledSession.Run(_folder.Path, recording, models, JournaledSession.Lively, CapacityBytes, framesSegmentBytes: 512 << 20);
            Assert.Single(Directory.GetFiles(_folder.Path, "frames-*"));
        }

        public string Folder => _folder.Path;

        internal SessionCounts Counts { get; }

        public void Dispose() => _folder.Dispose();
    }
}
