namespace KuCoinHft.Adapters.Onnx;

/// <summary>Takes note of a model file that a person put in place of another.</summary>
/// <remarks>
/// Sealing vouches for nothing but that the file computes what it computes: the scores and the origin of the file before it
/// would be untrue of this one, so scores go and the origin says what happened.
/// </remarks>
public static class ModelSeal
{
    private const string Replaced = "Replaced by hand and sealed; not scored. Before it: ";

    /// <summary>Recomputes the manifest's hash, shapes, outputs and golden vectors from model.onnx and writes it.</summary>
    /// <returns>The manifest as written, or why the model cannot be sealed; nothing is written then.</returns>
    public static (ModelManifest? Manifest, ModelRefusal? Refusal) Seal(string folder)
    {
        string name = ModelStore.NameOf(folder);
        var (bytes, manifest, refusal) = ModelStore.ReadFolder(folder, forSealing: true);
        if (refusal is not null)
            return (null, refusal);
        (OnnxModel? opened, ModelSignature? signature, refusal) = ModelCheck.Open(name, bytes!, manifest!, []);
        if (opened is null)
            return (null, refusal);

        using OnnxModel model = opened;
        refusal = ModelCheck.Answers(name, model, manifest! with { GoldenVectors = [] });
        if (refusal is not null)
            return (null, refusal);

        var golden = new List<GoldenVector>();
        foreach (float[] input in GoldenInputs(manifest!, model.InputCount))
        {
            var output = new float[model.OutputCount];
            if (!model.Run(input, output))
                return (null, new ModelRefusal(name, RefusalReason.NotFinite, $"it has no finite answer to golden vector {golden.Count}. Train it again, or restore the file."));
            golden.Add(new GoldenVector(input, output));
        }

        ModelManifest told = Told(manifest!, ModelCheck.Sha256Of(bytes!));
        ModelManifest written = told with
        {
            InputShape = [1, model.InputCount],
            OutputShape = [1, model.OutputCount],
            Outputs = signature!.Outputs,
            GoldenVectors = [.. golden],
        };
        ModelStore.Replace(Path.Combine(folder, ModelStore.ManifestFile), written.ToJson());
        return (written, null);
    }

    /// <remarks>The inputs of before, where they fit: they came from real data, which chance does not resemble.</remarks>
    private static IEnumerable<float[]> GoldenInputs(ModelManifest manifest, int inputCount)
    {
        float[][] before = [.. manifest.GoldenVectors.Select(golden => golden.Input).Where(input => input.Length == inputCount)];
        return before.Length >= ModelManifest.GoldenVectorsMin ? before : ModelCheck.ProbeInputs(inputCount, ModelManifest.GoldenVectorsMin - 1);
    }

    private static ModelManifest Told(ModelManifest manifest, string sha256)
    {
        if (manifest.ModelSha256.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            return manifest;
        string text = manifest.TrainedOn.Text;
        return manifest with
        {
            ModelSha256 = sha256,
            Scores = [],
            TrainedOn = manifest.TrainedOn with { Text = text.StartsWith(Replaced, StringComparison.Ordinal) ? text : Replaced + text },
        };
    }
}
