using KuCoinHft.Engine.Features;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Inference;

/// <summary>Stage 5: asks every model about every ready feature vector.</summary>
/// <remarks>
/// An absent model, a failed run and a value that is not finite all mean the same: that agent is not ready, and it holds.
/// A model among whose inputs are long features is not asked before these are ready; its agent waits.
/// </remarks>
public sealed class InferenceHandler : IStage
{
    private readonly RingColumn<FeatureVector> _vectors;
    private readonly RingColumn<Prediction> _predictions;
    private readonly IModel?[] _agents;
    private readonly IModel? _meta;
    private readonly byte _longAgents;
    private readonly bool _isMetaLong;
    private readonly float[] _input = new float[Limits.FeaturesMax];

    /// <param name="agents">One per agent, null where there is none.</param>
    /// <param name="meta">Weighs the agents; null leaves the choice to their confidence.</param>
    public InferenceHandler(RingColumn<FeatureVector> vectors, RingColumn<Prediction> predictions, IModel?[] agents, IModel? meta)
    {
        if (agents.Length != Limits.Agents)
            throw new ArgumentException($"There are {Limits.Agents} agents, so {Limits.Agents} models (or nulls), not {agents.Length}.", nameof(agents));
        for (int a = 0; a < Limits.Agents; a++)
            Require(agents[a], $"agent {a}", Limits.Targets);
        Require(meta, "the meta-model", Limits.Agents + 1);
        _vectors = vectors;
        _predictions = predictions;
        _agents = agents;
        _meta = meta;
        for (int a = 0; a < Limits.Agents; a++)
            _longAgents |= (byte)(ReadsLong(agents[a]) ? 1 << a : 0);
        _isMetaLong = ReadsLong(meta);
    }

    /// <summary>Runs that failed or gave a value that is not finite.</summary>
    public long FailedCount { get; private set; }

    /// <summary>Model runs.</summary>
    public long RunCount { get; private set; }

    public void OnFrame(long n) => Handle(in _vectors[n], ref _predictions[n]);

    // A model of another shape would write past its outputs or leave some at 0, which looks like an opinion.
    private static void Require(IModel? model, string role, int outputs)
    {
        if (model is null)
            return;
        if (model.OutputCount != outputs)
            throw new ArgumentException($"The model of {role} has {model.OutputCount} outputs; {outputs} are needed.", nameof(model));
        if (model.InputCount != model.InputFeatures.Length)
            throw new ArgumentException($"The model of {role} reads {model.InputCount} floats, but names {model.InputFeatures.Length} features.", nameof(model));
        foreach (int feature in model.InputFeatures)
        {
            if ((uint)feature >= Limits.FeaturesMax)
                throw new ArgumentException($"The model of {role} reads feature {feature}; a vector has {Limits.FeaturesMax}.", nameof(model));
        }
    }

    private static bool ReadsLong(IModel? model)
    {
        if (model is null)
            return false;
        foreach (int feature in model.InputFeatures)
        {
            if (FeatureSet.IsLong(feature))
                return true;
        }

        return false;
    }

    private void Handle(in FeatureVector vector, ref Prediction prediction)
    {
        prediction = default;
        prediction.SymbolId = vector.SymbolId;
        if (vector.State != FeatureState.Ready)
            return;
        bool isLongReady = vector.LongState == LongState.Ready;
        prediction.AgentsWaiting = isLongReady ? (byte)0 : _longAgents;
        Span<float> q = prediction.Q;
        for (int a = 0; a < Limits.Agents; a++)
        {
            if ((prediction.AgentsWaiting & (1 << a)) == 0 && Ask(_agents[a], in vector, q.Slice(a * Limits.Targets, Limits.Targets)))
                prediction.AgentsReady |= (byte)(1 << a);
        }

        if ((isLongReady || !_isMetaLong) && Ask(_meta, in vector, prediction.Meta))
            prediction.MetaReady = 1;
    }

    private bool Ask(IModel? model, in FeatureVector vector, Span<float> output)
    {
        if (model is null)
            return false;
        ReadOnlySpan<int> features = model.InputFeatures;
        Span<float> input = _input.AsSpan(0, features.Length);
        for (int i = 0; i < features.Length; i++)
            input[i] = vector.Values[features[i]];
        RunCount++;
        if (model.Run(input, output) && AreFinite(output))
            return true;
        FailedCount++;
        output.Clear();
        return false;
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
