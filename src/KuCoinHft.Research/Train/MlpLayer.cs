using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>A dense layer while it learns: weights, their gradients, and Adam's moments of both.</summary>
/// <remarks>
/// Weights and bias share one array, [Inputs, Outputs] and then [Outputs], so that Adam is one loop.
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", algorithm 1.
/// </remarks>
internal sealed class MlpLayer
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly double[] _values;
    private readonly double[] _gradients;
    private readonly double[] _firstMoments;
    private readonly double[] _secondMoments;
    private double _firstPower = 1;
    private double _secondPower = 1;

    public MlpLayer(int inputs, int outputs, SeededChance chance)
    {
        Inputs = inputs;
        Outputs = outputs;
        int count = (inputs + 1) * outputs;
        _values = new double[count];
        _gradients = new double[count];
        _firstMoments = new double[count];
        _secondMoments = new double[count];

        // He's variance keeps the signal's size through Relu; the bias starts at 0.
        double deviation = Math.Sqrt(2.0 / inputs);
        for (int i = 0; i < inputs * outputs; i++)
            _values[i] = chance.Normal() * deviation;
    }

    public int Inputs { get; }

    public int Outputs { get; }

    private ReadOnlySpan<double> Bias => _values.AsSpan(Inputs * Outputs);

    public void Forward(ReadOnlySpan<double> input, Span<double> output)
    {
        Bias.CopyTo(output);
        for (int i = 0; i < Inputs; i++)
        {
            // After Relu about half of them are 0.
            if (input[i] != 0)
                Kernels.AddScaled(output, input[i], RowOf(_values, i));
        }
    }

    /// <summary>Adds to the gradients what this row says, and hands the error on.</summary>
    /// <param name="inputError">Left alone where it is empty, as for the first layer.</param>
    public void Backward(ReadOnlySpan<double> input, ReadOnlySpan<double> outputError, Span<double> inputError)
    {
        for (int i = 0; i < Inputs; i++)
        {
            if (input[i] != 0)
                Kernels.AddScaled(RowOf(_gradients, i), input[i], outputError);
            if (!inputError.IsEmpty)
                inputError[i] = Kernels.Dot(RowOf(_values, i), outputError);
        }

        Kernels.AddScaled(_gradients.AsSpan(Inputs * Outputs), 1, outputError);
    }

    /// <summary>One step of Adam down the gradients' mean, which it then clears.</summary>
    public void Step(int rows, double learningRate, double weightDecay)
    {
        _firstPower *= Beta1;
        _secondPower *= Beta2;
        double first = 1 - _firstPower, second = 1 - _secondPower;
        for (int i = 0; i < _values.Length; i++)
        {
            double gradient = _gradients[i] / rows;
            _firstMoments[i] = (Beta1 * _firstMoments[i]) + ((1 - Beta1) * gradient);
            _secondMoments[i] = (Beta2 * _secondMoments[i]) + ((1 - Beta2) * gradient * gradient);
            double decay = i < Inputs * Outputs ? weightDecay * _values[i] : 0;
            _values[i] -= learningRate * ((_firstMoments[i] / first / (Math.Sqrt(_secondMoments[i] / second) + Epsilon)) + decay);
        }

        Array.Clear(_gradients);
    }

    /// <summary>The layer as floats, fed with numbers that are not yet (x - mean) * scale.</summary>
    public DenseLayer Folded(ReadOnlySpan<double> mean, ReadOnlySpan<double> scale)
    {
        var weights = new float[Inputs * Outputs];
        double[] bias = Bias.ToArray();
        for (int i = 0; i < Inputs; i++)
        {
            ReadOnlySpan<double> row = RowOf(_values, i);
            for (int j = 0; j < Outputs; j++)
                weights[(i * Outputs) + j] = (float)(row[j] * scale[i]);
            Kernels.AddScaled(bias, -mean[i] * scale[i], row);
        }

        return new DenseLayer(Inputs, Outputs, weights, Array.ConvertAll(bias, value => (float)value));
    }

    /// <summary>The layer as floats.</summary>
    public DenseLayer AsFloats()
    {
        float[] all = Array.ConvertAll(_values, value => (float)value);
        return new DenseLayer(Inputs, Outputs, all[..(Inputs * Outputs)], all[(Inputs * Outputs)..]);
    }

    private Span<double> RowOf(double[] array, int input) => array.AsSpan(input * Outputs, Outputs);
}
