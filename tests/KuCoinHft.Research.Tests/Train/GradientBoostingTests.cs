using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Research.Train;

namespace KuCoinHft.Research.Tests.Train;

public sealed class GradientBoostingTests
{
    private const int Width = 5;
    private static readonly BoostingOptions Options = new(Classes: 4, Rounds: 30);

    [Fact]
    public void A_known_rule_is_learnt()
    {
        (TrainingRows inputs, int[] labels) = Rows(3_000);
        BoostingFit fit = GradientBoosting.Fit(inputs, labels, [], Options);
        Assert.True(fit.Scores["heldOutAccuracy"] > 0.95, $"accuracy {fit.Scores["heldOutAccuracy"]}");
        Assert.True(fit.Scores["heldOutMajority"] < 0.6);
        Assert.True(fit.Scores["heldOutLogLoss"] < 0.25);
        Assert.Equal(120, fit.Trees.Trees.Count);
    }

    [Fact]
    public void Noise_is_not_learnt()
    {
        (TrainingRows inputs, int[] labels) = Rows(1_000);
        var chance = new SeededChance(9);
        for (int i = 0; i < labels.Length; i++)
            labels[i] = chance.Below(4);
        SortedDictionary<string, double> scores = GradientBoosting.Fit(inputs, labels, [], Options).Scores;
        Assert.InRange(scores["heldOutAccuracy"], 0.15, 0.35);
    }

    [Fact]
    public void The_same_rows_give_the_same_bits()
    {
        (TrainingRows inputs, int[] labels) = Rows(500);
        byte[] Bytes() => GradientBoosting.Fit(inputs, labels, [], Options with { Rounds = 5 }).Trees.ToOnnx();
        byte[] once = Bytes();
        Assert.Equal(once, Bytes());
        labels[0] = (labels[0] + 1) % 4;
        Assert.NotEqual(once, Bytes());
    }

    [Fact]
    public void Rows_held_out_change_no_tree()
    {
        (TrainingRows inputs, int[] labels) = Rows(500);
        byte[] before = GradientBoosting.Fit(inputs, labels, [], Options with { Rounds = 3 }).Trees.ToOnnx();
        labels.AsSpan(400).Fill(1);
        Assert.Equal(before, GradientBoosting.Fit(inputs, labels, [], Options with { Rounds = 3 }).Trees.ToOnnx());
    }

    [Fact]
    public void Without_a_split_the_trees_say_the_classes_shares()
    {
        int[] labels = [.. Enumerable.Range(0, 1_000).Select(row => row % 10 < 7 ? 0 : 1)];
        var inputs = new TrainingRows(1, new float[1_000]);
        TreeEnsemble trees = GradientBoosting.Fit(inputs, labels, [], new BoostingOptions(Classes: 2, Rounds: 3)).Trees;
        var probabilities = new float[2];
        trees.Evaluate([0], probabilities);
        Assert.Equal(0.7, probabilities[0], 0.005);
        Assert.All(trees.Trees, tree => Assert.True(Assert.Single(tree.Nodes).IsLeaf));
    }

    [Fact]
    public void Leaves_depth_and_rows_keep_their_limits()
    {
        (TrainingRows inputs, int[] labels) = Rows(2_000);
        TreeEnsemble trees = GradientBoosting.Fit(inputs, labels, [], Options with { LeavesMax = 6, DepthMax = 3, RowsPerLeafMin = 50, Rounds = 10 }).Trees;
        Assert.All(trees.Trees, tree =>
        {
            Assert.InRange(tree.Nodes.Count(node => node.IsLeaf), 1, 6);
            Assert.InRange(DepthOf(tree.Nodes, 0), 0, 3);
            var rows = new int[tree.Nodes.Length];
            for (int row = 0; row < inputs.TrainedCount(0.2); row++)
            {
                int at = 0;
                while (!tree.Nodes[at].IsLeaf)
                    at = inputs[row][tree.Nodes[at].Feature] <= tree.Nodes[at].Threshold ? tree.Nodes[at].Left : tree.Nodes[at].Right;
                rows[at]++;
            }

            for (int i = 0; i < rows.Length; i++)
                Assert.True(!tree.Nodes[i].IsLeaf || rows[i] >= 50);
        });
    }

    [Fact]
    public void A_row_of_no_weight_teaches_nothing()
    {
        (TrainingRows inputs, int[] labels) = Rows(400);
        float[] weights = [.. Enumerable.Range(0, 400).Select(row => row % 3 == 0 ? 0f : 1f)];
        byte[] Bytes(float[] by) => GradientBoosting.Fit(inputs, labels, by, Options with { Rounds = 2 }).Trees.ToOnnx();
        byte[] weighted = Bytes(weights), plain = Bytes([]);
        for (int row = 0; row < 400; row += 3)
            labels[row] = (labels[row] + 1) % 4;
        Assert.Equal(weighted, Bytes(weights));
        Assert.NotEqual(plain, Bytes([]));
    }

    [Fact]
    public void The_exported_trees_answer_through_onnx_runtime_as_they_do_themselves()
    {
        (TrainingRows inputs, int[] labels) = Rows(800);
        TreeEnsemble trees = GradientBoosting.Fit(inputs, labels, [], Options).Trees;
        ExportedModels.AssertSame("meta", trees.ToOnnx(), inputs, trees.ClassCount, trees.Evaluate);
    }

    [Fact]
    public void Labels_and_weights_that_do_not_fit_are_refused()
    {
        (TrainingRows inputs, int[] labels) = Rows(100);
        Assert.Throws<ArgumentException>(() => GradientBoosting.Fit(inputs, labels[1..], [], Options));
        Assert.Throws<ArgumentException>(() => GradientBoosting.Fit(inputs, labels, [1], Options));
        Assert.Throws<ArgumentException>(() => GradientBoosting.Fit(inputs, labels, [.. Enumerable.Repeat(-1f, 100)], Options));
        labels[3] = 4;
        Assert.Throws<ArgumentException>(() => GradientBoosting.Fit(inputs, labels, [], Options));
    }

    private static int DepthOf(TreeNode[] nodes, int at) =>
        nodes[at].IsLeaf ? 0 : 1 + Math.Max(DepthOf(nodes, nodes[at].Left), DepthOf(nodes, nodes[at].Right));

    /// <summary>A rule of thresholds and of one product, with repeated values in one feature.</summary>
    private static (TrainingRows Inputs, int[] Labels) Rows(int count)
    {
        var chance = new SeededChance(4);
        var inputs = new float[count * Width];
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            Span<float> x = inputs.AsSpan(row * Width, Width);
            for (int i = 0; i < Width; i++)
                x[i] = (float)((chance.Uniform() * 2) - 1);
            x[3] = chance.Below(4);
            labels[row] = x[3] == 2 ? 3 : x[0] * x[1] > 0 ? 1 : x[2] > 0.3f ? 2 : 0;
        }

        return (new TrainingRows(Width, inputs), labels);
    }
}
