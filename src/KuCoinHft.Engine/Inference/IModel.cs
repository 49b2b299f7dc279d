namespace KuCoinHft.Engine.Inference;

/// <summary>A model that the hot path calls inline.</summary>
/// <remarks>
/// Thread: the engine's worker alone, after construction and warm-up elsewhere. Run allocates nothing.
/// Implementations: ONNX Runtime (Adapters/Onnx), kernels of ours that a model is compiled into where they agree with it (Adapters/Compiled), and a journal's recorded
/// answers (Research/Trace).
/// </remarks>
public interface IModel
{
    /// <summary>Floats that Run reads.</summary>
    int InputCount { get; }

    /// <summary>Floats that Run writes.</summary>
    int OutputCount { get; }

    /// <summary>Indices in the feature set of the inputs, in the model's order.</summary>
    ReadOnlySpan<int> InputFeatures { get; }

    /// <summary>Evaluates the model once.</summary>
    /// <param name="input">Exactly <see cref="InputCount"/> floats.</param>
    /// <param name="output">At least <see cref="OutputCount"/> floats.</param>
    /// <returns>False when the model failed; output is then undefined and the agent holds.</returns>
    bool Run(ReadOnlySpan<float> input, Span<float> output);
}
