using KuCoinHft.Adapters.Compiled;
using KuCoinHft.Engine.Inference;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>What the engine offers its models, as manifests name it.</summary>
/// <param name="Set">Name of the feature set.</param>
/// <param name="Hash">Hex; changes when any feature's name, place or meaning does.</param>
/// <param name="Names">The features, in the order of the feature vector.</param>
public sealed record FeatureNames(string Set, string Hash, IReadOnlyList<string> Names)
{
    /// <summary>When the engine asks its models; a model of another cadence is refused. Null: any will do.</summary>
    public string? Cadence { get; init; }
}

/// <summary>One model of the store: ready, or refused by name.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Manifest">Its manifest, where one could be read.</param>
/// <param name="Model">The model, warm; null where it was refused.</param>
/// <param name="Refusal">Why it was refused; null where it is ready.</param>
/// <param name="Warning">What is odd about a model that is ready nonetheless.</param>
/// <param name="FileSha256">Hex, of the file that was read; the manifest's may be another's.</param>
public sealed record ModelSlot(string Name, ModelManifest? Manifest, OnnxModel? Model, ModelRefusal? Refusal, string? Warning, string? FileSha256)
{
    /// <summary>What answers on the hot path: the model compiled into kernels of ours where that agrees with ONNX Runtime, else <see cref="Model"/>; null where it was refused.</summary>
    public IModel? Serving { get; init; }

    /// <summary>The arithmetic that serves: a kernel's name, or <c>onnxruntime</c> and why the model is not compiled.</summary>
    public string Lane { get; init; } = "";
}

/// <summary>The four models of a folder, each checked before it may speak.</summary>
/// <remarks>
/// Thread: a housekeeping thread, at start or before a swap; the sessions then belong to the engine's worker.
/// Errors: a bad model is a refusal in its slot, never an exception; the other models load all the same.
/// </remarks>
public sealed class ModelStore : IDisposable
{
    public const string ModelFile = "model.onnx";
    public const string ManifestFile = "manifest.json";
    public const string MetaName = "meta";

    /// <summary>Folders of the models: the agents in the engine's order, then the model that weighs them.</summary>
    public static readonly IReadOnlyList<string> Names = ["momentum", "volatility-breakout", "statistical-arbitrage", MetaName];

    private ModelStore(IReadOnlyList<ModelSlot> slots) => Slots = slots;

    /// <summary>One for each of <see cref="Names"/>, in that order.</summary>
    public IReadOnlyList<ModelSlot> Slots { get; }

    public static ModelStore Load(string modelsFolder, FeatureNames features) =>
        new([.. Names.Select(name => LoadOne(Path.Combine(modelsFolder, name), features))]);

    /// <summary>The model of one folder, whose name is the model's.</summary>
    public static ModelSlot LoadOne(string folder, FeatureNames features)
    {
        string name = NameOf(folder);
        var (bytes, manifest, refusal) = ReadFolder(folder, forSealing: false);
        refusal ??= Features(name, manifest!, features);
        if (refusal is not null)
            return new ModelSlot(name, manifest, null, refusal, null, null);

        int[] inputs = [.. manifest!.Inputs.Select(input => IndexOf(features.Names, input))];
        (OnnxModel? model, ModelSignature? signature, refusal) = ModelCheck.Open(name, bytes!, manifest, inputs);
        if (model is null)
            return new ModelSlot(name, manifest, null, refusal, null, null);
        refusal = Outputs(name, manifest, signature!) ?? ModelCheck.Answers(name, model, manifest);
        if (refusal is not null)
        {
            model.Dispose();
            return new ModelSlot(name, manifest, null, refusal, null, null);
        }

        IModel? compiled = FastLane.TryCompile(OnnxFile.Read(bytes), signature!, manifest, model, out string why);
        IModel serving = compiled ?? model;
        ModelCheck.WarmUp(serving);
        return new ModelSlot(name, manifest, model, null, WarningOf(manifest, bytes!), ModelCheck.Sha256Of(bytes!))
        {
            Serving = serving,
            Lane = compiled is null ? $"onnxruntime ({why})" : FastLane.Kernel,
        };
    }

    /// <summary>Writes a trained model; its golden vectors must already be what the trainer computed.</summary>
    /// <remarks>They are deliberately not computed through ONNX Runtime here: loading then compares two independent calculations.</remarks>
    /// <returns>The manifest as written, with the file's hash.</returns>
    public static ModelManifest Save(string folder, byte[] onnx, ModelManifest manifest)
    {
        ModelManifest written = manifest with { ModelSha256 = ModelCheck.Sha256Of(onnx) };
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, ModelFile), onnx);
        Replace(Path.Combine(folder, ManifestFile), written.ToJson());
        return written;
    }

    public void Dispose()
    {
        foreach (ModelSlot slot in Slots)
        {
            (slot.Serving as IDisposable)?.Dispose();
            slot.Model?.Dispose();
        }
    }

    internal static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    /// <summary>The two files of a folder, the manifest checked in itself and against the folder's name.</summary>
    internal static (byte[]? Bytes, ModelManifest? Manifest, ModelRefusal? Refusal) ReadFolder(string folder, bool forSealing)
    {
        string name = NameOf(folder);
        if (!Directory.Exists(folder))
            return Refuse(RefusalReason.FolderMissing, $"there is no folder {folder}; its agent holds. Train the model, or copy its folder there.");
        if (!TryReadFile(folder, ModelFile, RefusalReason.ModelMissing, out byte[] bytes, out ModelRefusal? refusal)
            || !TryReadFile(folder, ManifestFile, RefusalReason.ManifestMissing, out byte[] text, out refusal))
            return (null, null, refusal);

        (ModelManifest manifest, IReadOnlyList<string> errors) = ManifestReader.Read(text, name, forSealing);
        return errors.Count == 0
            ? (bytes, manifest, null)
            : Refuse(RefusalReason.ManifestInvalid, $"{ManifestFile}: {string.Join("; ", errors)}. Correct these, or train the model again.");

        (byte[]?, ModelManifest?, ModelRefusal?) Refuse(RefusalReason reason, string message) => (null, null, new ModelRefusal(name, reason, message));
    }

    /// <summary>Puts a file in place whole: a reader, or a start after a crash, sees the old one or the new one.</summary>
    internal static void Replace(string path, byte[] bytes)
    {
        string next = path + ".next";
        File.WriteAllBytes(next, bytes);
        File.Move(next, path, overwrite: true);
    }

    private static bool TryReadFile(string folder, string file, RefusalReason missing, out byte[] bytes, out ModelRefusal? refusal)
    {
        string path = Path.Combine(folder, file);
        bytes = [];
        refusal = null;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            refusal = new ModelRefusal(NameOf(folder), missing, $"there is no {path}. Train the model, or copy both its files there.");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            refusal = new ModelRefusal(NameOf(folder), RefusalReason.FileUnreadable, $"{denied.Message} Let this user read the file.");
        }

        return refusal is null;
    }

    private static ModelRefusal? Features(string name, ModelManifest manifest, FeatureNames features)
    {
        if (manifest.FeatureSet != features.Set || !manifest.FeatureHash.Equals(features.Hash, StringComparison.OrdinalIgnoreCase))
        {
            return new ModelRefusal(name, RefusalReason.WrongFeatureHash,
                $"it was trained on features {manifest.FeatureSet} {manifest.FeatureHash}, and the engine computes {features.Set} {features.Hash}. Train it again on these.");
        }

        if (features.Cadence is not null && manifest.Cadence != features.Cadence)
        {
            return new ModelRefusal(name, RefusalReason.WrongCadence,
                $"it was trained to be asked at '{manifest.Cadence}', and the engine asks at '{features.Cadence}'. Train it again at that cadence.");
        }

        string[] unknown = [.. manifest.Inputs.Where(input => IndexOf(features.Names, input) < 0)];
        return unknown.Length == 0 ? null : new ModelRefusal(name, RefusalReason.UnknownFeature,
            $"it reads {string.Join(", ", unknown)}, which the feature set {features.Set} does not have. Correct the names under 'inputs', or train it again.");
    }

    private static ModelRefusal? Outputs(string name, ModelManifest manifest, ModelSignature signature) =>
        manifest.Outputs.ToHashSet().SetEquals(signature.Outputs) ? null : new ModelRefusal(name, RefusalReason.WrongOutput,
            $"its outputs are {string.Join(", ", signature.Outputs)}, and the manifest says {string.Join(", ", manifest.Outputs)}. "
            + $"If you replaced the model, run `kchft models seal models/{name}`.");

    /// <remarks>Another file that still answers every golden vector is not wrong, only unrecorded: the hash alone does not refuse it.</remarks>
    private static string? WarningOf(ModelManifest manifest, byte[] bytes) =>
        manifest.ModelSha256.Equals(ModelCheck.Sha256Of(bytes), StringComparison.OrdinalIgnoreCase)
            ? null
            : $"{ModelFile} is not the file that {ManifestFile} was written for, but answers alike; run `kchft models seal models/{manifest.Name}` to record it";

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }
}
