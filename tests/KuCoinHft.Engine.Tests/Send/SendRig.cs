using System.Text;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Tests.Risk;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Send;

/// <summary>Keeps up to so many records, in order, then refuses: a disk that fills up.</summary>
internal sealed class SmallJournal(int recordsMax) : IJournalSink
{
    public List<(long Sequence, JournalKind Kind)> Records { get; } = [];

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (Records.Count == recordsMax)
            return false;
        Records.Add((sequence, kind));
        return true;
    }
}

/// <summary>Keeps what was sent, and refuses while told to.</summary>
internal sealed class KeptGateway : IOrderGateway
{
    public List<(ActionRecord Action, string Message)> Sent { get; } = [];

    public bool IsOpen { get; set; } = true;

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (IsOpen)
            Sent.Add((action, Encoding.UTF8.GetString(message)));
        return IsOpen;
    }
}

/// <summary>The send stage on its columns and rings.</summary>
internal sealed class SendRig : IDisposable
{
    public const int Capacity = 16;
    private readonly RingBuffer _ring = new(Capacity);
    private readonly ByteRing _bytes = new(1 << 12);
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Prediction> _predictions;
    private readonly RingColumn<Decision> _decisions;
    private readonly JournalHandler _frameJournal;

    public SendRig(int framesMax = int.MaxValue, int actionsMax = int.MaxValue)
    {
        _frames = new RingColumn<Frame>(_ring);
        _predictions = new RingColumn<Prediction>(_ring);
        _decisions = new RingColumn<Decision>(_ring);
        Journal = new SmallJournal(actionsMax);
        _frameJournal = new JournalHandler(_frames, _bytes, new SmallJournal(framesMax));
        var encoder = new OrderEncoder(new InstrumentTable([RiskRig.Instrument(0)]), new OrderKeys(1));
        Handler = new SendHandler(_frames, _predictions, _decisions, Output, _frameJournal, Journal, encoder, Gateway);
    }

    public SendHandler Handler { get; }

    public OutputRing Output { get; } = new(Capacity);

    public KeptGateway Gateway { get; } = new();

    public SmallJournal Journal { get; }

    public long Next { get; private set; }

    /// <summary>Writes a frame with so many actions, and a decision if wanted; nothing is handled yet.</summary>
    public void Write(int actions, bool isDecision = false)
    {
        _frames[Next] = new Frame { ReceiveNs = Next };
        _decisions[Next] = new Decision { Reason = isDecision ? DecisionReason.AgentTarget : DecisionReason.None };
        for (byte index = 0; index < actions; index++)
        {
            ref ActionRecord action = ref Output.Claim();
            action = new ActionRecord { Sequence = Next, Index = index, Kind = ActionKind.NewOrder, OrderKey = OrderTable.KeyOf(Next, index), PriceTicks = 5, SizeLots = 7 };
            Output.Publish();
        }

        Next++;
    }

    /// <summary>Journals and sends the last <paramref name="count"/> frames as one batch.</summary>
    public void Handle(int count)
    {
        _frameJournal.OnFrames(Next - count, Next - 1);
        Handler.OnFrames(Next - count, Next - 1);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _predictions.Dispose();
        _decisions.Dispose();
        _bytes.Dispose();
        Output.Dispose();
    }
}
