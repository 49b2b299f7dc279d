using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Boosted trees as flat arrays, eight walked at a time without a branch that depends on the input.</summary>
/// <remarks>
/// Shape: features float[1, N] -> a score a class, or its softmax. Trees are walked in groups of eight of like depth; a group's walk has as many steps as its deepest tree.
/// Thread: one at a time. Run allocates nothing. Sums are doubles, so their order does not show.
/// </remarks>
internal sealed class CompiledTrees : IModel
{
    /// <summary>Trees walked side by side: as many chains as hide the latency of a load.</summary>
    public const int Group = 8;

    private readonly WalkNode[] _nodes;
    private readonly float[] _values;
    private readonly TreeGroup[] _groups;
    private readonly double[] _base;
    private readonly double[] _scores;
    private readonly int[] _inputFeatures;
    private readonly bool _isSoftmax;

    /// <param name="nodes">All trees' nodes, tree by tree, each in breadth-first order.</param>
    /// <param name="values">What a node adds if it is a leaf, side by side with the nodes.</param>
    /// <param name="scores">What each class begins with.</param>
    public CompiledTrees(WalkNode[] nodes, float[] values, TreeGroup[] groups, double[] scores, bool isSoftmax, int[] inputFeatures, int inputCount)
    {
        _nodes = nodes;
        _values = values;
        _groups = groups;
        _base = scores;
        _scores = new double[scores.Length];
        _isSoftmax = isSoftmax;
        _inputFeatures = inputFeatures;
        InputCount = inputCount;
    }

    public int InputCount { get; }

    public int OutputCount => _base.Length;

    public ReadOnlySpan<int> InputFeatures => _inputFeatures;

    /// <inheritdoc/>
    /// <remarks>Also false for an input that is not finite.</remarks>
    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != InputCount || !Finite.All(input))
            return false;
        _base.CopyTo(_scores, 0);
        foreach (ref readonly TreeGroup group in _groups.AsSpan())
            Walk(in group, in MemoryMarshal.GetReference(input));
        if (_isSoftmax)
            Softmax(_scores);
        for (int i = 0; i < _scores.Length; i++)
            output[i] = (float)_scores[i];
        return Finite.All(output[.._scores.Length]);
    }

    // SAFETY: features and children were checked when the trees were compiled, and a leaf's child is itself.
    private void Walk(in TreeGroup group, ref readonly float input)
    {
        ref WalkNode nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref WalkNode t0 = ref Unsafe.Add(ref nodes, group.Roots[0]), t1 = ref Unsafe.Add(ref nodes, group.Roots[1]);
        ref WalkNode t2 = ref Unsafe.Add(ref nodes, group.Roots[2]), t3 = ref Unsafe.Add(ref nodes, group.Roots[3]);
        ref WalkNode t4 = ref Unsafe.Add(ref nodes, group.Roots[4]), t5 = ref Unsafe.Add(ref nodes, group.Roots[5]);
        ref WalkNode t6 = ref Unsafe.Add(ref nodes, group.Roots[6]), t7 = ref Unsafe.Add(ref nodes, group.Roots[7]);
        nuint n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0;
        for (int depth = group.Depth; depth > 0; depth--)
        {
            n0 = Next(ref t0, n0, in input);
            n1 = Next(ref t1, n1, in input);
            n2 = Next(ref t2, n2, in input);
            n3 = Next(ref t3, n3, in input);
            n4 = Next(ref t4, n4, in input);
            n5 = Next(ref t5, n5, in input);
            n6 = Next(ref t6, n6, in input);
            n7 = Next(ref t7, n7, in input);
        }

        ReadOnlySpan<int> roots = group.Roots;
        ReadOnlySpan<nuint> leaves = [n0, n1, n2, n3, n4, n5, n6, n7];
        for (int i = 0; i < group.Count; i++)
            _scores[group.Classes[i]] += _values[roots[i] + (int)leaves[i]];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Next(ref WalkNode tree, nuint node, ref readonly float input)
    {
        ref WalkNode at = ref Unsafe.Add(ref tree, node);
        bool isRight = Unsafe.Add(ref Unsafe.AsRef(in input), (nuint)at.Feature) > at.Threshold;
        return at.Child + (nuint)Unsafe.BitCast<bool, byte>(isRight);
    }

    private static void Softmax(Span<double> scores)
    {
        double greatest = scores[0];
        foreach (double score in scores)
            greatest = Math.Max(greatest, score);
        double sum = 0;
        foreach (ref double score in scores)
        {
            score = Math.Exp(score - greatest);
            sum += score;
        }

        foreach (ref double score in scores)
            score /= sum;
    }
}
