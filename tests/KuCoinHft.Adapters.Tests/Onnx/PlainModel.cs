using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Tests.Onnx;

/// <summary>The slow obvious twin: evaluates an ONNX file operator by operator, in plain loops of doubles.</summary>
public sealed class PlainModel
{
    private readonly OnnxGraph _graph;
    private readonly string _output;

    public PlainModel(byte[] onnx)
    {
        _graph = OnnxFile.Read(onnx);
        _output = _graph.Outputs.Single(output => output.Element == OnnxElement.Float).Name;
    }

    public double[] Run(float[] input)
    {
        var values = new Dictionary<string, double[]> { [_graph.Inputs[0].Name] = Array.ConvertAll(input, x => (double)x) };
        foreach (OnnxTensor tensor in _graph.Initializers)
            values[tensor.Name] = Array.ConvertAll(tensor.Floats(), x => (double)x);
        foreach (OnnxNode node in _graph.Nodes)
        {
            switch (node.OpType)
            {
                case "Gemm":
                    values[node.Outputs[0]] = Gemm(values[node.Inputs[0]], values[node.Inputs[1]], values[node.Inputs[2]]);
                    break;
                case "Relu":
                    values[node.Outputs[0]] = Array.ConvertAll(values[node.Inputs[0]], x => x > 0 ? x : 0);
                    break;
                case "TreeEnsembleClassifier":
                    values[node.Outputs[1]] = Trees(node, values[node.Inputs[0]]);
                    break;
                default:
                    throw new NotSupportedException(node.OpType);
            }
        }

        return values[_output];
    }

    private static double[] Gemm(double[] x, double[] w, double[] b)
    {
        var y = new double[b.Length];
        for (int j = 0; j < b.Length; j++)
        {
            y[j] = b[j];
            for (int i = 0; i < x.Length; i++)
                y[j] += x[i] * w[(i * b.Length) + j];
        }

        return y;
    }

    private static double[] Trees(OnnxNode node, double[] x)
    {
        long[] Ints(string name) => node.Attribute(name)!.Ints;
        float[] Floats(string name) => node.Attribute(name)!.Floats;
        string[] modes = node.Attribute("nodes_modes")!.Strings;
        long[] treeIds = Ints("nodes_treeids"), nodeIds = Ints("nodes_nodeids");
        var places = new Dictionary<(long, long), int>();
        for (int i = 0; i < treeIds.Length; i++)
            places[(treeIds[i], nodeIds[i])] = i;

        var reached = new HashSet<(long, long)>();
        foreach (long tree in treeIds.Distinct())
        {
            int at = places[(tree, 0)];
            while (modes[at] != "LEAF")
            {
                Assert.Equal("BRANCH_LEQ", modes[at]);
                bool holds = x[Ints("nodes_featureids")[at]] <= Floats("nodes_values")[at];
                at = places[(tree, (holds ? Ints("nodes_truenodeids") : Ints("nodes_falsenodeids"))[at])];
            }

            reached.Add((tree, nodeIds[at]));
        }

        var scores = new double[Ints("classlabels_int64s").Length];
        for (int i = 0; i < Ints("class_ids").Length; i++)
        {
            if (reached.Contains((Ints("class_treeids")[i], Ints("class_nodeids")[i])))
                scores[Ints("class_ids")[i]] += Floats("class_weights")[i];
        }

        Assert.Equal("SOFTMAX", node.Attribute("post_transform")!.String);
        double[] powers = Array.ConvertAll(scores, Math.Exp);
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }
}
