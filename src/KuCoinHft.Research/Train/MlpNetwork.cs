using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>A trained network of dense layers with Relu between them, in the floats that its ONNX file holds.</summary>
/// <remarks>Inputs are raw features: their normalisation is folded into the first layer.</remarks>
public sealed class MlpNetwork(IReadOnlyList<DenseLayer> layers)
{
    public IReadOnlyList<DenseLayer> Layers { get; } = layers;

    public int InputCount => Layers[0].Inputs;

    public int OutputCount => Layers[^1].Outputs;

    /// <summary>The network's answer, in sums of doubles: what ONNX Runtime's floats are compared with.</summary>
    public void Evaluate(ReadOnlySpan<float> input, Span<float> output)
    {
        var from = new double[input.Length];
        for (int i = 0; i < from.Length; i++)
            from[i] = input[i];
        for (int index = 0; index < Layers.Count; index++)
        {
            DenseLayer layer = Layers[index];
            double[] to = Array.ConvertAll(layer.Bias, value => (double)value);
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Outputs; j++)
                    to[j] += from[i] * layer.Weights[(i * layer.Outputs) + j];
            }

            if (index < Layers.Count - 1)
                Relu(to);
            from = to;
        }

        for (int j = 0; j < OutputCount; j++)
            output[j] = (float)from[j];
    }

    /// <summary>The same network with every output times <paramref name="factor"/>: another unit, folded into the last layer.</summary>
    public MlpNetwork Scaled(float factor)
    {
        DenseLayer last = Layers[^1];
        DenseLayer scaled = last with { Weights = Array.ConvertAll(last.Weights, w => w * factor), Bias = Array.ConvertAll(last.Bias, b => b * factor) };
        return new MlpNetwork([.. Layers.SkipLast(1), scaled]);
    }

    /// <summary>The bytes of model.onnx.</summary>
    public byte[] ToOnnx() => OnnxFile.Write(MlpGraph.Of(Layers));

    private static void Relu(double[] values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Max(0, values[i]);
    }
}
