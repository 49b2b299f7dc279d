using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
using KuCoinHft.Engine.Tests.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests;

/// <summary>A frame as the stages behind Decode and Features see it.</summary>
internal struct HotEvent
{
    public long NowNs;
    public Update Update;
    public FeatureVector Vector;
    public HotChanges Changes;
}

[InlineArray(MixedMarket.ChangesMax)]
internal struct HotChanges
{
    private BookLevelChange _first;
}

/// <summary>A model that says what it reads, so that the test decides what the agents want.</summary>
internal sealed class EchoModel(int first, int count) : IModel
{
    private readonly int[] _features = [.. Enumerable.Range(first, count)];

    public int InputCount => count;

    public int OutputCount => count;

    public ReadOnlySpan<int> InputFeatures => _features;

    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        input.CopyTo(output);
        return true;
    }
}

/// <summary>Stages book, infer, agents, risk, orders and send, driven frame by frame.</summary>
internal sealed class HotRig : IDisposable, IOrderGateway
{
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly RingColumn<Prediction> _predictions;
    private readonly RingColumn<Decision> _decisions;
    private readonly RingColumn<OrderIntent> _intents;
    private readonly OutputRing _output;
    private readonly ByteRing _bytes = new(64);
    private readonly FrameChanges _changes = new();
    private readonly IStage[] _stages;

    public HotRig()
    {
        _frames = new RingColumn<Frame>();
        _updates = new RingColumn<Update>();
        _tops = new RingColumn<TopOfBook>();
        _vectors = new RingColumn<FeatureVector>();
        _predictions = new RingColumn<Prediction>();
        _decisions = new RingColumn<Decision>();
        _intents = new RingColumn<OrderIntent>();
        _output = new OutputRing();
        var instruments = new InstrumentTable([.. Enumerable.Range(0, MixedMarket.Symbols).Select(RiskRig.Instrument)]);
        var limits = new RiskLimits(NotionalQuoteMax: 5_000 * Quote.One, OrdersPerSecondMax: 20, LossQuoteMax: 1_000_000 * Quote.One);
        Book = new BookHandler(_frames, _updates, _changes, _tops, instruments);
        Risk = new RiskHandler(new RiskColumns(_frames, _updates, _tops, _decisions, _intents), instruments, limits);
        Orders = new OrderHandler(_frames, _updates, _tops, _intents, _output, restNs: 50 * Nanos.PerMillisecond, silenceNs: 40 * Nanos.PerMillisecond);
        Send = new SendHandler(
            _frames, _predictions, _decisions, _output, new JournalHandler(_frames, _bytes, NoJournal.Instance), NoJournal.Instance,
            new OrderEncoder(instruments, new OrderKeys(1)), this);
        IModel[] agents = [new EchoModel(0, Limits.Targets), new EchoModel(5, Limits.Targets), new EchoModel(10, Limits.Targets)];
        _stages =
        [
            Book,
            new InferenceHandler(_vectors, _predictions, agents, new EchoModel(15, Limits.Agents + 1)),
            new AgentHandler(_frames, _vectors, _predictions, _decisions, new AgentPolicy(SwitchMargin: 0.1f, HoldNs: 20 * Nanos.PerMillisecond), MixedMarket.Symbols),
            Risk,
            Orders,
            Send,
        ];
    }

    public BookHandler Book { get; }

    public RiskHandler Risk { get; }

    public OrderHandler Orders { get; }

    public SendHandler Send { get; }

    public long Next { get; private set; }

    /// <summary>Sum over every message sent, so that a difference of one byte shows.</summary>
    public ulong SentHash { get; private set; } = 14695981039346656037;

    public OrderIntent LastIntent => _intents[Next - 1];

    public void Write(in HotEvent input)
    {
        _frames[Next] = new Frame { ReceiveNs = input.NowNs };
        ref Update update = ref _updates[Next];
        update = input.Update;
        ((ReadOnlySpan<BookLevelChange>)input.Changes)[..update.ChangeCount].CopyTo(_changes[update.ChangeCount]);
        _vectors[Next] = input.Vector;
        Next++;
    }

    /// <summary>Runs every stage over the frame written last.</summary>
    public void Handle()
    {
        foreach (IStage stage in _stages)
            stage.OnFrame(Next - 1);
    }

    /// <summary>What each stage made of that frame, its bytes hashed.</summary>
    public (ulong Top, ulong Prediction, ulong Decision, ulong Intent) Hashes() =>
        (Hash(in _tops[Next - 1]), Hash(in _predictions[Next - 1]), Hash(in _decisions[Next - 1]), Hash(in _intents[Next - 1]));

    bool IOrderGateway.Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        SentHash = Hash(message, Hash(MemoryMarshal.AsBytes(new ReadOnlySpan<ActionRecord>(in action)), SentHash));
        return true;
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _tops.Dispose();
        _vectors.Dispose();
        _predictions.Dispose();
        _decisions.Dispose();
        _intents.Dispose();
        _output.Dispose();
        _bytes.Dispose();
    }

    private static ulong Hash<T>(in T value)
        where T : unmanaged => Hash(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), 14695981039346656037);

    private static ulong Hash(ReadOnlySpan<byte> bytes, ulong hash)
    {
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
