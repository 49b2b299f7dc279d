using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Features;

/// <summary>Keeps every ready feature vector of a session by its symbol.</summary>
internal sealed class SymbolVectors : IEventHandler
{
    private Pipeline? _pipeline;

    public SortedDictionary<int, List<float[]>> BySymbol { get; } = [];

    public void Attach(Pipeline pipeline) => _pipeline = pipeline;

    public void OnBatch(long first, long last)
    {
        for (long n = first; n <= last; n++)
        {
            ref FeatureVector vector = ref _pipeline!.Vectors[n];
            if (vector.State != FeatureState.Ready)
                continue;
            if (!BySymbol.TryGetValue(vector.SymbolId, out List<float[]>? rows))
                BySymbol[vector.SymbolId] = rows = [];
            rows.Add(((ReadOnlySpan<float>)vector.Values)[..FeatureSet.Count].ToArray());
        }
    }
}
