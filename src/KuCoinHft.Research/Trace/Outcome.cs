using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Research.Trace;

/// <summary>What one frame led to, as the actions stream holds it: at most one decision, and the actions in their order.</summary>
public sealed class Outcome
{
    private readonly List<byte[]> _payloads = [];
    private readonly List<ActionRecord> _actions = [];
    private Prediction _prediction;

    /// <summary>False when the stream ended before the frame, so that nothing can be said.</summary>
    public bool IsKnown { get; set; } = true;

    /// <summary>Whether the frame is a decision frame.</summary>
    public bool IsDecision { get; private set; }

    /// <summary>What the models said, of a decision frame.</summary>
    public ref readonly Prediction Prediction => ref _prediction;

    public AgentId Agent { get; private set; } = AgentId.None;

    /// <summary>Target position in halves of the symbol's maximum.</summary>
    public int TargetHalves { get; private set; }

    public DecisionReason Reason { get; private set; }

    public IReadOnlyList<ActionRecord> Actions => _actions;

    /// <summary>Takes a record of the stream.</summary>
    /// <exception cref="InvalidDataException">Its payload is of another format.</exception>
    public void Add(in JournalRecord record)
    {
        bool isRead = record.Kind == JournalKind.Decision ? TakeDecision(record.Payload) : TakeAction(record.Payload);
        if (!isRead)
            throw new InvalidDataException($"The actions stream holds a {record.Kind} of frame {record.Sequence} that this kchft cannot read; use the version that made it.");
        _payloads.Add(record.Payload.ToArray());
    }

    /// <summary>Where this one and <paramref name="recorded"/> first differ, or null when they are the same byte for byte.</summary>
    public string? DifferenceFrom(Outcome recorded)
    {
        if (IsDecision != recorded.IsDecision)
            return IsDecision ? "the replay decides here, the session did not" : "the session decided here, the replay does not";
        for (int i = 0; i < Math.Max(_payloads.Count, recorded._payloads.Count); i++)
        {
            if (i >= _payloads.Count || i >= recorded._payloads.Count)
                return $"the replay has {_actions.Count} actions, the session had {recorded._actions.Count}";
            if (_payloads[i].AsSpan().SequenceEqual(recorded._payloads[i]))
                continue;
            return i == 0 && IsDecision ? DecisionDifference(recorded) : $"action {i - (IsDecision ? 1 : 0)} is not the session's";
        }

        return null;
    }

    private string DecisionDifference(Outcome recorded)
    {
        ReadOnlySpan<float> q = _prediction.Q;
        ReadOnlySpan<float> recordedQ = recorded._prediction.Q;
        for (int i = 0; i < q.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(q[i]) != BitConverter.SingleToInt32Bits(recordedQ[i]))
                return $"Q-value {i % Limits.Targets} of {(AgentId)(i / Limits.Targets)} is {q[i]}, in the session {recordedQ[i]}";
        }

        if (Reason != recorded.Reason || Agent != recorded.Agent || TargetHalves != recorded.TargetHalves)
            return $"the decision is {Agent} {TargetHalves}/2 {Reason}, in the session {recorded.Agent} {recorded.TargetHalves}/2 {recorded.Reason}";
        return "the meta-model's weights or which models answered are not the session's";
    }

    private bool TakeDecision(ReadOnlySpan<byte> payload)
    {
        if (!JournalActions.TryDecode(payload, out _prediction, out sbyte agent, out sbyte target, out byte reason))
            return false;
        IsDecision = true;
        Agent = (AgentId)agent;
        TargetHalves = target - (Limits.Targets / 2);
        Reason = (DecisionReason)reason;
        return true;
    }

    private bool TakeAction(ReadOnlySpan<byte> payload)
    {
        if (!JournalActions.TryDecode(payload, out ActionRecord action))
            return false;
        _actions.Add(action);
        return true;
    }
}
