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

/// <summary>The map of the engine: which stage writes which column, and behind whom.</summary>
/// <remarks>
/// Every input takes one sequence n of the ring; what a stage makes of it stands at index n of the stage's own column. The stages own no threads:
/// a <see cref="Worker"/> or a plain loop calls them, in this order when fused.
/// </remarks>
public sealed class Pipeline : IDisposable
{
    private readonly List<EventProcessor> _stages = [];
    private readonly List<IDisposable> _memory = [];
    private readonly RingBuffer _ring = new(Limits.RingCapacity);

    public Pipeline(PipelineParts parts, EngineSettings settings)
    {
        InstrumentTable instruments = parts.Instruments;
        var keys = new OrderKeys(settings.SessionId);

        // The columns, one writer each.
        ByteRing bytes = Keep(new ByteRing(Limits.RingBytes));
        var changes = new ChangeRing();
        RingColumn<Frame> frames = Column<Frame>();
        RingColumn<Update> updates = Column<Update>();
        RingColumn<TopOfBook> tops = Column<TopOfBook>();
        RingColumn<FeatureVector> vectors = Column<FeatureVector>();
        RingColumn<Prediction> predictions = Column<Prediction>();
        RingColumn<Decision> decisions = Column<Decision>();
        RingColumn<OrderIntent> intents = Column<OrderIntent>();
        OutputRing output = Keep(new OutputRing(_ring.Capacity));
        Meter = Keep(new StageMeter(_ring, settings.IsMetered));
        Updates = updates;
        Tops = tops;
        Vectors = vectors;
        Predictions = predictions;
        Decisions = decisions;
        Frames = frames;
        Intents = intents;

        // 1. wire: the sources' frames get their sequence.
        Intake = new Intake(_ring, bytes, frames, parts.Sources, Meter);
        Sequence published = _ring.Cursor;

        // 2. decode: bytes to updates.
        Decode = new DecodeHandler(frames, bytes, updates, changes, instruments, new CurrencyTable(instruments), keys);
        Sequence decoded = Add("decode", Decode, Stamps.Intake, published);

        // 3. book: ladders from updates, the best levels for every frame.
        Book = new BookHandler(frames, updates, changes, tops, instruments);
        Sequence booked = Add("book", Book, 1, decoded);

        // 4. features: windows over books and trades; a vector on decision frames.
        Features = new FeatureHandler(frames, updates, tops, bytes, vectors, instruments, parts.Partners);
        Sequence featured = Add("features", Features, 2, booked);

        // 5. infer: Q-values and weights for ready vectors.
        Inference = new InferenceHandler(vectors, predictions, parts.AgentModels, parts.MetaModel);
        Sequence inferred = Add("infer", Inference, 3, featured);

        // 6. agents: a target position.
        Agents = new AgentHandler(frames, vectors, predictions, decisions, settings.Agents, instruments.Count);
        Sequence decided = Add("agents", Agents, 4, inferred);

        // 7. risk: an order that every limit allows, or a named reject.
        Risk = new RiskHandler(new RiskColumns(frames, updates, tops, decisions, intents), instruments, settings.Risk);
        Sequence gated = Add("risk", Risk, 5, decided);

        // 8. orders: the table of open orders; actions to the output ring.
        Orders = new OrderHandler(frames, updates, tops, intents, output, settings.OrderRestNs, settings.OrderSilenceNs);
        Sequence ordered = Add("orders", Orders, 6, gated);

        // 9. journal: every frame, beside stages 2 to 8.
        Journal = new JournalHandler(frames, bytes, parts.FrameJournal);
        Sequence journaled = Add("journal", Journal, Stamps.Intake, published);

        // An observer of tests and reports stands where Send stands, so it holds slots back too.
        Sequence[] beforeSend = parts.Observer is null ? [ordered, journaled] : [ordered, journaled, Add("observe", parts.Observer, 7, ordered)];

        // 10. send: the record, then the exchange. It gates the ring, hence the output ring can never be full.
        Send = new SendHandler(frames, predictions, decisions, output, Journal, parts.ActionJournal, new OrderEncoder(instruments, keys), parts.Gateway);
        IEventHandler total = Meter.Wrap("total", Meter.Wrap("send", Send, _stages.Count + 1, 7), _stages.Count + 2, Stamps.Intake);
        _ring.AddGating(AddMetered("send", total, beforeSend));
    }

    /// <summary>Stage 1, polled like a stage.</summary>
    public Intake Intake { get; }

    /// <summary>Stages 2 to 10 in order.</summary>
    public IReadOnlyList<EventProcessor> Stages => _stages;

    /// <summary>Stage 1 to 10 as duties, in order: what a placement places.</summary>
    public IReadOnlyList<IPollable> Duties => [Intake, .. _stages];

    /// <summary>Latency by stage; a stage's index is its place in <see cref="Duties"/>. Behind them "total": from publication to the end of send.</summary>
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

    /// <summary>The columns, for observers: index n is valid while the observer is at n.</summary>
    public RingColumn<Frame> Frames { get; }

    public RingColumn<Update> Updates { get; }

    public RingColumn<TopOfBook> Tops { get; }

    public RingColumn<FeatureVector> Vectors { get; }

    public RingColumn<Prediction> Predictions { get; }

    public RingColumn<Decision> Decisions { get; }

    public RingColumn<OrderIntent> Intents { get; }

    /// <summary>A record found no room: nothing is sent any more.</summary>
    public bool IsHalted => Send.IsHalted;

    /// <summary>Runs every stage once on the calling thread.</summary>
    /// <returns>False when none had anything to do.</returns>
    public bool RunStages()
    {
        bool worked = false;
        foreach (EventProcessor stage in _stages)
            worked |= stage.RunOnce();
        return worked;
    }

    public void Dispose()
    {
        foreach (IDisposable memory in _memory)
            memory.Dispose();
    }

    private RingColumn<T> Column<T>()
        where T : unmanaged => Keep(new RingColumn<T>(_ring));

    private T Keep<T>(T memory)
        where T : IDisposable
    {
        _memory.Add(memory);
        return memory;
    }

    private Sequence Add(string name, IEventHandler handler, int previous, params Sequence[] after)
    {
        return AddMetered(name, Meter.Wrap(name, handler, _stages.Count + 1, previous), after);
    }

    private Sequence AddMetered(string name, IEventHandler metered, Sequence[] after)
    {
        var stage = new EventProcessor(name, metered, new SequenceBarrier(after), Limits.BatchMax);
        _stages.Add(stage);
        return stage.Sequence;
    }
}
