using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>How boosted trees are grown.</summary>
/// <param name="Rounds">Trees of each class.</param>
/// <param name="L2">Weight that pulls a leaf's value to 0.</param>
/// <param name="BinsMax">2 to 256 bins of a feature.</param>
public sealed record BoostingOptions(
    int Classes, int Rounds = 50, int LeavesMax = 15, int DepthMax = 6, int RowsPerLeafMin = 20, double LearningRate = 0.1, double L2 = 1, int BinsMax = 64, double HeldOutShare = 0.2);

/// <summary>Trained trees and how they do on rows that they never saw.</summary>
/// <param name="Scores">heldOutAccuracy, heldOutLogLoss, heldOutMajority (the accuracy of always saying the commonest class), heldOutRows.</param>
public sealed record BoostingFit(TreeEnsemble Trees, SortedDictionary<string, double> Scores);

/// <summary>Gradient boosting of trees over a softmax of classes, on one thread, without chance.</summary>
/// <remarks>
/// LightGBM's way: histograms, leaf-wise growth, one tree a class a round, the classes' priors in the first round's leaves.
/// There is no seed because no row or feature is sampled: the same rows give the same bits.
/// Source: Friedman, "Greedy function approximation", algorithm 6; Ke et al., "LightGBM".
/// </remarks>
public static class GradientBoosting
{
    /// <summary>Teaches trees the labels of the earlier rows and scores them on the later.</summary>
    /// <param name="labels">Each row's class, 0 to Classes - 1.</param>
    /// <param name="weights">What each row counts for; empty where all count 1.</param>
    public static BoostingFit Fit(TrainingRows inputs, int[] labels, float[] weights, BoostingOptions options)
    {
        if (labels.Length != inputs.Count || (weights.Length != 0 && weights.Length != inputs.Count))
            throw new ArgumentException($"{labels.Length} labels and {weights.Length} weights do not fit {inputs.Count} rows");
        if (Array.Exists(labels, label => label < 0 || label >= options.Classes))
            throw new ArgumentException($"a label is not within 0 to {options.Classes - 1}", nameof(labels));
        if (Array.Exists(weights, weight => !float.IsFinite(weight) || weight < 0))
            throw new ArgumentException("a weight is negative or not finite", nameof(weights));

        int trained = inputs.TrainedCount(options.HeldOutShare);
        double[] wide = [.. Enumerable.Range(0, trained).Select(row => weights.Length == 0 ? 1.0 : weights[row])];
        var trees = new TreeEnsemble(inputs.Width, options.Classes, Grow(inputs, labels, wide, options));
        return new BoostingFit(trees, Score(trees, inputs, labels, trained));
    }

    private static List<Tree> Grow(TrainingRows inputs, int[] labels, double[] weights, BoostingOptions options)
    {
        int rows = weights.Length, classes = options.Classes;
        var grower = new TreeGrower(new FeatureBins(inputs, rows, options.BinsMax), rows, options);
        double[] priors = Priors(labels, weights, classes);
        var scores = new double[rows * classes];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = priors[i % classes];

        var probabilities = new double[rows * classes];
        var gradients = new double[rows];
        var hessians = new double[rows];
        var trees = new List<Tree>();
        for (int round = 0; round < options.Rounds; round++)
        {
            scores.CopyTo(probabilities, 0);
            for (int row = 0; row < rows; row++)
                TreeEnsemble.Softmax(probabilities.AsSpan(row * classes, classes));

            // From here on the first round's leaves carry the priors.
            if (round == 0)
                Array.Clear(scores);
            for (int label = 0; label < classes; label++)
            {
                for (int row = 0; row < rows; row++)
                {
                    double p = probabilities[(row * classes) + label];
                    gradients[row] = weights[row] * (p - (labels[row] == label ? 1 : 0));

                    // The factor makes up for one class of a softmax being free; without it steps are too short by it.
                    hessians[row] = weights[row] * p * (1 - p) * classes / (classes - 1);
                }

                double offset = round == 0 ? priors[label] : 0;
                trees.Add(new Tree(label, grower.Grow(gradients, hessians, offset, scores.AsSpan(label), classes)));
            }
        }

        return trees;
    }

    /// <remarks>One row more of every class, so that a class that never occurs has a small probability and not a logarithm of 0.</remarks>
    private static double[] Priors(int[] labels, double[] weights, int classes)
    {
        var counts = new double[classes];
        Array.Fill(counts, 1);
        for (int row = 0; row < weights.Length; row++)
            counts[labels[row]] += weights[row];
        double sum = counts.Sum();
        return Array.ConvertAll(counts, count => Math.Log(count / sum));
    }

    private static SortedDictionary<string, double> Score(TreeEnsemble trees, TrainingRows inputs, int[] labels, int firstRow)
    {
        int held = inputs.Count - firstRow, right = 0;
        double logLoss = 0;
        var probabilities = new float[trees.ClassCount];
        var counts = new int[trees.ClassCount];
        for (int row = firstRow; row < inputs.Count; row++)
        {
            trees.Evaluate(inputs[row], probabilities);
            right += Array.IndexOf(probabilities, probabilities.Max()) == labels[row] ? 1 : 0;
            logLoss -= Math.Log(Math.Max(1e-12, probabilities[labels[row]]));
            counts[labels[row]]++;
        }

        return new SortedDictionary<string, double>
        {
            ["heldOutAccuracy"] = (double)right / held,
            ["heldOutLogLoss"] = logLoss / held,
            ["heldOutMajority"] = (double)counts.Max() / held,
            ["heldOutRows"] = held,
        };
    }
}
