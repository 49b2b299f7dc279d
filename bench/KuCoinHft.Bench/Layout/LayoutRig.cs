using KuCoinHft.Engine;
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
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Layout;

/// <summary>The two ways to lay the engine out.</summary>
internal enum LayoutKind
{
    /// <summary>A column of ring slots for each stage's result; every stage is a duty of its own.</summary>
    Columns,

    /// <summary>One scratch place for each stage's result; stages 2 to 8 and send are one duty that takes a frame through all of them before the next.</summary>
    Core,
}

/// <summary>The same handlers in either layout.</summary>
/// <remarks>A scratch place is a column of the shortest ring there is, two slots, so that the handlers need not know.</remarks>
internal sealed class LayoutRig : IDisposable
{
    private readonly List<IDisposable> _memory = [];

    public LayoutRig(LayoutKind kind, PacedSource source, EngineModels models)
    {
        var instruments = new InstrumentTable(SessionFrames.Recording.Instruments);
        EngineSettings settings = SessionFrames.Lively;
        var keys = new OrderKeys(settings.SessionId);
        var ring = new RingBuffer(Limits.RingCapacity);
        RingBuffer results = kind == LayoutKind.Columns ? ring : new RingBuffer(2);
        ByteRing bytes = Keep(new ByteRing(Limits.RingBytes));
        var changes = new ChangeRing();
        RingColumn<Frame> frames = Keep(new RingColumn<Frame>(ring));
        RingColumn<Update> updates = Keep(new RingColumn<Update>(results));
        RingColumn<TopOfBook> tops = Keep(new RingColumn<TopOfBook>(results));
        RingColumn<FeatureVector> vectors = Keep(new RingColumn<FeatureVector>(results));
        RingColumn<Prediction> predictions = Keep(new RingColumn<Prediction>(results));
        RingColumn<Decision> decisions = Keep(new RingColumn<Decision>(results));
        RingColumn<OrderIntent> intents = Keep(new RingColumn<OrderIntent>(results));
        OutputRing output = Keep(new OutputRing(ring.Capacity));

        Intake = new Intake(ring, bytes, frames, [source]);
        var decode = new DecodeHandler(frames, bytes, updates, changes, instruments, new CurrencyTable(instruments), keys);
        var book = new BookHandler(frames, updates, changes, tops, instruments);
        var features = new FeatureHandler(frames, updates, tops, bytes, vectors, instruments, PairTable.Of(SessionFrames.Recording.Instruments));
        var infer = new InferenceHandler(vectors, predictions, models.Agents, models.Meta);
        var agents = new AgentHandler(frames, vectors, predictions, decisions, settings.Agents, instruments.Count);
        var risk = new RiskHandler(new RiskColumns(frames, updates, tops, decisions, intents), instruments, settings.Risk);
        var orders = new OrderHandler(frames, updates, tops, intents, output, settings.OrderRestNs);
        var journal = new JournalHandler(frames, bytes, new RewindingJournal());
        Send = new SendHandler(frames, predictions, decisions, output, journal, new RewindingJournal(), new OrderEncoder(instruments, keys), new NoGateway());
        Orders = orders;

        var kept = new EventProcessor("journal", journal, new SequenceBarrier(ring.Cursor), Limits.BatchMax);
        if (kind == LayoutKind.Core)
        {
            var core = new CoreHandler(decode, book, features, infer, agents, risk, orders, journal, Send, source);
            var processor = new EventProcessor("core", core, new SequenceBarrier(ring.Cursor), Limits.BatchMax);
            ring.AddGating(processor.Sequence);
            Duties = [Intake, processor];
            return;
        }

        var stages = new List<EventProcessor>();
        foreach ((string name, IEventHandler handler) in ((string, IEventHandler)[])
            [("decode", decode), ("book", book), ("features", features), ("infer", infer), ("agents", agents), ("risk", risk), ("orders", orders)])
            stages.Add(new EventProcessor(name, handler, new SequenceBarrier(stages.Count == 0 ? ring.Cursor : stages[^1].Sequence), Limits.BatchMax));
        var send = new EventProcessor("send", new Both(Send, source), new SequenceBarrier(stages[^1].Sequence, kept.Sequence), Limits.BatchMax);
        ring.AddGating(send.Sequence);
        Duties = [Intake, .. stages, kept, send];
    }

    public Intake Intake { get; }

    public IReadOnlyList<IPollable> Duties { get; }

    public SendHandler Send { get; }

    public OrderHandler Orders { get; }

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

    private sealed class Both(IEventHandler first, IEventHandler second) : IEventHandler
    {
        public void OnBatch(long firstSequence, long last)
        {
            first.OnBatch(firstSequence, last);
            second.OnBatch(firstSequence, last);
        }
    }

    private sealed class CoreHandler(
        DecodeHandler decode,
        BookHandler book,
        FeatureHandler features,
        InferenceHandler infer,
        AgentHandler agents,
        RiskHandler risk,
        OrderHandler orders,
        JournalHandler journal,
        SendHandler send,
        PacedSource finish) : IEventHandler
    {
        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
            {
                decode.OnBatch(n, n);
                book.OnBatch(n, n);
                features.OnBatch(n, n);
                infer.OnBatch(n, n);
                agents.OnBatch(n, n);
                risk.OnBatch(n, n);
                orders.OnBatch(n, n);
                journal.OnBatch(n, n);
                send.OnBatch(n, n);
                finish.OnBatch(n, n);
            }
        }
    }
}
