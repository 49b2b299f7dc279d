using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>How a network is shaped and taught.</summary>
/// <param name="Seed">Decides weights at the start and the order of rows; the same seed gives the same bits.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="HuberDelta">Errors beyond it count linearly, so that a jump of the market does not rule the weights; infinity is squared error.</param>
/// <param name="WeightDecay">Share of a weight that a step takes, times the learning rate (AdamW).</param>
public sealed record MlpOptions(
    long Seed, int[] Hidden, double LearningRate = 1e-3, double HuberDelta = 1, double WeightDecay = 0, int RowsPerStep = 64, int Epochs = 20, double HeldOutShare = 0.2);

/// <summary>A trained network and how it does on rows that it never saw.</summary>
/// <param name="Scores">heldOutR2 (of all outputs together), heldOutLoss, trainedLoss, heldOutRows.</param>
public sealed record MlpFit(MlpNetwork Network, SortedDictionary<string, double> Scores);

/// <summary>Teaches a network of dense layers with Adam, on one thread, in doubles.</summary>
/// <remarks>
/// A target of NaN is not learnt from: that is how Q-values are taught for the one action that was taken.
/// Rounds of fitted Q call <see cref="Learn"/> and <see cref="Network"/> in turn; plain regression calls <see cref="Fit"/>.
/// </remarks>
public sealed class MlpTrainer
{
    private const double DeviationMin = 1e-9;

    private readonly MlpOptions _options;
    private readonly MlpLayer[] _layers;
    private readonly double[] _mean;
    private readonly double[] _scale;

    /// <summary>Layer i reads _signals[i] and writes _signals[i + 1].</summary>
    private readonly double[][] _signals;
    private readonly double[][] _errors;
    private readonly SeededChance _chance;

    /// <param name="inputs">Rows whose mean and deviation normalise the inputs.</param>
    /// <param name="firstRows">So many of them, from the first: held-out rows must not lend their mean.</param>
    public MlpTrainer(MlpOptions options, TrainingRows inputs, int firstRows, int outputs)
    {
        _options = options;
        _chance = new SeededChance(options.Seed);
        int[] widths = [inputs.Width, .. options.Hidden, outputs];
        _layers = [.. Enumerable.Range(0, widths.Length - 1).Select(i => new MlpLayer(widths[i], widths[i + 1], _chance))];
        _signals = [.. widths.Select(width => new double[width])];
        _errors = [.. widths.Select(width => new double[width])];
        (_mean, _scale) = Moments(inputs, firstRows);
    }

    /// <summary>The network as it is now.</summary>
    public MlpNetwork Network()
    {
        var layers = new List<DenseLayer> { _layers[0].Folded(_mean, _scale) };
        layers.AddRange(_layers.Skip(1).Select(layer => layer.AsFloats()));
        return new MlpNetwork(layers);
    }

    /// <summary>One pass over rows 0 to <paramref name="rows"/> - 1 in a new order.</summary>
    /// <param name="targets">Outputs wanted of each row; NaN where nothing is known.</param>
    /// <returns>The loss, a mean over the targets that were known.</returns>
    public double Learn(TrainingRows inputs, float[] targets, int rows)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        _chance.Shuffle(order);
        double loss = 0;
        long known = 0;
        for (int begin = 0; begin < rows; begin += _options.RowsPerStep)
        {
            int end = Math.Min(rows, begin + _options.RowsPerStep);
            for (int i = begin; i < end; i++)
            {
                Forward(inputs[order[i]]);
                (double rowLoss, int rowKnown) = OutputErrors(TargetsOf(targets, order[i]));
                loss += rowLoss;
                known += rowKnown;
                Backward();
            }

            foreach (MlpLayer layer in _layers)
                layer.Step(end - begin, _options.LearningRate, _options.WeightDecay);
        }

        return known == 0 ? 0 : loss / known;
    }

    /// <summary>Teaches a network the targets of the earlier rows and scores it on the later.</summary>
    /// <param name="targets">Outputs wanted of each row, one row after the other; NaN where nothing is known.</param>
    public static MlpFit Fit(TrainingRows inputs, float[] targets, MlpOptions options)
    {
        if (targets.Length == 0 || targets.Length % inputs.Count != 0)
            throw new ArgumentException($"{targets.Length} targets are not equally many for each of {inputs.Count} rows", nameof(targets));
        int outputs = targets.Length / inputs.Count;
        int trained = inputs.TrainedCount(options.HeldOutShare);
        var trainer = new MlpTrainer(options, inputs, trained, outputs);
        double loss = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
            loss = trainer.Learn(inputs, targets, trained);

        SortedDictionary<string, double> scores = trainer.Score(inputs, targets, trained);
        scores["trainedLoss"] = loss;
        return new MlpFit(trainer.Network(), scores);
    }

    /// <summary>Scores of the rows from <paramref name="firstRow"/> on, by the floats that are exported.</summary>
    public SortedDictionary<string, double> Score(TrainingRows inputs, float[] targets, int firstRow)
    {
        MlpNetwork network = Network();
        var output = new float[network.OutputCount];
        double sum = 0, squares = 0, errors = 0, loss = 0;
        long known = 0;
        for (int row = firstRow; row < inputs.Count; row++)
        {
            network.Evaluate(inputs[row], output);
            ReadOnlySpan<float> wanted = TargetsOf(targets, row);
            for (int j = 0; j < output.Length; j++)
            {
                if (float.IsNaN(wanted[j]))
                    continue;
                double error = output[j] - wanted[j];
                sum += wanted[j];
                squares += (double)wanted[j] * wanted[j];
                errors += error * error;
                loss += Loss(error);
                known++;
            }
        }

        double spread = squares - (sum * sum / Math.Max(1, known));
        return new SortedDictionary<string, double>
        {
            ["heldOutLoss"] = known == 0 ? 0 : loss / known,
            ["heldOutR2"] = spread > 0 ? 1 - (errors / spread) : 0,
            ["heldOutRows"] = inputs.Count - firstRow,
        };
    }

    private ReadOnlySpan<float> TargetsOf(float[] targets, int row)
    {
        int outputs = _layers[^1].Outputs;
        return targets.AsSpan(row * outputs, outputs);
    }

    private void Forward(ReadOnlySpan<float> input)
    {
        for (int i = 0; i < input.Length; i++)
            _signals[0][i] = (input[i] - _mean[i]) * _scale[i];
        for (int i = 0; i < _layers.Length; i++)
        {
            double[] output = _signals[i + 1];
            _layers[i].Forward(_signals[i], output);
            for (int j = 0; i < _layers.Length - 1 && j < output.Length; j++)
                output[j] = Math.Max(0, output[j]);
        }
    }

    private void Backward()
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            _layers[i].Backward(_signals[i], _errors[i + 1], i == 0 ? [] : _errors[i]);

            // The slope of Relu: nothing passes back where nothing passed on.
            for (int j = 0; i > 0 && j < _signals[i].Length; j++)
            {
                if (_signals[i][j] == 0)
                    _errors[i][j] = 0;
            }
        }
    }

    private (double Loss, int Known) OutputErrors(ReadOnlySpan<float> wanted)
    {
        double[] output = _signals[^1], slopes = _errors[^1];
        double loss = 0;
        int known = 0;
        for (int j = 0; j < slopes.Length; j++)
        {
            slopes[j] = 0;
            if (float.IsNaN(wanted[j]))
                continue;
            double error = output[j] - wanted[j];
            slopes[j] = Math.Clamp(error, -_options.HuberDelta, _options.HuberDelta);
            loss += Loss(error);
            known++;
        }

        return (loss, known);
    }

    private double Loss(double error)
    {
        double size = Math.Abs(error);
        return size <= _options.HuberDelta ? 0.5 * size * size : _options.HuberDelta * (size - (0.5 * _options.HuberDelta));
    }

    /// <remarks>An input that never moved gets scale 0: the network must not act on something it never saw change.</remarks>
    private static (double[] Mean, double[] Scale) Moments(TrainingRows inputs, int rows)
    {
        var mean = new double[inputs.Width];
        var variance = new double[inputs.Width];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] += inputs[row][i] / (double)rows;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < mean.Length; i++)
                variance[i] += (inputs[row][i] - mean[i]) * (inputs[row][i] - mean[i]) / rows;
        }

        return (mean, Array.ConvertAll(variance, value => Math.Sqrt(value) > DeviationMin ? 1 / Math.Sqrt(value) : 0));
    }
}
