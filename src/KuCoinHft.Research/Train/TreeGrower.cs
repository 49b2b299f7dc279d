using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Train;

/// <summary>Grows one regression tree on gradients, always splitting the leaf that gains most.</summary>
/// <remarks>
/// Gain of a split: GL²/(HL+λ) + GR²/(HR+λ) - G²/(H+λ); a leaf's value: -rate * G/(H+λ). A child's histogram is its parent's less
/// its sibling's, so only the smaller child is counted. Ties go to the lower leaf, feature, bin: nothing depends on chance.
/// Source: Chen and Guestrin, "XGBoost", equations 5 to 7; Ke et al., "LightGBM" (histograms, leaf-wise growth).
/// </remarks>
internal sealed class TreeGrower
{
    /// <summary>Less weight than this in a child would make its value noise.</summary>
    private const double HessianMin = 1e-3;
    private const double GainMin = 1e-9;

    private readonly FeatureBins _bins;
    private readonly BoostingOptions _options;
    private readonly int[] _firstBin;
    private readonly int[] _rows;
    private readonly int[] _spare;
    private double[] _gradients = [];
    private double[] _hessians = [];

    public TreeGrower(FeatureBins bins, int rows, BoostingOptions options)
    {
        _bins = bins;
        _options = options;
        _rows = new int[rows];
        _spare = new int[rows];
        _firstBin = new int[bins.Features + 1];
        for (int feature = 0; feature < bins.Features; feature++)
            _firstBin[feature + 1] = _firstBin[feature] + bins.BinCount(feature);
    }

    private readonly record struct BinSum(double Gradient, double Hessian, int Rows)
    {
        public static BinSum operator +(BinSum a, BinSum b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian, a.Rows + b.Rows);

        public static BinSum operator -(BinSum a, BinSum b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian, a.Rows - b.Rows);
    }

    private readonly record struct Split(double Gain, int Feature, int Bin);

    /// <summary>A leaf that may still be split; its rows are _rows[Begin..End].</summary>
    private sealed record Leaf(int Node, int Depth, int Begin, int End, BinSum Sum, BinSum[] Histogram)
    {
        public Split Best { get; init; }
    }

    /// <summary>The tree's nodes; each row's leaf value is also added to <paramref name="scores"/>.</summary>
    /// <param name="offset">Added to every leaf: the first tree of a class carries the class's prior.</param>
    /// <param name="stride">Step from one row's score to the next.</param>
    public TreeNode[] Grow(double[] gradients, double[] hessians, double offset, Span<double> scores, int stride)
    {
        _gradients = gradients;
        _hessians = hessians;
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = i;

        var nodes = new List<TreeNode> { default };
        BinSum[] histogram = Count(0, _rows.Length);
        var leaves = new List<Leaf> { Open(0, 0, 0, _rows.Length, SumOf(histogram), histogram) };
        while (leaves.Count < _options.LeavesMax)
        {
            int best = 0;
            for (int i = 1; i < leaves.Count; i++)
            {
                if (leaves[i].Best.Gain > leaves[best].Best.Gain)
                    best = i;
            }

            if (leaves[best].Best.Gain <= GainMin)
                break;
            (Leaf left, Leaf right) = Part(leaves[best], nodes);
            leaves[best] = left;
            leaves.Add(right);
        }

        foreach (Leaf leaf in leaves)
        {
            // Rounded first: later trees then mend what the exported floats say, not what doubles would have said.
            float value = (float)(offset - (_options.LearningRate * leaf.Sum.Gradient / (leaf.Sum.Hessian + _options.L2)));
            nodes[leaf.Node] = TreeNode.Leaf(value);
            for (int i = leaf.Begin; i < leaf.End; i++)
                scores[_rows[i] * stride] += value;
        }

        return [.. nodes];
    }

    private (Leaf Left, Leaf Right) Part(Leaf parent, List<TreeNode> nodes)
    {
        Split split = parent.Best;
        ReadOnlySpan<byte> bins = _bins[split.Feature];
        int left = parent.Begin, right = 0;
        for (int i = parent.Begin; i < parent.End; i++)
        {
            int row = _rows[i];
            if (bins[row] <= split.Bin)
                _rows[left++] = row;
            else
                _spare[right++] = row;
        }

        _spare.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        bool leftIsSmaller = left - parent.Begin <= parent.End - left;
        BinSum[] smaller = leftIsSmaller ? Count(parent.Begin, left) : Count(left, parent.End);
        BinSum[] larger = parent.Histogram;
        for (int i = 0; i < larger.Length; i++)
            larger[i] -= smaller[i];

        BinSum[] leftHistogram = leftIsSmaller ? smaller : larger, rightHistogram = leftIsSmaller ? larger : smaller;
        nodes[parent.Node] = TreeNode.Split(split.Feature, _bins.Threshold(split.Feature, split.Bin), nodes.Count, nodes.Count + 1);
        nodes.Add(default);
        nodes.Add(default);
        return (Open(nodes.Count - 2, parent.Depth + 1, parent.Begin, left, SumOf(leftHistogram), leftHistogram),
            Open(nodes.Count - 1, parent.Depth + 1, left, parent.End, SumOf(rightHistogram), rightHistogram));
    }

    private Leaf Open(int node, int depth, int begin, int end, BinSum sum, BinSum[] histogram)
    {
        var leaf = new Leaf(node, depth, begin, end, sum, histogram);
        return depth >= _options.DepthMax ? leaf : leaf with { Best = BestSplit(sum, histogram) };
    }

    private Split BestSplit(BinSum sum, BinSum[] histogram)
    {
        var best = new Split(0, 0, 0);
        double whole = Quality(sum);
        for (int feature = 0; feature < _bins.Features; feature++)
        {
            BinSum left = default;
            for (int bin = 0; bin < _bins.BinCount(feature) - 1; bin++)
            {
                left += histogram[_firstBin[feature] + bin];
                BinSum right = sum - left;
                if (left.Rows < _options.RowsPerLeafMin || left.Hessian < HessianMin)
                    continue;
                if (right.Rows < _options.RowsPerLeafMin || right.Hessian < HessianMin)
                    break;
                double gain = Quality(left) + Quality(right) - whole;
                if (gain > best.Gain)
                    best = new Split(gain, feature, bin);
            }
        }

        return best;
    }

    private double Quality(BinSum sum) => sum.Gradient * sum.Gradient / (sum.Hessian + _options.L2);

    private BinSum[] Count(int begin, int end)
    {
        var histogram = new BinSum[_firstBin[^1]];
        for (int feature = 0; feature < _bins.Features; feature++)
        {
            ReadOnlySpan<byte> bins = _bins[feature];
            Span<BinSum> sums = histogram.AsSpan(_firstBin[feature]);
            for (int i = begin; i < end; i++)
            {
                int row = _rows[i];
                sums[bins[row]] += new BinSum(_gradients[row], _hessians[row], 1);
            }
        }

        return histogram;
    }

    /// <remarks>Every row is in one bin of the first feature.</remarks>
    private BinSum SumOf(BinSum[] histogram)
    {
        BinSum sum = default;
        for (int bin = 0; bin < _firstBin[1]; bin++)
            sum += histogram[bin];
        return sum;
    }
}
