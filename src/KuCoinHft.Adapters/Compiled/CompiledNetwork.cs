using System.Runtime.Intrinsics;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>A feed-forward network as a list of steps over one block of floats.</summary>
/// <remarks>
/// Shape: features float[1, N] -> answer float[1, M]. Thread: one at a time. Run allocates nothing. Arithmetic is 256 bits wide on every machine, and exponentials are
/// the platform's vector ones: two machines of one .NET version answer alike.
/// </remarks>
internal sealed unsafe class CompiledNetwork : IModel, IDisposable
{
    private readonly FloatBlock _block;
    private readonly Step[] _steps;
    private readonly int[] _inputFeatures;
    private readonly int _input;
    private readonly int _output;

    public CompiledNetwork(FloatBlock block, Step[] steps, int[] inputFeatures, int input, int inputCount, int output, int outputCount)
    {
        _block = block;
        _steps = steps;
        _inputFeatures = inputFeatures;
        _input = input;
        InputCount = inputCount;
        _output = output;
        OutputCount = outputCount;
    }

    public int InputCount { get; }

    public int OutputCount { get; }

    public ReadOnlySpan<int> InputFeatures => _inputFeatures;

    /// <inheritdoc/>
    /// <remarks>Also false for an input or an answer that is not finite.</remarks>
    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != InputCount || !Finite.All(input))
            return false;
        input.CopyTo(_block.Span.Slice(_input, InputCount));
        float* block = _block.Pointer;
        foreach (ref readonly Step step in _steps.AsSpan())
            Run(block, in step);
        ReadOnlySpan<float> answer = _block.Span.Slice(_output, OutputCount);
        answer.CopyTo(output);
        return Finite.All(answer);
    }

    public void Dispose() => _block.Dispose();

    // SAFETY: the compiler made every place, with its count filled up to whole vectors, inside the block.
    private static void Run(float* block, in Step step)
    {
        float* source = block + step.Source;
        float* target = block + step.Target;
        switch (step.Kind)
        {
            case StepKind.Dense:
                DenseKernel.Run(source, step.Count, block + step.Weights, block + step.Bias, target, NetworkCompiler.FilledUp(step.TargetCount), step.Activation, step.Slope);
                break;
            case StepKind.Rectify or StepKind.Tanh or StepKind.Sigmoid:
                Each(source, target, in step);
                break;
            case StepKind.Add or StepKind.Subtract:
                Pairwise(source, block + step.Second, target, in step);
                break;
            case StepKind.Copy:
                new ReadOnlySpan<float>(source, step.Count).CopyTo(new Span<float>(target, step.Count));
                break;
            case StepKind.Softmax:
                Softmax(source, target, step.Count);
                break;
            default:
                target[0] = Sum(source, step.Count) / step.Count;
                break;
        }
    }

    private static void Each(float* source, float* target, in Step step)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> slope = Vector256.Create(step.Slope);
        for (int i = 0; i < step.Count; i += DenseKernel.Lane)
        {
            Vector256<float> x = Vector256.Load(source + i);
            Vector256<float> y = step.Kind switch
            {
                StepKind.Tanh => one - (Vector256.Create(2f) / (Vector256.Exp(x + x) + one)),
                StepKind.Sigmoid => one / (one + Vector256.Exp(-x)),
                _ => Vector256.FusedMultiplyAdd(slope, Vector256.Min(x, Vector256<float>.Zero), Vector256.Max(x, Vector256<float>.Zero)),
            };
            y.Store(target + i);
        }
    }

    private static void Pairwise(float* source, float* second, float* target, in Step step)
    {
        for (int i = 0; i < step.TargetCount; i += DenseKernel.Lane)
        {
            Vector256<float> x = step.IsSourceOne ? Vector256.Create(source[0]) : Vector256.Load(source + i);
            Vector256<float> y = step.IsSecondOne ? Vector256.Create(second[0]) : Vector256.Load(second + i);
            (step.Kind == StepKind.Add ? x + y : x - y).Store(target + i);
        }
    }

    private static void Softmax(float* source, float* target, int count)
    {
        float greatest = source[0];
        for (int i = 1; i < count; i++)
            greatest = Math.Max(greatest, source[i]);
        for (int i = 0; i < count; i += DenseKernel.Lane)
            Vector256.Exp(Vector256.Load(source + i) - Vector256.Create(greatest)).Store(target + i);
        float sum = Sum(target, count);
        for (int i = 0; i < count; i++)
            target[i] /= sum;
    }

    private static float Sum(float* values, int count)
    {
        float sum = 0;
        for (int i = 0; i < count; i++)
            sum += values[i];
        return sum;
    }
}
