using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Bench.Inference;

/// <summary>Path: stage 5, one answer of a model by our compiled kernels, against ONNX Runtime over bound buffers, and called as its examples call it.</summary>
/// <remarks>
/// Input: a network of 64-128-128-5, plain and dueling, and 100 trees of 31 leaves, weights of chance; another input at every call, since a branch predictor learns one
/// by heart. One operation is one answer, border checks included.
/// Budget: 0 bytes, of the library over bound buffers too; a quarter of ONNX Runtime's time for the networks, 0.4 for the trees. A regression means a kernel that no longer vectorises.
/// </remarks>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class FastLaneRuns
{
    private const int Variants = 256;

    private readonly float[][] _inputs = new float[Variants][];
    private readonly float[] _output = new float[8];
    private ModelSlot? _plain;
    private ModelSlot? _dueling;
    private ModelSlot? _trees;
    private SessionRun? _plainRun;
    private SessionRun? _duelingRun;
    private SessionRun? _treesRun;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        (_plain, _dueling, _trees) = (MadeModel.Plain(), MadeModel.Dueling(), MadeModel.Ensemble());
        (_plainRun, _duelingRun, _treesRun) = (new SessionRun(MadeModel.PlainGraph()), new SessionRun(MadeModel.DuelingGraph()), new SessionRun(MadeModel.EnsembleGraph()));
        var random = new Random(9);
        for (int i = 0; i < Variants; i++)
        {
            _inputs[i] = new float[MadeModel.Inputs];
            for (int j = 0; j < MadeModel.Inputs; j++)
                _inputs[i][j] = (random.NextSingle() * 6) - 3;
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (ModelSlot? slot in (ModelSlot?[])[_plain, _dueling, _trees])
        {
            (slot?.Serving as IDisposable)?.Dispose();
            slot?.Model?.Dispose();
        }

        foreach (SessionRun? run in (SessionRun?[])[_plainRun, _duelingRun, _treesRun])
            run?.Dispose();
    }

    [BenchmarkCategory("plain"), Benchmark(Baseline = true)]
    public bool PlainOnnxRuntime() => Run(_plain!.Model!);

    [BenchmarkCategory("plain"), Benchmark]
    public float PlainSessionRun() => _plainRun!.Run(_inputs[_next++ % Variants]);

    [BenchmarkCategory("plain"), Benchmark]
    public bool PlainCompiled() => Run(_plain!.Serving!);

    [BenchmarkCategory("dueling"), Benchmark(Baseline = true)]
    public bool DuelingOnnxRuntime() => Run(_dueling!.Model!);

    [BenchmarkCategory("dueling"), Benchmark]
    public float DuelingSessionRun() => _duelingRun!.Run(_inputs[_next++ % Variants]);

    [BenchmarkCategory("dueling"), Benchmark]
    public bool DuelingCompiled() => Run(_dueling!.Serving!);

    [BenchmarkCategory("trees"), Benchmark(Baseline = true)]
    public bool TreesOnnxRuntime() => Run(_trees!.Model!);

    [BenchmarkCategory("trees"), Benchmark]
    public float TreesSessionRun() => _treesRun!.Run(_inputs[_next++ % Variants]);

    [BenchmarkCategory("trees"), Benchmark]
    public bool TreesCompiled() => Run(_trees!.Serving!);

    private bool Run(IModel model) => model.Run(_inputs[_next++ % Variants], _output);
}
