using System.Security.Cryptography;
using KuCoinHft.Engine.Inference;
using Microsoft.ML.OnnxRuntime;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>The questions that a model has to answer rightly before an agent listens to it.</summary>
internal static class ModelCheck
{
    /// <summary>Farthest that an answer may lie from the golden one; of answers beyond 1, this share of them.</summary>
    /// <remarks>Floats carry seven digits, so a bare 1e-5 would refuse any model whose answers pass 100.</remarks>
    public const double GoldenTolerance = 1e-5;

    private const int RandomInputs = 16;
    private const int WarmUpRuns = 50;

    /// <summary>The model that these bytes hold, or why there is none.</summary>
    public static (OnnxModel? Model, ModelSignature? Signature, ModelRefusal? Refusal) Open(string name, byte[] bytes, ModelManifest manifest, int[] inputFeatures)
    {
        InferenceSession? session = null;
        try
        {
            OnnxGraph graph = OnnxFile.Read(bytes);
            if (NotANumber(graph) is { } place)
                return (null, null, new ModelRefusal(name, RefusalReason.NotFinite, $"{place} holds NaN; training diverged. Train it again, or restore the file."));
            session = OnnxModel.Open(OnnxTail.TryCut(graph) ? OnnxFile.Write(graph) : bytes);
            if (ModelSignature.TryRead(session, manifest.Kind, manifest.Inputs.Length, out ModelSignature? signature, out RefusalReason reason, out string fault))
                return (new OnnxModel(session, signature, inputFeatures), signature, null);
            session.Dispose();
            return (null, null, new ModelRefusal(name, reason, $"{fault}. Export the model for the {manifest.Inputs.Length} inputs that its manifest names, or correct the manifest."));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or OnnxRuntimeException)
        {
            session?.Dispose();
            return (null, null, new ModelRefusal(name, RefusalReason.ModelUnreadable,
                $"model.onnx ({bytes.Length} bytes) cannot be read: {unreadable.Message}. Copy it again, or export it with operators that ONNX Runtime has."));
        }
    }

    /// <summary>Runs zero, random and golden inputs; null where every answer is finite and the golden ones agree.</summary>
    public static ModelRefusal? Answers(string name, IModel model, ModelManifest manifest)
    {
        Span<float> output = stackalloc float[model.OutputCount];
        foreach (float[] input in ProbeInputs(model.InputCount, RandomInputs))
        {
            if (!model.Run(input, output))
                return new ModelRefusal(name, RefusalReason.NotFinite, $"it has no finite answer to [{Row(input)}]. Train it again, or restore the file.");
        }

        for (int i = 0; i < manifest.GoldenVectors.Length; i++)
        {
            GoldenVector golden = manifest.GoldenVectors[i];
            if (!model.Run(golden.Input, output))
                return new ModelRefusal(name, RefusalReason.NotFinite, $"it has no finite answer to golden vector {i}. Train it again, or restore the file.");
            for (int j = 0; j < golden.Output.Length; j++)
            {
                if (Math.Abs(output[j] - golden.Output[j]) <= GoldenTolerance * Math.Max(1, Math.Abs(golden.Output[j])))
                    continue;
                return new ModelRefusal(name, RefusalReason.GoldenMismatch,
                    $"output {j} of golden vector {i} is {output[j]:R}, and the manifest says {golden.Output[j]:R}. "
                    + $"If you replaced the model, run `kchft models seal models/{name}`; if not, the file is not the one that was trained.");
            }
        }

        return null;
    }

    /// <summary>Runs the model until its first, slow calls are behind it.</summary>
    public static void WarmUp(IModel model)
    {
        Span<float> output = stackalloc float[model.OutputCount];
        foreach (float[] input in ProbeInputs(model.InputCount, WarmUpRuns - 1))
            model.Run(input, output);
    }

    public static string Sha256Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>All zeros, then as many vectors of chance between -3 and 3, where normalised features lie; the same ones every time.</summary>
    public static IEnumerable<float[]> ProbeInputs(int length, int random)
    {
        yield return new float[length];
        var chance = new Random(20_240_601);
        for (int i = 0; i < random; i++)
        {
            var input = new float[length];
            for (int j = 0; j < length; j++)
                input[j] = (chance.NextSingle() * 6) - 3;
            yield return input;
        }
    }

    /// <remarks>Weights are looked at themselves: a Relu swallows a NaN before any output shows it.</remarks>
    private static string? NotANumber(OnnxGraph graph)
    {
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            if (tensor.Element == OnnxElement.Float && tensor.Floats().Any(float.IsNaN))
                return $"weight '{tensor.Name}'";
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            foreach (OnnxAttribute attribute in node.Attributes)
            {
                if (attribute.Floats.Any(float.IsNaN))
                    return $"attribute '{attribute.Name}' of '{node.OpType}'";
            }
        }

        return null;
    }

    private static string Row(float[] values) => string.Join(", ", values.Select(value => value.ToString("R", null)));
}
