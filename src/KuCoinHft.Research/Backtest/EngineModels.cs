using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using Microsoft.ML.OnnxRuntime;

namespace KuCoinHft.Research.Backtest;

/// <summary>The models of a folder in the order that the pipeline takes them, and the words for those that are not used.</summary>
public sealed class EngineModels : IDisposable
{
    private readonly ModelStore? _store;

    private EngineModels(ModelStore? store) => _store = store;

    /// <summary>No models at all: every agent holds.</summary>
    public static EngineModels None { get; } = new(null);

    /// <summary>When the models are asked: <see cref="EngineSettings.TimerPeriodNs"/>'s default, in a manifest's words.</summary>
    public const string Cadence = "timer 100ms";

    /// <summary>The engine's features as manifests name them.</summary>
    public static FeatureNames Features { get; } = new(FeatureSet.Name, FeatureSet.Hash, FeatureSet.Names) { Cadence = Cadence };

    /// <summary>Version of the native library.</summary>
    public static string OnnxRuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>One per agent, null where it was refused or absent.</summary>
    public IModel?[] Agents
    {
        get
        {
            var agents = new IModel?[Limits.Agents];
            for (int a = 0; a < agents.Length; a++)
                agents[a] = _store?.Slots[a].Serving;
            return agents;
        }
    }

    public IModel? Meta => _store?.Slots[Limits.Agents].Serving;

    /// <summary>What answers for each model in use, for the journal's header: kernels of ours by name, or the library by version.</summary>
    public string Arithmetic => string.Join(
        ", ", (_store?.Slots ?? []).Where(s => s.Serving is not null).Select(s => $"{s.Name} by {(s.Serving == s.Model ? $"onnxruntime {OnnxRuntimeVersion}" : s.Lane)}"));

    /// <summary>A line for every model that is not used, with the reason and the mend.</summary>
    public IReadOnlyList<string> Refusals => _store is null ? [] : [.. _store.Slots.Where(s => s.Refusal is not null).Select(s => s.Refusal!.ToString())];

    /// <summary>A line for every model that is used although something is odd about it.</summary>
    public IReadOnlyList<string> Warnings => _store is null ? [] : [.. _store.Slots.Where(s => s.Warning is not null).Select(s => $"{s.Name}: {s.Warning}")];

    /// <summary>SHA-256 of the model files in use, for the journal's header.</summary>
    public IReadOnlyDictionary<string, string> Hashes =>
        new SortedDictionary<string, string>(
            (_store?.Slots ?? []).Where(s => s.Model is not null).ToDictionary(s => s.Name, s => s.FileSha256!), StringComparer.Ordinal);

    public static EngineModels Load(string folder) => new(ModelStore.Load(folder, Features));

    public void Dispose() => _store?.Dispose();
}
