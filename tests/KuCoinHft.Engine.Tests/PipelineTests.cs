using System.Buffers.Binary;
using System.Text;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Tests.Risk;
using KuCoinHft.Engine.Tests.Send;
using KuCoinHft.Engine.Tests.Wire;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests;

public sealed class PipelineTests : IDisposable
{
    private readonly MessageRing _messages = new(1 << 16);
    private readonly KeptGateway _gateway = new();
    private readonly SteppedClock _clock = new(Nanos.PerSecond);
    private long _sequence = 10;

    public void Dispose() => _messages.Dispose();

    [Fact]
    public void Stages_stand_in_their_order_under_their_names()
    {
        using Pipeline pipeline = Create();

        Assert.Equal(["intake", "engine"], pipeline.Duties.Select(duty => duty.Name));
        Assert.Equal(
            ["intake", "decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send", "total"],
            Enumerable.Range(0, 11).Select(pipeline.Meter.NameOf));
    }

    [Fact]
    public void An_observer_stands_before_send()
    {
        using Pipeline pipeline = Create(observer: new Watcher());

        Assert.Equal(["orders", "journal", "observe", "send", "total"], Enumerable.Range(7, 5).Select(pipeline.Meter.NameOf));
    }

    [Fact]
    public void A_frame_has_passed_every_stage_before_the_next_passes_the_first()
    {
        var watcher = new Watcher();
        using Pipeline pipeline = Create(observer: watcher);
        var sentBefore = new List<int>();
        watcher.Seen = _ => sentBefore.Add(_gateway.Sent.Count);
        Increment();
        pipeline.Intake.RunOnce();
        Timer();
        Timer();
        pipeline.Intake.RunOnce();
        Assert.True(pipeline.RunStages());

        // The first frame asks for a snapshot: its request has left when the observer, which stands before send, is at the second.
        Assert.Equal(2, pipeline.Completed);
        Assert.Equal((0, 1), (sentBefore[0], sentBefore[1]));
    }

    [Fact]
    public void A_frame_passes_every_stage_in_one_run_and_its_action_leaves()
    {
        using Pipeline pipeline = Create();
        Increment();

        Assert.True(pipeline.Intake.RunOnce());
        Assert.Equal((0, -1), (pipeline.Published, pipeline.Completed));
        Assert.True(pipeline.RunStages());

        Assert.Equal(0, pipeline.Completed);
        Assert.Equal(ActionKind.RequestSnapshot, Assert.Single(_gateway.Sent).Action.Kind);
        Assert.False(pipeline.RunStages());
    }

    [Fact]
    public void An_observer_sees_every_column_of_a_frame_before_send_has_it()
    {
        var watcher = new Watcher();
        using Pipeline pipeline = Create(observer: watcher);
        watcher.Seen = n =>
        {
            Assert.Equal(UpdateKind.Level2, pipeline.Updates[n].Kind);
            Assert.Equal(FrameSource.Rest, pipeline.Frames[n].Source);
            Assert.Equal(Engine.Book.BookFlags.Present | Engine.Book.BookFlags.WantsSnapshot, pipeline.Tops[n].Flags);
            Assert.Empty(_gateway.Sent);
        };
        Increment();
        Run(pipeline);

        Assert.Equal(1, watcher.Count);
        Assert.Single(_gateway.Sent);
    }

    [Fact]
    public void An_exception_in_a_stage_reaches_the_caller_and_nothing_of_its_batch_leaves()
    {
        var watcher = new Watcher();
        using Pipeline pipeline = Create(observer: watcher);
        watcher.Seen = _ => throw new InvalidOperationException("a bug of ours");
        Increment();
        pipeline.Intake.RunOnce();

        Assert.Equal("a bug of ours", Assert.Throws<InvalidOperationException>(() => pipeline.RunStages()).Message);

        Assert.Empty(_gateway.Sent);
        Assert.Equal((0, -1), (pipeline.Published, pipeline.Completed));
    }

    [Fact]
    public void A_worker_ends_with_the_fault_of_its_stage_and_names_the_duty()
    {
        var watcher = new Watcher { Seen = _ => throw new InvalidOperationException("a bug of ours") };
        using Pipeline pipeline = Create(observer: watcher);
        Increment();
        using var told = new ManualResetEventSlim();
        var worker = new Worker("all", pipeline.Duties, core: null, WaitStrategy.Yield, (_, _) => told.Set());
        worker.Start();

        Assert.True(told.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(worker.Stop(TimeSpan.FromSeconds(30)));
        Assert.Equal(("engine", "a bug of ours"), (worker.FaultedDuty, worker.Fault!.Message));
        Assert.Empty(_gateway.Sent);
    }

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, 0)]
    public void When_a_journal_refuses_nothing_is_sent_any_more_while_the_market_is_still_read(int framesMax, int actionsMax)
    {
        using Pipeline pipeline = Create(framesMax, actionsMax);
        // Each snapshot asked for gives one action; the timers are two seconds of session time apart, so that each asks again.
        for (int i = 0; i < 2 * Limits.RingCapacity * Limits.ActionsPerFrameMax; i++)
        {
            Timer();
            if (i == 0)
                Increment();
            Run(pipeline);
        }

        Assert.True(pipeline.IsHalted);
        Assert.Empty(_gateway.Sent);
        Assert.Equal(pipeline.Published, pipeline.Completed);
        Assert.True(pipeline.Send.WithheldCount > Limits.RingCapacity * Limits.ActionsPerFrameMax, $"{pipeline.Send.WithheldCount} withheld");
    }

    [Fact]
    public void A_journal_that_fills_up_lets_out_what_is_kept_and_nothing_after_it()
    {
        using Pipeline pipeline = Create(framesMax: 3);
        for (int i = 0; i < 6; i++)
        {
            if (i == 0)
                Increment();
            else
                Timer();
            Run(pipeline);
        }

        // Frame 0 asks, the timers at 4 s and on ask again; the fourth frame is not kept.
        Assert.True(pipeline.IsHalted);
        Assert.InRange(_gateway.Sent.Count, 1, 3);
        Assert.All(_gateway.Sent, sent => Assert.InRange(sent.Action.Sequence, 0, 2));
    }

    private Pipeline Create(int framesMax = int.MaxValue, int actionsMax = int.MaxValue, IStage? observer = null) => new(
        new PipelineParts
        {
            Instruments = new InstrumentTable([RiskRig.Instrument(0)]),
            Sources = [new MessageRingSource(_messages, _clock)],
            Gateway = _gateway,
            FrameJournal = new SmallJournal(framesMax),
            ActionJournal = new SmallJournal(actionsMax),
            AgentModels = new Engine.Inference.IModel?[Limits.Agents],
            Partners = [-1],
            Observer = observer,
        },
        new EngineSettings(SessionId: 1, new RiskLimits(), new AgentPolicy()));

    private static void Run(Pipeline pipeline)
    {
        pipeline.Intake.RunOnce();
        bool works = true;
        while (works)
            works = pipeline.RunStages();
    }

    private void Increment()
    {
        _sequence++;
        string json = $$"""
            {"type":"message","topic":"/market/level2:S0-USDT","subject":"trade.l2update","data":{"changes":{"asks":[],"bids":[["1.00","1","{{_sequence}}"]]},"sequenceStart":{{_sequence}},"sequenceEnd":{{_sequence}},"symbol":"S0-USDT","time":1} }
            """;
        Assert.True(_messages.TryWrite((byte)FrameSource.Rest, (byte)FrameKind.Json, 0, Encoding.UTF8.GetBytes(json)));
    }

    private void Timer()
    {
        _clock.NowNs += 2 * Nanos.PerSecond;
        Span<byte> payload = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(payload, 0);
        Assert.True(_messages.TryWrite((byte)FrameSource.Timer, (byte)FrameKind.Timer, 0, payload));
    }

    private sealed class Watcher : IStage
    {
        public Action<long>? Seen { get; set; }

        public int Count { get; private set; }

        public void OnFrame(long n)
        {
            Count++;
            Seen?.Invoke(n);
        }
    }
}
