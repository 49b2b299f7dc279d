using System.Diagnostics.CodeAnalysis;
using KuCoinHft.Adapters.Compiled;
using KuCoinHft.Engine.Inference;
using Microsoft.ML.OnnxRuntime;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>A model that ONNX Runtime evaluates over buffers that are bound once.</summary>
/// <remarks>
/// Thread: one at a time; made and warmed on a housekeeping thread, then the engine's worker's alone. With one thread inside and
/// one between operators ONNX Runtime starts no pool, so the calling core does all the work. Run allocates nothing on the managed heap.
/// </remarks>
public sealed class OnnxModel : IModel, IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];
    private readonly int[] _inputFeatures;
    private readonly float[] _input;
    private readonly float[] _output;

    internal OnnxModel(InferenceSession session, ModelSignature signature, int[] inputFeatures)
    {
        _session = session;
        _inputFeatures = inputFeatures;

        // Pinned for life: ONNX Runtime keeps the addresses.
        _input = GC.AllocateArray<float>(signature.InputCount, pinned: true);
        _output = GC.AllocateArray<float>(signature.OutputCount, pinned: true);
        _binding = session.CreateIoBinding();
        _binding.BindInput(signature.InputName, Bound(_input, [1, signature.InputCount]));
        _binding.BindOutput(signature.OutputName, Bound(_output, [1, signature.OutputCount]));

        // Bound although nobody reads it: an output without a place would be allocated anew in every call.
        if (signature.LabelName is not null)
            _binding.BindOutput(signature.LabelName, Bound(GC.AllocateArray<long>(1, pinned: true), [1]));
    }

    public int InputCount => _input.Length;

    public int OutputCount => _output.Length;

    public ReadOnlySpan<int> InputFeatures => _inputFeatures;

    /// <summary>Runs that ONNX Runtime itself refused; counted by the engine's worker.</summary>
    public long FailedRuns { get; private set; }

    /// <inheritdoc/>
    /// <remarks>
    /// Also false for an input or an answer that is not finite: trees would make a confident answer of NaN, and no agent may act on one.
    /// Errors: spans of another length are our bug and throw.
    /// </remarks>
    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != _input.Length || output.Length < _output.Length)
            ThrowWrongLength(input.Length, output.Length);
        if (!Finite.All(input))
            return false;
        input.CopyTo(_input);
        if (!TryRunSession())
            return false;
        _output.CopyTo(output);
        return Finite.All(_output);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (OrtValue value in _values)
            value.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    /// <summary>A session of these bytes, with the settings that all our models run under.</summary>
    /// <remarks>Errors: OnnxRuntimeException where the bytes are no model that ONNX Runtime can run.</remarks>
    internal static InferenceSession Open(byte[] bytes)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,

            // What goes wrong is thrown and reported by name; the library's own lines on stderr would say it twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        return new InferenceSession(bytes, options);
    }

    private OrtValue Bound<T>(T[] pinned, long[] shape)
        where T : unmanaged
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(pinned, shape);
        _values.Add(value);
        return value;
    }

    /// <remarks>ONNX Runtime answers with exceptions; this is the border where they become an answer.</remarks>
    private bool TryRunSession()
    {
        try
        {
            _session.RunWithBinding(_runOptions, _binding);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            FailedRuns++;
            return false;
        }
    }

    [DoesNotReturn]
    private void ThrowWrongLength(int input, int output) =>
        throw new ArgumentException($"the model reads {_input.Length} floats and writes {_output.Length}; it was given {input} and {output}");
}
