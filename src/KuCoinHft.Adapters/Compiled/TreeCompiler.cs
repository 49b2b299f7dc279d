using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Turns a TreeEnsembleClassifier or TreeEnsembleRegressor into <see cref="CompiledTrees"/>.</summary>
/// <remarks>
/// Takes what onnxmltools writes for LightGBM: splits BRANCH_LEQ, post transforms SOFTMAX and NONE, one leaf value a leaf; Identity, Cast to float and ZipMap behind it.
/// Which way a missing value goes does not matter: an input that is not finite is never walked.
/// Errors: any other graph throws <see cref="NotCompiledException"/>. Source: ai.onnx.ml TreeEnsembleClassifier-1 and TreeEnsembleRegressor-1.
/// </remarks>
internal sealed class TreeCompiler
{
    private readonly OnnxNode _node;
    private readonly int _inputs;
    private readonly int _scores;
    private readonly long[] _treeIds, _nodeIds, _features, _trueIds, _falseIds;
    private readonly float[] _thresholds;
    private readonly string[] _modes;
    private readonly Dictionary<(long Tree, long Node), int> _places = [];
    private readonly Dictionary<(long Tree, long Node), (long Score, float Value)> _leaves = [];
    private readonly List<WalkNode> _nodes = [];
    private readonly List<float> _values = [];

    private TreeCompiler(OnnxNode node, ModelSignature signature)
    {
        _node = node;
        _inputs = signature.InputCount;
        _scores = signature.OutputCount;
        _treeIds = Ints("nodes_treeids");
        _nodeIds = Ints("nodes_nodeids");
        _features = Ints("nodes_featureids");
        _trueIds = Ints("nodes_truenodeids");
        _falseIds = Ints("nodes_falsenodeids");
        _thresholds = node.Attribute("nodes_values")?.Floats ?? [];
        _modes = node.Attribute("nodes_modes")?.Strings ?? [];
        int count = _treeIds.Length;
        if (count == 0 || new[] { _nodeIds.Length, _features.Length, _trueIds.Length, _falseIds.Length, _thresholds.Length, _modes.Length }.Any(length => length != count))
            throw new NotCompiledException("the lists of its nodes differ in length");
        for (int i = 0; i < count; i++)
            _places[(_treeIds[i], _nodeIds[i])] = i;
        ReadLeaves(node.OpType == "TreeEnsembleClassifier" ? "class" : "target");
    }

    /// <summary>Compiles the one tree node of the graph.</summary>
    public static CompiledTrees Compile(OnnxGraph graph, ModelSignature signature, int[] inputFeatures)
    {
        OnnxNode[] trees = [.. graph.Nodes.Where(IsTrees)];
        if (trees.Length != 1)
            throw new NotCompiledException($"it has {trees.Length} ensembles of trees");
        foreach (OnnxNode tail in graph.Nodes.Where(node => !IsTrees(node)))
            RequireTail(tail);
        return new TreeCompiler(trees[0], signature).Build(inputFeatures);
    }

    /// <summary>Whether the node is an ensemble of trees.</summary>
    public static bool IsTrees(OnnxNode node) => node.OpType is "TreeEnsembleClassifier" or "TreeEnsembleRegressor";

    private static void RequireTail(OnnxNode tail)
    {
        bool isFloatCast = tail.OpType == "Cast" && tail.Attribute("to")?.Int is (long)OnnxElement.Float or (long)OnnxElement.Int64;
        if (!isFloatCast && tail.OpType is not ("Identity" or "ZipMap"))
            throw new NotCompiledException($"it has the operator {tail.OpType} beside its trees");
    }

    private CompiledTrees Build(int[] inputFeatures)
    {
        string transform = _node.Attribute("post_transform")?.String ?? "NONE";
        if (transform is not ("NONE" or "SOFTMAX"))
            throw new NotCompiledException($"its post transform is {transform}");
        if ((_node.Attribute("aggregate_function")?.String ?? "SUM") != "SUM")
            throw new NotCompiledException("its trees are not summed");
        var built = new List<(int Root, int Score, int Depth)>();
        foreach (long tree in _treeIds.Distinct())
            built.Add(AddTree(tree));
        built.Sort((a, b) => a.Depth - b.Depth);
        var groups = new List<TreeGroup>();
        foreach ((int Root, int Score, int Depth)[] chunk in built.Chunk(CompiledTrees.Group))
        {
            var group = new TreeGroup { Count = chunk.Length, Depth = chunk.Max(tree => tree.Depth) };
            for (int i = 0; i < CompiledTrees.Group; i++)
                (group.Roots[i], group.Classes[i]) = (chunk[i % chunk.Length].Root, chunk[i % chunk.Length].Score);
            groups.Add(group);
        }

        return new CompiledTrees([.. _nodes], [.. _values], [.. groups], BaseScores(), transform == "SOFTMAX", inputFeatures, _inputs);
    }

    // Breadth first, the children of a node side by side: the first steps of every walk stay within a line or two.
    private (int Root, int Score, int Depth) AddTree(long tree)
    {
        int root = _nodes.Count;
        var queue = new Queue<(long Node, int Depth)>();
        queue.Enqueue((_nodeIds[Array.IndexOf(_treeIds, tree)], 0));
        int depth = 0;
        long? score = null;
        for (int next = 1; queue.TryDequeue(out (long Node, int Depth) each);)
        {
            if (!_places.TryGetValue((tree, each.Node), out int at))
                throw new NotCompiledException($"tree {tree} has no node {each.Node}");
            depth = Math.Max(depth, each.Depth);
            if (_modes[at] == "LEAF")
            {
                (long leafScore, float value) = _leaves.GetValueOrDefault((tree, each.Node), (score ?? 0, 0f));
                score ??= leafScore;
                if (leafScore != score)
                    throw new NotCompiledException($"the leaves of tree {tree} add to several scores");
                _nodes.Add(new WalkNode { Threshold = float.PositiveInfinity, Child = (ushort)(_nodes.Count - root) });
                _values.Add(value);
                continue;
            }

            if (_modes[at] != "BRANCH_LEQ" || _features[at] < 0 || _features[at] >= _inputs || !float.IsFinite(_thresholds[at]))
                throw new NotCompiledException($"node {each.Node} of tree {tree} splits by {_modes[at]} of input {_features[at]} at {_thresholds[at]}");
            if (next + 1 > ushort.MaxValue || each.Depth > _treeIds.Length)
                throw new NotCompiledException($"tree {tree} has too many nodes, or a ring of them");
            _nodes.Add(new WalkNode { Threshold = _thresholds[at], Feature = (ushort)_features[at], Child = (ushort)next });
            _values.Add(0);
            next += 2;
            queue.Enqueue((_trueIds[at], each.Depth + 1));
            queue.Enqueue((_falseIds[at], each.Depth + 1));
        }

        return score is >= 0 && score < _scores ? (root, (int)score, depth) : throw new NotCompiledException($"tree {tree} adds to score {score} of {_scores}");
    }

    private void ReadLeaves(string prefix)
    {
        long[] trees = Ints(prefix + "_treeids"), nodes = Ints(prefix + "_nodeids"), scores = Ints(prefix + "_ids");
        float[] weights = _node.Attribute(prefix + "_weights")?.Floats ?? [];
        if (trees.Length != nodes.Length || trees.Length != scores.Length || trees.Length != weights.Length)
            throw new NotCompiledException("the lists of its leaves differ in length");
        for (int i = 0; i < trees.Length; i++)
        {
            if (!_leaves.TryAdd((trees[i], nodes[i]), (scores[i], weights[i])))
                throw new NotCompiledException($"leaf {nodes[i]} of tree {trees[i]} has several values");
        }
    }

    private double[] BaseScores()
    {
        float[] given = _node.Attribute("base_values")?.Floats ?? [];
        if (given.Length != 0 && given.Length != _scores)
            throw new NotCompiledException($"it has {given.Length} base values for {_scores} scores");
        var scores = new double[_scores];
        for (int i = 0; i < given.Length; i++)
            scores[i] = given[i];
        return scores;
    }

    private long[] Ints(string name) => _node.Attribute(name)?.Ints ?? [];
}
