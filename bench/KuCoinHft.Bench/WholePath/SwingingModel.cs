using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Bench.WholePath;

/// <summary>A real model at its real cost, whose answer is then replaced, so that nearly every decision wants another position.</summary>
/// <remarks>
/// An agent's target goes long, flat, short, flat and so on, one step each time all symbols were asked so many times; the meta-model always prefers the first agent. Decisions of a
/// real session change their mind some times a minute, which gives too few orders to measure.
/// </remarks>
internal sealed class SwingingModel(IModel inner, int callsPerStep, bool isMeta) : IModel
{
    private static readonly int[] Targets = [4, 2, 0, 2];
    private int _calls;

    public int InputCount => inner.InputCount;

    public int OutputCount => inner.OutputCount;

    public ReadOnlySpan<int> InputFeatures => inner.InputFeatures;

    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        bool isAnswer = inner.Run(input, output);
        int wanted = isMeta ? 1 : Targets[_calls++ / callsPerStep % Targets.Length];
        output.Clear();
        output[wanted] = 1;
        return isAnswer;
    }
}
