using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Research.Trace;

/// <summary>Answers as a model of the session did, for a replay that does not have that model: its Q-values, or its weights.</summary>
/// <remarks>
/// The run says before each frame what was recorded for it, so the answer does not depend on the input. One that read long features still names one, so that its agent
/// waits for them as it did.
/// </remarks>
internal sealed class RecordedModel : IModel
{
    private readonly int _agent;
    private readonly int[] _inputFeatures;
    private Outcome? _recorded;

    /// <param name="agent">The agent, or -1 for the meta-model.</param>
    /// <param name="readsLong">Whether the session's model read long features.</param>
    public RecordedModel(int agent, bool readsLong)
    {
        _agent = agent;
        _inputFeatures = readsLong ? [FeatureSet.LongFirst] : [];
    }

    public int InputCount => _inputFeatures.Length;

    public int OutputCount => _agent < 0 ? Limits.Agents + 1 : Limits.Targets;

    public ReadOnlySpan<int> InputFeatures => _inputFeatures;

    /// <summary>What the session made of the frame that comes next.</summary>
    public void Recorded(Outcome outcome) => _recorded = outcome;

    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (_recorded is not { IsDecision: true } recorded)
            return false;
        Prediction prediction = recorded.Prediction;
        ReadOnlySpan<float> q = prediction.Q;
        ReadOnlySpan<float> answer = _agent < 0 ? prediction.Meta : q.Slice(_agent * Limits.Targets, Limits.Targets);
        answer.CopyTo(output);
        return _agent < 0 ? prediction.MetaReady != 0 : (prediction.AgentsReady & (1 << _agent)) != 0;
    }
}
