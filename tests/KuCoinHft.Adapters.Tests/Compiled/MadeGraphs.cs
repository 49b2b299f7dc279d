using System.Runtime.InteropServices;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Adapters.Tests.Onnx;

namespace KuCoinHft.Adapters.Tests.Compiled;

/// <summary>Graphs as exporters of other programs write them, with random weights.</summary>
internal sealed class MadeGraphs
{
    public const string Input = "x";
    public const string Output = "y";

    private readonly Random _random;
    private readonly int _opset;
    private int _names;

    public MadeGraphs(int seed, int inputs, int outputs, int opset = 13)
    {
        _random = new Random(seed);
        _opset = opset;
        Graph.Opsets.Add(new OnnxOpset("", opset));
        Graph.Inputs.Add(new OnnxValue(Input, OnnxElement.Float, [-1, inputs]));
        Graph.Outputs.Add(new OnnxValue(Output, OnnxElement.Float, [-1, outputs]));
    }

    public OnnxGraph Graph { get; } = new() { Producer = "test" };

    public string Op(string type, string[] inputs, string? output = null, params OnnxAttribute[] attributes)
    {
        output ??= $"v{_names++}";
        var node = new OnnxNode(type, "", inputs, [output]);
        node.Attributes.AddRange(attributes);
        Graph.Nodes.Add(node);
        return output;
    }

    public string Constant(params long[] dims)
    {
        string name = $"c{_names++}";
        // As networks are initialised: answers of the size of 1, so that 10^-5 is asked of what floats can give.
        float range = 1.5f / MathF.Sqrt(dims.Max());
        Graph.Initializers.Add(OnnxTensor.Of(name, dims, MadeModels.Floats(_random, (int)dims.Aggregate(1L, (a, b) => a * b), range)));
        return name;
    }

    public string Ints(params long[] values)
    {
        string name = $"c{_names++}";
        Graph.Initializers.Add(new OnnxTensor(name, [values.Length], OnnxElement.Int64, MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
        return name;
    }

    /// <summary>Dense layer as PyTorch exports it: weights [outputs, inputs], transposed.</summary>
    public string Gemm(string from, int inputs, int outputs, string? output = null) =>
        Op("Gemm", [from, Constant(outputs, inputs), Constant(outputs)], output, Int("transB", 1));

    /// <summary>Dense layer as Keras exports it.</summary>
    public string MatMulAdd(string from, int inputs, int outputs, string? output = null) =>
        Op("Add", [Op("MatMul", [from, Constant(inputs, outputs)]), Constant(outputs)], output);

    public string Mean(string from) =>
        _opset >= 18 ? Op("ReduceMean", [from, Ints(1)], null, Int("keepdims", 1)) : Op("ReduceMean", [from], null, OnnxAttribute.Of("axes", [1L]), Int("keepdims", 1));

    public static OnnxAttribute Int(string name, long value) => new(name, OnnxAttributeType.Int) { Int = value };

    public static OnnxAttribute Float(string name, float value) => new(name, OnnxAttributeType.Float) { Float = value };

    /// <summary>A plain network of the anchor's size.</summary>
    public static OnnxGraph Plain(int seed, int inputs, int hidden, int outputs)
    {
        var made = new MadeGraphs(seed, inputs, outputs);
        string first = made.Op("Relu", [made.Gemm(Input, inputs, hidden)]);
        string second = made.Op("Relu", [made.Gemm(first, hidden, hidden)]);
        made.Gemm(second, hidden, outputs, Output);
        return made.Graph;
    }

    /// <summary>Value and advantage: q = v + a - mean(a).</summary>
    public static OnnxGraph Dueling(int seed, int inputs, int hidden, int outputs, int opset = 13)
    {
        var made = new MadeGraphs(seed, inputs, outputs, opset);
        string trunk = made.Op("Relu", [made.MatMulAdd(Input, inputs, hidden)]);
        string value = made.Gemm(made.Op("Relu", [made.Gemm(trunk, hidden, hidden)]), hidden, 1);
        string advantage = made.Gemm(made.Op("Relu", [made.Gemm(trunk, hidden, hidden)]), hidden, outputs);
        made.Op("Sub", [made.Op("Add", [value, advantage]), made.Mean(advantage)], Output);
        return made.Graph;
    }

    /// <summary>Every operator that is taken, in one graph.</summary>
    public static OnnxGraph Zoo(int seed)
    {
        var made = new MadeGraphs(seed, 20, 9);
        string left = made.Op("Slice", [Input, made.Ints(0), made.Ints(11), made.Ints(1)]);
        string right = made.Op("Slice", [Input, made.Ints(-9), made.Ints(long.MaxValue), made.Ints(-1), made.Ints(1)]);
        string tanh = made.Op("Tanh", [made.Gemm(left, 11, 37)]);
        string sigmoid = made.Op("Sigmoid", [made.Op("MatMul", [right, made.Constant(9, 70)])]);
        string joined = made.Op("Concat", [tanh, sigmoid, made.Op("LeakyRelu", [right], null, Float("alpha", 0.2f))], null, Int("axis", 1));
        string leaky = made.Op("LeakyRelu", [made.Gemm(joined, 37 + 70 + 9, 40)]);
        string bare = made.Op("MatMul", [leaky, made.Constant(40, 9)]);
        string read = made.Op("Add", [bare, made.Constant(1, 9)]);
        // The bare product is read twice, so neither the bias nor the Relu may become part of it.
        string twice = made.Op("Sub", [made.Op("Relu", [bare]), read]);
        string scaled = made.Op("Add", [twice, made.Mean(leaky)]);
        made.Op("Identity", [made.Op("Softmax", [scaled], null, Int("axis", -1))], Output);
        return made.Graph;
    }

    /// <summary>LightGBM's classifier as onnxmltools writes it: trees of unlike shape, a cast, and a map of probabilities.</summary>
    public static OnnxGraph LightGbm(int seed, int inputs, int classes, int trees, int leaves)
    {
        var random = new Random(seed);
        OnnxGraph graph = TreeGraph.Of(inputs, classes, [.. Enumerable.Range(0, trees).Select(i => new Tree(i % classes, LeafWise(random, inputs, leaves)))]);
        OnnxNode node = graph.Nodes[0];
        graph.Nodes[0] = new OnnxNode(node.OpType, node.Domain, [Input], ["label_tensor", "probability_tensor"]) { Name = node.Name };
        graph.Nodes[0].Attributes.AddRange(node.Attributes);
        graph.Nodes.Add(new OnnxNode("Cast", "", ["label_tensor"], ["label"]));
        graph.Nodes[^1].Attributes.Add(Int("to", (long)OnnxElement.Int64));
        graph.Nodes.Add(new OnnxNode("ZipMap", TreeGraph.Domain, ["probability_tensor"], ["probabilities"]));
        graph.Nodes[^1].Attributes.Add(OnnxAttribute.Of("classlabels_int64s", [.. Enumerable.Range(0, classes).Select(label => (long)label)]));
        graph.Inputs[0] = new OnnxValue(Input, OnnxElement.Float, [-1, inputs]);
        graph.Outputs.Clear();
        graph.Outputs.Add(new OnnxValue("label", OnnxElement.Int64, [-1]));
        graph.Outputs.Add(new OnnxValue("probabilities", OnnxElement.Undefined, []));
        return graph;
    }

    /// <summary>A tree grown as LightGBM grows them, some leaf at a time, so that depths differ.</summary>
    public static TreeNode[] LeafWise(Random random, int inputs, int leaves)
    {
        var nodes = new List<TreeNode> { TreeNode.Leaf(Value()) };
        for (int grown = 1; grown < leaves; grown++)
        {
            int[] open = [.. Enumerable.Range(0, nodes.Count).Where(i => nodes[i].IsLeaf)];
            int split = open[random.Next(open.Length)];
            nodes[split] = TreeNode.Split(random.Next(inputs), (random.NextSingle() * 4) - 2, nodes.Count, nodes.Count + 1);
            nodes.Add(TreeNode.Leaf(Value()));
            nodes.Add(TreeNode.Leaf(Value()));
        }

        return [.. nodes];

        float Value() => (random.NextSingle() - 0.5f) * 0.5f;
    }
}
