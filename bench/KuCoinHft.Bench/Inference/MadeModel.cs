using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;

namespace KuCoinHft.Bench.Inference;

/// <summary>Models of the sizes that latency is compared at, with weights of chance, loaded as the engine loads its own.</summary>
internal static class MadeModel
{
    public const int Inputs = 64;

    private const int Hidden = 128;
    private const int Trees = 100;
    private const int Leaves = 31;
    private static readonly FeatureNames Features = new("bench", "00", [.. Enumerable.Range(0, Inputs).Select(i => $"feature{i}")]);

    /// <summary>64-128-128-5 with Relu between, or another number of inputs.</summary>
    public static ModelSlot Plain(int inputs = Inputs) => Load("momentum", inputs, PlainGraph(inputs));

    public static OnnxGraph PlainGraph(int inputs = Inputs) => MlpGraph.Of([Layer(1, inputs, Hidden), Layer(2, Hidden, Hidden), Layer(3, Hidden, Limits.Targets)]);

    /// <summary>64-128, then 128-1 and 128-5 behind a layer of 128 each: q = value + advantage - mean(advantage).</summary>
    public static ModelSlot Dueling() => Load("momentum", Inputs, DuelingGraph());

    public static OnnxGraph DuelingGraph()
    {
        var graph = new OnnxGraph { Producer = "bench", Name = "dueling" };
        graph.Opsets.Add(new OnnxOpset("", 13));
        graph.Inputs.Add(new OnnxValue("features", OnnxElement.Float, [1, Inputs]));
        graph.Outputs.Add(new OnnxValue("q", OnnxElement.Float, [1, Limits.Targets]));
        Dense(graph, 1, "features", Inputs, Hidden, "trunk", isLast: false);
        Dense(graph, 2, "trunk", Hidden, Hidden, "left", isLast: false);
        Dense(graph, 3, "left", Hidden, 1, "value", isLast: true);
        Dense(graph, 4, "trunk", Hidden, Hidden, "right", isLast: false);
        Dense(graph, 5, "right", Hidden, Limits.Targets, "advantage", isLast: true);
        graph.Nodes.Add(new OnnxNode("ReduceMean", "", ["advantage"], ["mean"]));
        graph.Nodes[^1].Attributes.Add(OnnxAttribute.Of("axes", [1L]));
        graph.Nodes.Add(new OnnxNode("Add", "", ["value", "advantage"], ["both"]));
        graph.Nodes.Add(new OnnxNode("Sub", "", ["both", "mean"], ["q"]));
        return graph;
    }

    /// <summary>100 trees of 31 leaves, grown leaf by leaf as LightGBM grows them, four classes.</summary>
    public static ModelSlot Ensemble() => Load(ModelStore.MetaName, Inputs, EnsembleGraph());

    public static OnnxGraph EnsembleGraph()
    {
        var random = new Random(4);
        return TreeGraph.Of(Inputs, Limits.Agents + 1, [.. Enumerable.Range(0, Trees).Select(i => new Tree(i % (Limits.Agents + 1), Grow(random)))]);
    }

    private static ModelSlot Load(string name, int inputs, OnnxGraph graph)
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("kchft-bench-").FullName, name);
        bool isMeta = name == ModelStore.MetaName;
        ModelStore.Save(folder, OnnxFile.Write(graph), new ModelManifest
        {
            Name = name,
            Kind = isMeta ? ModelKind.Meta : ModelKind.Dqn,
            Version = "1",
            FeatureSet = Features.Set,
            FeatureHash = Features.Hash,
            Inputs = [.. Features.Names.Take(inputs)],
            InputShape = [1, inputs],
            OutputShape = [1, isMeta ? Limits.Agents + 1 : Limits.Targets],
            Outputs = [.. graph.Outputs.Select(output => output.Name)],
            Cadence = "timer 100ms",
            TrainedOn = new ModelOrigin("chance", ["none"]),
        });
        ModelSeal.Seal(folder);
        ModelSlot slot = ModelStore.LoadOne(folder, Features);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return slot.Serving is not null && slot.Serving != slot.Model ? slot : throw new InvalidDataException(slot.Refusal?.ToString() ?? slot.Lane);
    }

    private static DenseLayer Layer(int seed, int inputs, int outputs)
    {
        var random = new Random(seed);
        float range = 1.5f / MathF.Sqrt(inputs);
        return new DenseLayer(inputs, outputs, Chance(random, inputs * outputs, range), Chance(random, outputs, range));
    }

    private static void Dense(OnnxGraph graph, int seed, string from, int inputs, int outputs, string to, bool isLast)
    {
        DenseLayer layer = Layer(seed, inputs, outputs);
        graph.Initializers.Add(OnnxTensor.Of($"w{seed}", [inputs, outputs], layer.Weights));
        graph.Initializers.Add(OnnxTensor.Of($"b{seed}", [outputs], layer.Bias));
        graph.Nodes.Add(new OnnxNode("Gemm", "", [from, $"w{seed}", $"b{seed}"], [isLast ? to : $"sum{seed}"]));
        if (!isLast)
            graph.Nodes.Add(new OnnxNode("Relu", "", [$"sum{seed}"], [to]));
    }

    private static TreeNode[] Grow(Random random)
    {
        var nodes = new List<TreeNode> { TreeNode.Leaf(0) };
        for (int grown = 1; grown < Leaves; grown++)
        {
            int[] open = [.. Enumerable.Range(0, nodes.Count).Where(i => nodes[i].IsLeaf)];
            nodes[open[random.Next(open.Length)]] = TreeNode.Split(random.Next(Inputs), (random.NextSingle() * 4) - 2, nodes.Count, nodes.Count + 1);
            nodes.Add(TreeNode.Leaf(Chance(random, 1, 0.25f)[0]));
            nodes.Add(TreeNode.Leaf(Chance(random, 1, 0.25f)[0]));
        }

        return [.. nodes];
    }

    private static float[] Chance(Random random, int count, float range)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = ((random.NextSingle() * 2) - 1) * range;
        return values;
    }
}
