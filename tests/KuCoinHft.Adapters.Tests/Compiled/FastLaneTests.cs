using KuCoinHft.Adapters.Compiled;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Adapters.Tests.Onnx;
using KuCoinHft.Engine.Inference;
using Microsoft.ML.OnnxRuntime;

namespace KuCoinHft.Adapters.Tests.Compiled;

/// <summary>The compiled kernels answer as ONNX Runtime does, or do not serve.</summary>
public sealed class FastLaneTests
{
    private const int RandomInputs = 1_000;

    public static TheoryData<string> Graphs => ["plain", "dueling", "dueling of opset 18", "zoo", "odd sizes", "trees", "lightgbm"];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Compiled_it_answers_as_onnx_runtime_does(string graph)
    {
        using var pair = new Pair(GraphOf(graph));
        Assert.Equal("", pair.Reason);
        var random = new Random(7);
        float[] ours = new float[pair.Compiled!.OutputCount], theirs = new float[pair.Compiled.OutputCount];
        double spread = 0;
        for (int i = 0; i < RandomInputs; i++)
        {
            float[] input = MadeModels.Floats(random, pair.Compiled.InputCount, 4);
            Assert.True(pair.Compiled.Run(input, ours));
            Assert.True(pair.Judge.Run(input, theirs));
            for (int j = 0; j < ours.Length; j++)
                Assert.True(Math.Abs(ours[j] - theirs[j]) <= 1e-5 * Math.Max(1, Math.Abs(theirs[j])), $"input {i}, output {j}: {ours[j]:R} instead of {theirs[j]:R}");
            spread = Math.Max(spread, theirs.Max() - theirs.Min());
        }

        // Else a model that always says the same would pass.
        Assert.True(spread > 0.05, $"spread {spread}");
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_run_allocates_nothing_and_refuses_what_is_not_finite(string graph)
    {
        using var pair = new Pair(GraphOf(graph));
        IModel model = pair.Compiled!;
        var input = new float[model.InputCount];
        var output = new float[model.OutputCount];
        for (int i = 0; i < 1_000; i++)
            model.Run(input, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int answered = 0;
        for (int i = 0; i < 1_000; i++)
        {
            input[i % input.Length] = i * 1e-3f;
            answered += model.Run(input, output) ? 1 : 0;
        }

        Assert.Equal((0, 1_000), (GC.GetAllocatedBytesForCurrentThread() - before, answered));
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            input[^1] = bad;
            Assert.False(model.Run(input, output));
        }
    }

    [Fact]
    public void An_operator_that_is_not_covered_is_left_to_onnx_runtime()
    {
        var made = new MadeGraphs(1, 12, 5);
        made.Op("Elu", [made.Gemm(MadeGraphs.Input, 12, 5)], MadeGraphs.Output);
        using var pair = new Pair(made.Graph);

        Assert.Null(pair.Compiled);
        Assert.Contains("operator Elu", pair.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_answers_otherwise_than_onnx_runtime_does_not_serve()
    {
        OnnxGraph graph = MadeGraphs.Plain(1, 12, 16, 5);
        using var pair = new Pair(graph, doctored =>
        {
            OnnxTensor bias = doctored.Initializers[^1];
            float[] values = bias.Floats();
            values[2] += 1e-3f;
            doctored.Initializers[^1] = OnnxTensor.Of(bias.Name, bias.Dims, values);
        });

        Assert.Null(pair.Compiled);
        Assert.Contains("output 2", pair.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("meta")]
    public void The_store_serves_the_compiled_model_and_says_so(string name)
    {
        using var folder = new TemporaryFolder();
        ModelSlot slot = ModelStore.LoadOne(MadeModels.Save(folder.Path, name), MadeModels.Features);

        Assert.Equal(FastLane.Kernel, slot.Lane);
        Assert.NotSame(slot.Model, slot.Serving);
        Assert.Equal(slot.Model!.InputFeatures.ToArray(), slot.Serving!.InputFeatures.ToArray());
    }

    internal static OnnxGraph GraphOf(string name) => name switch
    {
        "plain" => MadeGraphs.Plain(1, 64, 128, 5),
        "dueling" => MadeGraphs.Dueling(2, 64, 128, 5),
        "dueling of opset 18" => MadeGraphs.Dueling(3, 64, 128, 5, opset: 18),
        "zoo" => MadeGraphs.Zoo(4),
        "odd sizes" => MadeGraphs.Plain(5, 13, 107, 3),
        "trees" => MadeModels.Trees(6, trees: 41),
        _ => MadeGraphs.LightGbm(8, 64, 4, 100, 31),
    };

    /// <summary>One file in ONNX Runtime and compiled; what is compiled may be doctored first.</summary>
    private sealed class Pair : IDisposable
    {
        public Pair(OnnxGraph graph, Action<OnnxGraph>? doctor = null)
        {
            OnnxTail.TryCut(graph);
            InferenceSession session = OnnxModel.Open(OnnxFile.Write(graph));
            OnnxValue output = graph.Outputs.Single(value => value.Element == OnnxElement.Float);
            string? label = graph.Outputs.Find(value => value.Element == OnnxElement.Int64)?.Name;
            var signature = new ModelSignature(graph.Inputs[0].Name, (int)graph.Inputs[0].Dims[1], output.Name, (int)output.Dims[1], label);
            Judge = new OnnxModel(session, signature, [.. Enumerable.Range(0, signature.InputCount)]);
            doctor?.Invoke(graph);
            Compiled = FastLane.TryCompile(graph, signature, new ModelManifest(), Judge, out string reason);
            Reason = reason;
        }

        public OnnxModel Judge { get; }

        public IModel? Compiled { get; }

        public string Reason { get; }

        public void Dispose()
        {
            Judge.Dispose();
            (Compiled as IDisposable)?.Dispose();
        }
    }
}
