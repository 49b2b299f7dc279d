namespace KuCoinHft.Adapters.Onnx;

/// <summary>A dense layer: output = input * weights + bias.</summary>
/// <param name="Inputs">Numbers that it reads.</param>
/// <param name="Outputs">Numbers that it writes.</param>
/// <param name="Weights">Shape: [Inputs, Outputs], the outputs of one input side by side.</param>
/// <param name="Bias">Shape: [Outputs].</param>
public sealed record DenseLayer(int Inputs, int Outputs, float[] Weights, float[] Bias);

/// <summary>Writes a network of dense layers with Relu between them as an ONNX graph.</summary>
/// <remarks>
/// Shape: features float[1, N] -> q float[1, outputs]. The normalisation of inputs is the caller's to fold into the first layer:
/// two nodes less per call, and the file has nothing that a trader could forget to apply.
/// Source: ONNX operators Gemm-13, Relu-13; opset 13 is read by every ONNX Runtime since 1.8.
/// </remarks>
public static class MlpGraph
{
    public const string InputName = "features";
    public const string OutputName = "q";
    private const int OpsetVersion = 13;

    public static OnnxGraph Of(IReadOnlyList<DenseLayer> layers)
    {
        var graph = new OnnxGraph { Producer = "kchft", Name = "mlp" };
        graph.Opsets.Add(new OnnxOpset("", OpsetVersion));
        graph.Inputs.Add(new OnnxValue(InputName, OnnxElement.Float, [1, layers[0].Inputs]));
        graph.Outputs.Add(new OnnxValue(OutputName, OnnxElement.Float, [1, layers[^1].Outputs]));

        string from = InputName;
        for (int i = 0; i < layers.Count; i++)
        {
            DenseLayer layer = layers[i];
            if (layer.Weights.Length != layer.Inputs * layer.Outputs || layer.Bias.Length != layer.Outputs || (i > 0 && layers[i - 1].Outputs != layer.Inputs))
                throw new ArgumentException($"layer {i} is {layer.Inputs} x {layer.Outputs}, which its weights or the layer before it do not fit", nameof(layers));
            bool last = i == layers.Count - 1;
            string sum = last ? OutputName : $"sum{i}";
            graph.Initializers.Add(OnnxTensor.Of($"weights{i}", [layer.Inputs, layer.Outputs], layer.Weights));
            graph.Initializers.Add(OnnxTensor.Of($"bias{i}", [layer.Outputs], layer.Bias));
            graph.Nodes.Add(new OnnxNode("Gemm", "", [from, $"weights{i}", $"bias{i}"], [sum]) { Name = $"dense{i}" });
            if (last)
                break;
            from = $"hidden{i}";
            graph.Nodes.Add(new OnnxNode("Relu", "", [sum], [from]) { Name = $"relu{i}" });
        }

        return graph;
    }
}
