using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>The names and lengths by which a session is bound.</summary>
/// <param name="InputName">The one input, float[1, InputCount].</param>
/// <param name="InputCount">Floats that the model reads.</param>
/// <param name="OutputName">The answer, float[1, OutputCount].</param>
/// <param name="OutputCount">Floats that the model writes.</param>
/// <param name="LabelName">The classifier's other output, int64[1]; null for Q-values.</param>
internal sealed record ModelSignature(string InputName, int InputCount, string OutputName, int OutputCount, string? LabelName)
{
    public string[] Outputs => LabelName is null ? [OutputName] : [LabelName, OutputName];

    /// <summary>Reads the signature of a session, or the fault that keeps it from being a model of that kind.</summary>
    /// <remarks>An open batch length counts as 1, since exporters leave it open.</remarks>
    public static bool TryRead(
        InferenceSession session, ModelKind kind, int inputCount,
        [NotNullWhen(true)] out ModelSignature? signature, out RefusalReason reason, out string fault)
    {
        signature = null;
        reason = RefusalReason.WrongInput;
        fault = $"its inputs are {Describe(session.InputMetadata)}, and float[1,{inputCount}] alone is wanted";
        if (session.InputMetadata.Count != 1)
            return false;
        (string inputName, NodeMetadata input) = session.InputMetadata.First();
        if (!IsRow(input, TensorElementType.Float, inputCount))
            return false;

        int outputCount = ManifestReader.OutputCountOf(kind);
        string label = kind == ModelKind.Meta ? "int64[1] and " : "";
        reason = RefusalReason.WrongOutput;
        fault = $"its outputs are {Describe(session.OutputMetadata)}, and {label}float[1,{outputCount}] is wanted of kind {kind}";
        var answers = session.OutputMetadata.Where(each => IsRow(each.Value, TensorElementType.Float, outputCount)).ToArray();
        var labels = session.OutputMetadata.Where(each => IsLabel(each.Value)).ToArray();
        int labelsWanted = kind == ModelKind.Meta ? 1 : 0;
        if (answers.Length != 1 || labels.Length != labelsWanted || session.OutputMetadata.Count != 1 + labelsWanted)
            return false;

        signature = new ModelSignature(inputName, inputCount, answers[0].Key, outputCount, labelsWanted == 0 ? null : labels[0].Key);
        fault = "";
        return true;
    }

    private static bool IsRow(NodeMetadata value, TensorElementType element, int length) =>
        value.IsTensor && value.ElementDataType == element && value.Dimensions is [1 or -1, int last] && last == length;

    private static bool IsLabel(NodeMetadata value) =>
        value.IsTensor && value.ElementDataType == TensorElementType.Int64 && value.Dimensions is [1 or -1];

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) =>
        values.Count == 0 ? "none" : string.Join(", ", values.Select(each => each.Value.IsTensor
            ? $"{each.Key} {each.Value.ElementDataType}[{string.Join(',', each.Value.Dimensions)}]"
            : $"{each.Key} {each.Value.OnnxValueType}"));
}
