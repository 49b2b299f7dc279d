using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Compiles a model where our kernels cover its graph, and lets it serve only if it answers as ONNX Runtime does.</summary>
internal static class FastLane
{
    /// <summary>Which arithmetic a compiled model uses; journals name it, since Q-values depend on it in their last bits.</summary>
    public const string Kernel = "vector256-fma-1";

    private const int RandomInputs = 256;

    /// <summary>The compiled model, or null and why ONNX Runtime has to serve.</summary>
    /// <param name="judge">The same file in ONNX Runtime.</param>
    public static IModel? TryCompile(OnnxGraph graph, ModelSignature signature, ModelManifest manifest, IModel judge, out string reason)
    {
        int[] features = judge.InputFeatures.ToArray();
        IModel compiled;
        try
        {
            compiled = graph.Nodes.Any(TreeCompiler.IsTrees)
                ? TreeCompiler.Compile(graph, signature, features)
                : NetworkCompiler.Compile(graph, signature, features);
        }
        catch (Exception uncovered) when (uncovered is NotCompiledException or InvalidDataException)
        {
            reason = $"not compiled: {uncovered.Message}";
            return null;
        }

        reason = Difference(compiled, judge, manifest) ?? "";
        if (reason.Length == 0)
            return compiled;
        (compiled as IDisposable)?.Dispose();
        return null;
    }

    private static string? Difference(IModel compiled, IModel judge, ModelManifest manifest)
    {
        var ours = new float[compiled.OutputCount];
        var theirs = new float[judge.OutputCount];
        foreach (float[] input in manifest.GoldenVectors.Select(golden => golden.Input).Concat(ModelCheck.ProbeInputs(judge.InputCount, RandomInputs)))
        {
            if (!compiled.Run(input, ours) || !judge.Run(input, theirs))
                return "compiled, but one of the two gives no finite answer to a probe";
            for (int i = 0; i < ours.Length; i++)
            {
                double allowed = ModelCheck.GoldenTolerance * Math.Max(1, Math.Abs(theirs[i]));
                if (Math.Abs(ours[i] - theirs[i]) > allowed)
                    return $"compiled, but output {i} is {ours[i]:R} where ONNX Runtime says {theirs[i]:R}";
            }
        }

        return null;
    }
}
