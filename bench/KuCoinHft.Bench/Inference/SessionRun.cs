using KuCoinHft.Adapters.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KuCoinHft.Bench.Inference;

/// <summary>ONNX Runtime as its first example calls it: named values in, a collection of named values out; the engine never does.</summary>
internal sealed class SessionRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _inputName;
    private readonly string _outputName;

    public SessionRun(OnnxGraph graph)
    {
        // As OnnxModel opens its own, but for what it logs.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(OnnxFile.Write(graph), options);
        _inputName = _session.InputNames[0];
        _outputName = _session.OutputMetadata.Last(output => output.Value.ElementType == typeof(float)).Key;
    }

    public float Run(float[] input)
    {
        var value = NamedOnnxValue.CreateFromTensor(_inputName, new DenseTensor<float>(input, [1, input.Length]));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> answers = _session.Run([value], [_outputName]);
        return answers[0].AsTensor<float>().GetValue(0);
    }

    public void Dispose() => _session.Dispose();
}
