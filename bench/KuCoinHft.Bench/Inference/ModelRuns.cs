using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.Inference;

/// <summary>Path: stage 5, one run of ONNX Runtime with bound buffers, border checks included.</summary>
/// <remarks>
/// Input: the models that ship, and a ready feature vector of binance-2024; one operation is one run. Momentum stands for the three agents, whose networks are
/// of one size; Meta is the tree ensemble.
/// Budget: 0 bytes and 10 microseconds; a decision frame runs four models, so four times this is what inference adds to an order's latency.
/// A regression means a larger model, another version of the library, or a pool that has begun to wake threads.
/// </remarks>
public class ModelRuns
{
    private EngineModels? _models;
    private IModel? _momentum;
    private IModel? _meta;
    private float[] _momentumInput = [];
    private float[] _metaInput = [];
    private readonly float[] _output = new float[8];

    [GlobalSetup]
    public void Setup()
    {
        _models = EngineModels.Load(Checkout.Models);
        if (_models.Refusals.Count > 0)
            throw new InvalidDataException(string.Join(" ", _models.Refusals));
        (_momentum, _meta) = (_models.Agents[0]!, _models.Meta!);
        using var recorded = new RecordedMarketFrames(RecordingCatalog.Binance2024);
        FeatureVector vector = recorded.Vectors[recorded.LastReadyVector()];
        (_momentumInput, _metaInput) = (InputOf(_momentum, vector), InputOf(_meta, vector));
        if (!_momentum.Run(_momentumInput, _output) || !_meta.Run(_metaInput, _output))
            throw new InvalidDataException("A model has no answer to a real vector.");
    }

    [GlobalCleanup]
    public void Cleanup() => _models?.Dispose();

    [Benchmark]
    public bool Momentum() => _momentum!.Run(_momentumInput, _output);

    [Benchmark]
    public bool Meta() => _meta!.Run(_metaInput, _output);

    private static float[] InputOf(IModel model, FeatureVector vector)
    {
        ReadOnlySpan<int> features = model.InputFeatures;
        var input = new float[features.Length];
        for (int i = 0; i < features.Length; i++)
            input[i] = vector.Values[features[i]];
        return input;
    }
}
