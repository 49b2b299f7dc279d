namespace KuCoinHft.Adapters.Onnx;

/// <summary>A node of a decision tree: a split, or a leaf where <see cref="Feature"/> is -1.</summary>
/// <param name="Feature">Index of the input that a split looks at; -1 for a leaf.</param>
/// <param name="Threshold">Left where the input is at most this; NaN goes right.</param>
/// <param name="Left">Index of the left child in its tree.</param>
/// <param name="Right">Index of the right child in its tree.</param>
/// <param name="Value">What a leaf adds to its tree's class.</param>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, float Value)
{
    public bool IsLeaf => Feature < 0;

    public static TreeNode Leaf(float value) => new(-1, 0, 0, 0, value);

    public static TreeNode Split(int feature, float threshold, int left, int right) => new(feature, threshold, left, right, 0);
}

/// <summary>A tree whose leaves add to the score of one class; node 0 is its root.</summary>
public sealed record Tree(int Class, TreeNode[] Nodes);

/// <summary>Writes boosted trees with a softmax over classes as an ONNX graph, in the form in which LightGBM's models are exported.</summary>
/// <remarks>
/// Shape: features float[1, N] -> label int64[1], probabilities float[1, classes]; no ZipMap, which would make a map a call.
/// Parallel arrays, one entry a node, trees in ascending order; leaves alone have weights.
/// Source: ai.onnx.ml TreeEnsembleClassifier-1, the version and the attributes that onnxmltools writes for LightGBM.
/// </remarks>
public static class TreeGraph
{
    public const string InputName = "features";
    public const string LabelName = "label";
    public const string ProbabilitiesName = "probabilities";
    public const string Domain = "ai.onnx.ml";

    public static OnnxGraph Of(int inputs, int classes, IReadOnlyList<Tree> trees)
    {
        var graph = new OnnxGraph { Producer = "kchft", Name = "trees" };
        graph.Opsets.Add(new OnnxOpset("", 13));
        graph.Opsets.Add(new OnnxOpset(Domain, 1));
        graph.Inputs.Add(new OnnxValue(InputName, OnnxElement.Float, [1, inputs]));
        graph.Outputs.Add(new OnnxValue(LabelName, OnnxElement.Int64, [1]));
        graph.Outputs.Add(new OnnxValue(ProbabilitiesName, OnnxElement.Float, [1, classes]));

        var node = new OnnxNode("TreeEnsembleClassifier", Domain, [InputName], [LabelName, ProbabilitiesName]) { Name = "trees" };
        AddLeaves(node, trees);
        node.Attributes.Add(OnnxAttribute.Of("classlabels_int64s", [.. Enumerable.Range(0, classes).Select(label => (long)label)]));
        AddNodes(node, trees);
        node.Attributes.Add(OnnxAttribute.Of("post_transform", "SOFTMAX"));
        graph.Nodes.Add(node);
        return graph;
    }

    private static void AddLeaves(OnnxNode node, IReadOnlyList<Tree> trees)
    {
        var leaves = trees.SelectMany((tree, treeId) => tree.Nodes.Select((leaf, nodeId) => (tree, treeId, leaf, nodeId))).Where(each => each.leaf.IsLeaf).ToArray();
        node.Attributes.Add(OnnxAttribute.Of("class_ids", [.. leaves.Select(each => (long)each.tree.Class)]));
        node.Attributes.Add(OnnxAttribute.Of("class_nodeids", [.. leaves.Select(each => (long)each.nodeId)]));
        node.Attributes.Add(OnnxAttribute.Of("class_treeids", [.. leaves.Select(each => (long)each.treeId)]));
        node.Attributes.Add(OnnxAttribute.Of("class_weights", [.. leaves.Select(each => each.leaf.Value)]));
    }

    private static void AddNodes(OnnxNode node, IReadOnlyList<Tree> trees)
    {
        var all = trees.SelectMany((tree, treeId) => tree.Nodes.Select((each, nodeId) => (treeId, each, nodeId))).ToArray();
        node.Attributes.Add(OnnxAttribute.Of("nodes_falsenodeids", [.. all.Select(n => (long)n.each.Right)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_featureids", [.. all.Select(n => (long)Math.Max(0, n.each.Feature))]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_hitrates", [.. all.Select(_ => 1f)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_missing_value_tracks_true", [.. all.Select(_ => 0L)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_modes", [.. all.Select(n => n.each.IsLeaf ? "LEAF" : "BRANCH_LEQ")]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_nodeids", [.. all.Select(n => (long)n.nodeId)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_treeids", [.. all.Select(n => (long)n.treeId)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_truenodeids", [.. all.Select(n => (long)n.each.Left)]));
        node.Attributes.Add(OnnxAttribute.Of("nodes_values", [.. all.Select(n => n.each.Threshold)]));
    }
}
