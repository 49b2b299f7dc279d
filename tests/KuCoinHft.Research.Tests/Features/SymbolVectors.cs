using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Features;

/// <summary>Keeps every ready feature vector of a session by its symbol, and those among them whose long features are ready too.</summary>
internal sealed class SymbolVectors : IStage
{
    private Pipeline? _pipeline;

    public SortedDictionary<int, List<float[]>> BySymbol { get; } = [];

    public SortedDictionary<int, List<float[]>> LongBySymbol { get; } = [];

    public void Attach(Pipeline pipeline) => _pipeline = pipeline;

    public void OnFrame(long n)
    {
        ref FeatureVector vector = ref _pipeline!.Vectors[n];
        if (vector.State != FeatureState.Ready)
            return;
        float[] row = ((ReadOnlySpan<float>)vector.Values)[..FeatureSet.Count].ToArray();
        Add(BySymbol, vector.SymbolId, row);
        if (vector.LongState == LongState.Ready)
            Add(LongBySymbol, vector.SymbolId, row);
    }

    private static void Add(SortedDictionary<int, List<float[]>> rows, int symbolId, float[] row)
    {
        if (!rows.TryGetValue(symbolId, out List<float[]>? own))
            rows[symbolId] = own = [];
        own.Add(row);
    }
}
