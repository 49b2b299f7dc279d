using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>Boosted trees that give each class a probability, in the floats that their ONNX file holds.</summary>
public sealed class TreeEnsemble(int inputCount, int classCount, IReadOnlyList<Tree> trees)
{
    public int InputCount { get; } = inputCount;

    public int ClassCount { get; } = classCount;

    public IReadOnlyList<Tree> Trees { get; } = trees;

    /// <summary>The classes' probabilities, which sum to 1.</summary>
    public void Evaluate(ReadOnlySpan<float> input, Span<float> probabilities)
    {
        var scores = new double[ClassCount];
        foreach (Tree tree in Trees)
            scores[tree.Class] += LeafOf(tree.Nodes, input).Value;
        Softmax(scores);
        for (int i = 0; i < ClassCount; i++)
            probabilities[i] = (float)scores[i];
    }

    /// <summary>The bytes of model.onnx.</summary>
    public byte[] ToOnnx() => OnnxFile.Write(TreeGraph.Of(InputCount, ClassCount, Trees));

    internal static void Softmax(Span<double> scores)
    {
        // Less the greatest, or a score of 800 would overflow.
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (double score in scores)
            greatest = Math.Max(greatest, score);
        foreach (ref double score in scores)
        {
            score = Math.Exp(score - greatest);
            sum += score;
        }

        foreach (ref double score in scores)
            score /= sum;
    }

    private static TreeNode LeafOf(TreeNode[] nodes, ReadOnlySpan<float> input)
    {
        TreeNode node = nodes[0];
        while (!node.IsLeaf)
            node = nodes[input[node.Feature] <= node.Threshold ? node.Left : node.Right];
        return node;
    }
}
