using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Send;

/// <summary>Stage 10: writes decisions and actions to the journal, then the actions to the exchange.</summary>
/// <remarks>Once the journal of frames has failed, or an action's own record found no room, <see cref="IsHalted"/> is set and nothing leaves any more.</remarks>
public sealed class SendHandler : IStage
{
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Prediction> _predictions;
    private readonly RingColumn<Decision> _decisions;
    private readonly OutputRing _output;
    private readonly JournalHandler _frameJournal;
    private readonly IJournalSink _journal;
    private readonly OrderEncoder _encoder;
    private readonly IOrderGateway _gateway;
    private readonly byte[] _message = new byte[OrderEncoder.BytesMax];
    private bool _isHalted;

    public SendHandler(
        RingColumn<Frame> frames,
        RingColumn<Prediction> predictions,
        RingColumn<Decision> decisions,
        OutputRing output,
        JournalHandler frameJournal,
        IJournalSink journal,
        OrderEncoder encoder,
        IOrderGateway gateway)
    {
        _frames = frames;
        _predictions = predictions;
        _decisions = decisions;
        _output = output;
        _frameJournal = frameJournal;
        _journal = journal;
        _encoder = encoder;
        _gateway = gateway;
    }

    /// <summary>A journal refused a record.</summary>
    public bool IsHalted => Volatile.Read(ref _isHalted);

    /// <summary>Actions handed to the gateway.</summary>
    public long SentCount { get; private set; }

    /// <summary>Actions that the gateway could not take.</summary>
    public long UnsentCount { get; private set; }

    /// <summary>Actions that did not leave because the pipeline is halted.</summary>
    public long WithheldCount { get; private set; }

    public void OnFrame(long n)
    {
        if (_frameJournal.Failed)
            Volatile.Write(ref _isHalted, true);
        if (!_isHalted && _decisions[n].IsDecision)
            JournalDecision(n);

        // Halted or not, the frame's actions are passed: what stays on the output ring would fill it while the market goes on.
        long number = _output.Sent.Value + 1;
        for (; number <= _output.Last && _output[number].Sequence <= n; number++)
        {
            if (_isHalted)
                WithheldCount++;
            else
                SendOne(in _output[number]);
        }

        _output.Sent.Set(number - 1);
    }

    private void JournalDecision(long n)
    {
        ref readonly Decision decision = ref _decisions[n];
        var target = (sbyte)(decision.TargetHalves + (Limits.Targets / 2));
        if (!JournalActions.Append(_journal, n, _frames[n].ReceiveNs, in _predictions[n], (sbyte)decision.Agent, target, (byte)decision.Reason))
            Volatile.Write(ref _isHalted, true);
    }

    private void SendOne(in ActionRecord action)
    {
        if (!JournalActions.Append(_journal, in action, _frames[action.Sequence].ReceiveNs))
        {
            Volatile.Write(ref _isHalted, true);
            WithheldCount++;
            return;
        }

        int length = _encoder.Write(in action, _message);
        if (_gateway.Send(in action, _message.AsSpan(0, length)))
            SentCount++;
        else
            UnsentCount++;
    }
}
