using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.WholePath;

/// <summary>The engine's own handlers over columns, so that a stage can take many frames before the next stage takes any; or over scratch places, as the pipeline has them.</summary>
internal sealed class StageRig : IDisposable
{
    /// <summary>Frames of a chunk: what the stages make of them still fits the second cache, and a stage's code stays warm over it.</summary>
    public const int ChunkMax = 256;

    private readonly List<IDisposable> _memory = [];
    private readonly RingBuffer _ring = new(ChunkMax);
    private readonly Sequence _passed = new();
    private readonly Intake _intake;

    public StageRig(PathModels models, bool isColumns)
    {
        PipelineParts parts = PathModels.Parts(models, Gateway, new RewindingJournal(), new RewindingJournal());
        EngineSettings settings = SessionFrames.Settings;
        var keys = new OrderKeys(settings.SessionId);
        ByteRing bytes = Keep(new ByteRing(Limits.RingBytes));
        RingColumn<Frame> frames = Keep(new RingColumn<Frame>(_ring));
        Updates = Column<Update>(isColumns);
        RingColumn<TopOfBook> tops = Column<TopOfBook>(isColumns);
        RingColumn<FeatureVector> vectors = Column<FeatureVector>(isColumns);
        RingColumn<Prediction> predictions = Column<Prediction>(isColumns);
        RingColumn<Decision> decisions = Column<Decision>(isColumns);
        RingColumn<OrderIntent> intents = Column<OrderIntent>(isColumns);
        OutputRing output = Keep(new OutputRing(isColumns ? ChunkMax : 1));
        _ring.AddGating(_passed);
        _intake = new Intake(_ring, bytes, frames, []);
        var journal = new JournalHandler(frames, bytes, parts.FrameJournal);
        Risk = new RiskHandler(new RiskColumns(frames, Updates, tops, decisions, intents), parts.Instruments, settings.Risk);
        Stages =
        [
            ("decode", new DecodeHandler(frames, bytes, Updates, Changes, parts.Instruments, new CurrencyTable(parts.Instruments), keys)),
            ("book", new BookHandler(frames, Updates, Changes, tops, parts.Instruments)),
            ("features", new FeatureHandler(frames, Updates, tops, bytes, vectors, parts.Instruments, parts.Partners)),
            ("infer", new InferenceHandler(vectors, predictions, parts.AgentModels, parts.MetaModel)),
            ("agents", new AgentHandler(frames, vectors, predictions, decisions, settings.Agents, parts.Instruments.Count)),
            ("risk", Risk),
            ("orders", new OrderHandler(frames, Updates, tops, intents, output, settings.OrderRestNs, settings.OrderSilenceNs)),
            ("journal", journal),
            ("send", new SendHandler(frames, predictions, decisions, output, journal, parts.ActionJournal, new OrderEncoder(parts.Instruments, keys), parts.Gateway)),
        ];
    }

    public (string Name, IStage Stage)[] Stages { get; }

    public RiskHandler Risk { get; }

    public OrderBytes Gateway { get; } = new();

    public FrameChanges Changes { get; } = new();

    public RingColumn<Update> Updates { get; }

    /// <summary>Gives a frame its sequence; the chunk before it has passed.</summary>
    public void Publish(in SessionFrame frame)
    {
        if (!_intake.TryPublish(frame.Source, frame.Kind, frame.ReceiveNs, frame.Bytes))
            throw new InvalidOperationException("A chunk does not fit the ring.");
    }

    /// <summary>Frees the frames up to <paramref name="last"/>.</summary>
    public void Pass(long last) => _passed.Set(last);

    public void Dispose()
    {
        foreach (IDisposable memory in _memory)
            memory.Dispose();
    }

    private RingColumn<T> Column<T>(bool isColumns)
        where T : unmanaged => Keep(isColumns ? new RingColumn<T>(_ring) : new RingColumn<T>());

    private T Keep<T>(T memory)
        where T : IDisposable
    {
        _memory.Add(memory);
        return memory;
    }
}
