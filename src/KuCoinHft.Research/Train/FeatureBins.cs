namespace KuCoinHft.Research.Train;

/// <summary>Every input put into one of a few bins, so that a split looks at bins instead of rows.</summary>
/// <remarks>Bins hold about equally many rows; equal values share one.</remarks>
internal sealed class FeatureBins
{
    private readonly byte[][] _bins;
    private readonly float[][] _thresholds;

    public FeatureBins(TrainingRows inputs, int rows, int binsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binsMax, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(binsMax, 256);
        _bins = new byte[inputs.Width][];
        _thresholds = new float[inputs.Width][];
        for (int feature = 0; feature < inputs.Width; feature++)
        {
            var column = new float[rows];
            for (int row = 0; row < rows; row++)
                column[row] = inputs[row][feature];
            float[] thresholds = ThresholdsOf(column, binsMax);
            _thresholds[feature] = thresholds;
            _bins[feature] = Array.ConvertAll(column, value => BinOf(thresholds, value));
        }
    }

    public int Features => _bins.Length;

    public int BinCount(int feature) => _thresholds[feature].Length + 1;

    /// <summary>The bins of a feature, by row.</summary>
    public ReadOnlySpan<byte> this[int feature] => _bins[feature];

    /// <summary>The greatest value of a bin, as a split's threshold.</summary>
    public float Threshold(int feature, int bin) => _thresholds[feature][bin];

    private static float[] ThresholdsOf(float[] column, int binsMax)
    {
        float[] sorted = [.. column.Order()];
        var thresholds = new List<float>();
        for (int bin = 1; bin < binsMax; bin++)
        {
            // The first value of this bin that differs from its neighbour below; midway between them is the threshold.
            int at = (int)((long)sorted.Length * bin / binsMax);
            while (at > 0 && at < sorted.Length && sorted[at] == sorted[at - 1])
                at++;
            if (at == 0 || at >= sorted.Length)
                continue;
            float below = sorted[at - 1], above = sorted[at];
            float middle = below + ((above - below) / 2);

            // Neighbouring floats have no middle: then the lower itself, or "at most" would let the upper through.
            if (!(middle >= below && middle < above))
                middle = below;
            if (thresholds.Count == 0 || middle > thresholds[^1])
                thresholds.Add(middle);
        }

        return [.. thresholds];
    }

    private static byte BinOf(float[] thresholds, float value)
    {
        int at = Array.BinarySearch(thresholds, value);
        return (byte)(at >= 0 ? at : ~at);
    }
}
