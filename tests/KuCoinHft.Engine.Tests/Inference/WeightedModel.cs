using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Engine.Tests.Inference;

/// <summary>A model whose outputs are the sum of its inputs plus an offset each: enough to see what reached it.</summary>
internal sealed class WeightedModel(int[] features, float[] offsets) : IModel
{
    public int InputCount => features.Length;

    public int OutputCount => offsets.Length;

    public ReadOnlySpan<int> InputFeatures => features;

    /// <summary>Whether the next runs succeed.</summary>
    public bool Succeeds { get; set; } = true;

    /// <summary>Added to the output at this index when set: how a broken model speaks.</summary>
    public (int Index, float Value)? Fault { get; set; }

    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        float sum = 0;
        foreach (float value in input)
            sum += value;
        for (int i = 0; i < offsets.Length; i++)
            output[i] = sum + offsets[i];
        if (Fault is { } fault)
            output[fault.Index] = fault.Value;
        return Succeeds;
    }
}
