using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Train;

/// <summary>Keeps every ready feature vector of a session, in order.</summary>
public sealed class VectorCollector : IStage
{
    private readonly List<float[]> _vectors = [];
    private readonly List<float[]> _longVectors = [];
    private Pipeline? _pipeline;

    /// <summary>The vectors, oldest first, <see cref="FeatureSet.Count"/> floats each.</summary>
    public IReadOnlyList<float[]> Vectors => _vectors;

    /// <summary>Those among them whose long features are ready too.</summary>
    public IReadOnlyList<float[]> LongVectors => _longVectors;

    /// <summary>Tells which pipeline to observe.</summary>
    public void Attach(Pipeline pipeline) => _pipeline = pipeline;

    public void OnFrame(long n)
    {
        ref FeatureVector vector = ref _pipeline!.Vectors[n];
        if (vector.State != FeatureState.Ready)
            return;
        _vectors.Add(((ReadOnlySpan<float>)vector.Values)[..FeatureSet.Count].ToArray());
        if (vector.LongState == LongState.Ready)
            _longVectors.Add(_vectors[^1]);
    }
}
