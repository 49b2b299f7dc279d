using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;

namespace KuCoinHft.Adapters.Tests.Onnx;

/// <summary>Random models, and folders of them as a trainer would leave them.</summary>
public static class MadeModels
{
    public static readonly FeatureNames Features = new("test-set", "00c0ffee", [.. Enumerable.Range(0, 24).Select(i => $"feature{i}")]);

    /// <summary>Inputs of the made models: every other feature, backwards, so that a mixed-up order shows.</summary>
    public static readonly string[] Inputs = [.. Enumerable.Range(0, 12).Select(i => $"feature{22 - (2 * i)}")];

    public static OnnxGraph Mlp(int seed, int inputs = 12, int outputs = Limits.Targets)
    {
        var random = new Random(seed);
        int[] widths = [inputs, 16, 8, outputs];
        return MlpGraph.Of([.. Enumerable.Range(0, 3).Select(i => new DenseLayer(widths[i], widths[i + 1],
            Floats(random, widths[i] * widths[i + 1], 0.5f), Floats(random, widths[i + 1], 0.5f)))]);
    }

    public static OnnxGraph Trees(int seed, int inputs = 12, int classes = Limits.Agents + 1, int trees = 40)
    {
        var random = new Random(seed);
        return TreeGraph.Of(inputs, classes, [.. Enumerable.Range(0, trees).Select(i => new Tree(i % classes, Nodes(random, inputs)))]);
    }

    public static OnnxGraph Of(string name, int seed) => name == ModelStore.MetaName ? Trees(seed) : Mlp(seed);

    public static float[] Floats(Random random, int count, float range)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = ((random.NextSingle() * 2) - 1) * range;
        return values;
    }

    /// <summary>A manifest whose golden vectors come from <see cref="PlainModel"/>, as a trainer's come from itself.</summary>
    public static ModelManifest Manifest(string name, byte[] onnx)
    {
        var plain = new PlainModel(onnx);
        var random = new Random(5);
        GoldenVector[] golden = [.. Enumerable.Range(0, 8).Select(_ => Floats(random, Inputs.Length, 2))
            .Select(input => new GoldenVector(input, Array.ConvertAll(plain.Run(input), x => (float)x)))];
        bool isMeta = name == ModelStore.MetaName;
        return new ModelManifest
        {
            Name = name,
            Kind = isMeta ? ModelKind.Meta : ModelKind.Dqn,
            Version = "1",
            FeatureSet = Features.Set,
            FeatureHash = Features.Hash,
            Inputs = Inputs,
            InputShape = [1, Inputs.Length],
            OutputShape = [1, isMeta ? Limits.Agents + 1 : Limits.Targets],
            Outputs = isMeta ? ["label", "probabilities"] : ["q"],
            Cadence = "timer 100ms",
            TrainedOn = new ModelOrigin("made for a test", ["none"]),
            Seed = 5,
            Scores = new() { ["heldOutR2"] = 0.25 },
            GoldenVectors = golden,
        };
    }

    public static string Save(string modelsFolder, string name, int seed = 1)
    {
        string folder = Path.Combine(modelsFolder, name);
        byte[] onnx = OnnxFile.Write(Of(name, seed));
        ModelStore.Save(folder, onnx, Manifest(name, onnx));
        return folder;
    }

    private static TreeNode[] Nodes(Random random, int inputs)
    {
        // A full tree of depth 3 in heap order: children of i at 2i + 1 and 2i + 2.
        var nodes = new TreeNode[15];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = i < 7
                ? TreeNode.Split(random.Next(inputs), (random.NextSingle() * 4) - 2, (2 * i) + 1, (2 * i) + 2)
                : TreeNode.Leaf((random.NextSingle() - 0.5f) * 0.5f);
        }

        return nodes;
    }
}

/// <summary>A folder that goes when the test ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kchft-onnx-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

}
