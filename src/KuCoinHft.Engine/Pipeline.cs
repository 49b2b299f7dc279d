using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine;

/// <summary>The map of the engine: which stage writes what, and in which order they see a frame.</summary>
/// <remarks>
/// Every input takes one sequence n of the ring. Stages 2 to 10 take frame n one after the other before any of them sees n + 1, so that what each makes of it is one
/// scratch place that stays in the nearest cache. They own no threads: a <see cref="Worker"/> or a plain loop calls them.
/// </remarks>
public sealed class Pipeline : IDisposable
{
    private readonly List<IStage> _stages = [];
    private readonly List<IDisposable> _memory = [];
    private readonly RingBuffer _ring = new(Limits.RingCapacity);
    private readonly EventProcessor _engine;

    public Pipeline(PipelineParts parts, EngineSettings settings)
    {
        InstrumentTable instruments = parts.Instruments;
        var keys = new OrderKeys(settings.SessionId);

        // What waits for the engine: frames and their bytes. What the stages make of the present frame: a place each, one writer each.
        ByteRing bytes = Keep(new ByteRing(Limits.RingBytes));
        Frames = Keep(new RingColumn<Frame>(_ring));
        var changes = new FrameChanges();
        Updates = Keep(new RingColumn<Update>());
        Tops = Keep(new RingColumn<TopOfBook>());
        Vectors = Keep(new RingColumn<FeatureVector>());
        Predictions = Keep(new RingColumn<Prediction>());
        Decisions = Keep(new RingColumn<Decision>());
        Intents = Keep(new RingColumn<OrderIntent>());
        OutputRing output = Keep(new OutputRing());
        Meter = Keep(new StageMeter(_ring, settings.IsMetered));

        // 1. wire: the sources' frames get their sequence.
        Intake = new Intake(_ring, bytes, Frames, parts.Sources, Meter);

        // 2. decode: bytes to updates.
        Decode = new DecodeHandler(Frames, bytes, Updates, changes, instruments, new CurrencyTable(instruments), keys);
        Add("decode", Decode);

        // 3. book: ladders from updates, the best levels for every frame.
        Book = new BookHandler(Frames, Updates, changes, Tops, instruments);
        Add("book", Book);

        // 4. features: windows over books and trades; a vector on decision frames.
        Features = new FeatureHandler(Frames, Updates, Tops, bytes, Vectors, instruments, parts.Partners);
        Add("features", Features);

        // 5. infer: Q-values and weights for ready vectors.
        Inference = new InferenceHandler(Vectors, Predictions, parts.AgentModels, parts.MetaModel);
        Add("infer", Inference);

        // 6. agents: a target position.
        Agents = new AgentHandler(Frames, Vectors, Predictions, Decisions, settings.Agents, instruments.Count);
        Add("agents", Agents);

        // 7. risk: an order that every limit allows, or a named reject.
        Risk = new RiskHandler(new RiskColumns(Frames, Updates, Tops, Decisions, Intents), instruments, settings.Risk);
        Add("risk", Risk);

        // 8. orders: the table of open orders; actions to the output ring.
        Orders = new OrderHandler(Frames, Updates, Tops, Intents, output, settings.OrderRestNs, settings.OrderSilenceNs);
        Add("orders", Orders);

        // 9. journal: the frame is kept before anything that it caused leaves.
        Journal = new JournalHandler(Frames, bytes, parts.FrameJournal);
        Add("journal", Journal);

        // An observer of tests and reports sees what every stage made of the frame.
        if (parts.Observer is not null)
            Add("observe", parts.Observer);

        // 10. send: the record, then the exchange.
        Send = new SendHandler(Frames, Predictions, Decisions, output, Journal, parts.ActionJournal, new OrderEncoder(instruments, keys), parts.Gateway);
        AddLast("send", Send);

        _engine = new EventProcessor("engine", new FrameByFrame([.. _stages]), new SequenceBarrier(_ring.Cursor), Limits.BatchMax, Frames.Prefetch);
        _ring.AddGating(_engine.Sequence);
    }

    /// <summary>Stage 1.</summary>
    public Intake Intake { get; }

    /// <summary>What a placement places: intake, and the engine, which is stages 2 to 10.</summary>
    public IReadOnlyList<IPollable> Duties => [Intake, _engine];

    /// <summary>Latency by stage, in the order they see a frame; intake's index is 0. Behind them "total": from publication to the end of send.</summary>
    public StageMeter Meter { get; }

    /// <summary>Sequence of the last frame published.</summary>
    public long Published => _ring.Cursor.Value;

    /// <summary>Sequence of the last frame that every stage has passed.</summary>
    public long Completed => _ring.GatingMinimum();

    public DecodeHandler Decode { get; }

    public BookHandler Book { get; }

    public FeatureHandler Features { get; }

    public InferenceHandler Inference { get; }

    public AgentHandler Agents { get; }

    public RiskHandler Risk { get; }

    public OrderHandler Orders { get; }

    public JournalHandler Journal { get; }

    public SendHandler Send { get; }

    /// <summary>What the stages made of frame n, for observers: valid while the observer is at n.</summary>
    public RingColumn<Frame> Frames { get; }

    public RingColumn<Update> Updates { get; }

    public RingColumn<TopOfBook> Tops { get; }

    public RingColumn<FeatureVector> Vectors { get; }

    public RingColumn<Prediction> Predictions { get; }

    public RingColumn<Decision> Decisions { get; }

    public RingColumn<OrderIntent> Intents { get; }

    /// <summary>A record found no room: nothing is sent any more.</summary>
    public bool IsHalted => Send.IsHalted;

    /// <summary>Runs the stages over the frames that wait, at most one batch, on the calling thread.</summary>
    /// <returns>False when none waited.</returns>
    public bool RunStages() => _engine.RunOnce();

    public void Dispose()
    {
        foreach (IDisposable memory in _memory)
            memory.Dispose();
    }

    private T Keep<T>(T memory)
        where T : IDisposable
    {
        _memory.Add(memory);
        return memory;
    }

    private void Add(string name, IStage handler) => _stages.Add(Meter.Wrap(name, handler, _stages.Count + 1, _stages.Count));

    private void AddLast(string name, IStage handler)
    {
        int stage = _stages.Count + 1;
        _stages.Add(Meter.Wrap("total", Meter.Wrap(name, handler, stage, stage - 1), stage + 1, Stamps.Intake));
    }
}
