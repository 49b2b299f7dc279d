namespace KuCoinHft.Adapters.Compiled;

/// <summary>What one step of a compiled network does.</summary>
internal enum StepKind : byte
{
    /// <summary>target = activation(source * weights + bias).</summary>
    Dense,

    /// <summary>target = source where positive, slope * source elsewhere.</summary>
    Rectify,
    Tanh,
    Sigmoid,
    Softmax,

    /// <summary>target = source + second; a second of one number is added to all.</summary>
    Add,

    /// <summary>target = source - second.</summary>
    Subtract,

    /// <summary>target = source, for Concat.</summary>
    Copy,

    /// <summary>target[0] = mean of source.</summary>
    Mean,
}

/// <summary>One step; places are indices of floats in the network's block.</summary>
internal struct Step
{
    public StepKind Kind;
    public Activation Activation;
    public float Slope;
    public int Source;

    /// <summary>Numbers in the source.</summary>
    public int Count;
    public int Second;

    /// <summary>Whether the second operand is one number for all.</summary>
    public bool IsSecondOne;

    /// <summary>Whether the source is one number for all.</summary>
    public bool IsSourceOne;
    public int Target;

    /// <summary>Numbers in the target.</summary>
    public int TargetCount;

    /// <summary>Dense: packed weights and the bias, filled up as <see cref="DenseKernel"/> wants them.</summary>
    public int Weights;
    public int Bias;
}
