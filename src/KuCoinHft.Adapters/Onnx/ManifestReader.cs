using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KuCoinHft.Engine;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>Reads manifest.json and says everything that is wrong with it at once.</summary>
/// <remarks>
/// Field by field, since the serializer alone stops at its first error and a person would mend a file in as many turns as it has faults.
/// </remarks>
internal sealed class ManifestReader
{
    private readonly JsonElement _root;
    private readonly HashSet<string> _known = [];
    private readonly string _folderName;
    private readonly bool _forSealing;

    private ManifestReader(JsonElement root, string folderName, bool forSealing)
    {
        _root = root;
        _folderName = folderName;
        _forSealing = forSealing;
    }

    private List<string> Errors { get; } = [];

    /// <summary>The manifest, and what is wrong with it; it is usable only where nothing is.</summary>
    /// <param name="folderName">Name of the folder that it stands in, which is the model's.</param>
    /// <param name="forSealing">True when what sealing writes anew (shapes, outputs, hash, golden vectors) may be missing or wrong.</param>
    public static (ModelManifest Manifest, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> utf8, string folderName, bool forSealing)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (new ModelManifest(), ["it is not a JSON object"]);
            var reader = new ManifestReader(document.RootElement, folderName, forSealing);
            ModelManifest manifest = reader.ReadFields();
            reader.RefuseUnknown();
            reader.Validate(manifest);
            return (manifest, reader.Errors);
        }
        catch (JsonException broken)
        {
            return (new ModelManifest(), [$"it is not JSON: {broken.Message}"]);
        }
    }

    /// <summary>Numbers that a model of this kind answers with.</summary>
    public static int OutputCountOf(ModelKind kind) => kind == ModelKind.Meta ? Limits.Agents + 1 : Limits.Targets;

    private ModelManifest ReadFields()
    {
        ManifestJson json = ManifestJson.Default;
        return new ModelManifest
        {
            Name = Field("name", json.String, ""),
            Kind = Field("kind", json.ModelKind, default),
            Version = Field("version", json.String, ""),
            FeatureSet = Field("featureSet", json.String, ""),
            FeatureHash = Field("featureHash", json.String, ""),
            Inputs = Field("inputs", json.StringArray, []),
            InputShape = SealedField("inputShape", json.Int32Array, []),
            OutputShape = SealedField("outputShape", json.Int32Array, []),
            Outputs = SealedField("outputs", json.StringArray, []),
            Cadence = Field("cadence", json.String, ""),
            ModelSha256 = SealedField("modelSha256", json.String, ""),
            TrainedOn = Field("trainedOn", json.ModelOrigin, new ModelOrigin("", [])),
            Seed = Field("seed", json.Int64, 0),
            Scores = Field("scores", json.SortedDictionaryStringDouble, []),
            GoldenVectors = SealedField("goldenVectors", json.GoldenVectorArray, []),
        };
    }

    private T SealedField<T>(string name, JsonTypeInfo<T> type, T missing)
    {
        int before = Errors.Count;
        T value = Field(name, type, missing);
        if (_forSealing)
            Errors.RemoveRange(before, Errors.Count - before);
        return value;
    }

    private T Field<T>(string name, JsonTypeInfo<T> type, T missing)
    {
        _known.Add(name);
        if (!_root.TryGetProperty(name, out JsonElement element))
        {
            Errors.Add($"'{name}' is missing");
            return missing;
        }

        // The serializer checks properties for null, and lets it through as an item of an array.
        if (HoldsNull(element))
        {
            Errors.Add($"'{name}' is null or holds null");
            return missing;
        }

        try
        {
            return element.Deserialize(type) ?? missing;
        }
        catch (JsonException wrong)
        {
            Errors.Add($"'{name}' is of another form: {wrong.Message}");
        }

        return missing;
    }

    private static bool HoldsNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => element.EnumerateArray().Any(HoldsNull),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HoldsNull(property.Value)),
        _ => false,
    };

    private void RefuseUnknown()
    {
        foreach (JsonProperty property in _root.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
                Errors.Add($"'{property.Name}' is not a key of a manifest");
        }
    }

    private void Validate(ModelManifest manifest)
    {
        Expect(manifest.Name, value => value == _folderName, "name", $"is '{manifest.Name}' in the folder '{_folderName}'");
        Expect(manifest.Kind, value => value == ModelKind.Meta == (_folderName == ModelStore.MetaName), "kind", $"is {manifest.Kind}, which '{_folderName}' is not");
        Expect(manifest.Version, value => value.Length > 0, "version", "is empty");
        Expect(manifest.FeatureSet, value => value.Length > 0, "featureSet", "is empty");
        Expect(manifest.FeatureHash, value => value.Length > 0 && value.All(char.IsAsciiHexDigit), "featureHash", "is not hex");
        Expect(manifest.Inputs, value => value.Length is > 0 and <= Limits.FeaturesMax, "inputs", $"names none or more than {Limits.FeaturesMax} features");
        Expect(manifest.Inputs, value => value.Distinct().Count() == value.Length, "inputs", "names a feature twice");
        Expect(manifest.Cadence, IsCadence, "cadence", "is none of: timer <n>ms, bar <n>s or <n>m, trigger <name>");
        Expect(manifest.Scores, value => value.Values.All(double.IsFinite), "scores", "holds a number that is not finite");
        if (_forSealing)
            return;

        int inputs = manifest.Inputs.Length, outputs = OutputCountOf(manifest.Kind);
        Expect(manifest.InputShape, value => value.SequenceEqual([1, inputs]), "inputShape", $"is not [1, {inputs}], which the inputs' names ask for");
        Expect(manifest.OutputShape, value => value.SequenceEqual([1, outputs]), "outputShape", $"is not [1, {outputs}], which kind {manifest.Kind} asks for");
        Expect(manifest.Outputs, value => value.Length > 0, "outputs", "is empty");
        Expect(manifest.ModelSha256, value => value.Length == 64 && value.All(char.IsAsciiHexDigit), "modelSha256", "is not 64 hex digits");
        Expect(manifest.GoldenVectors, value => value.Length >= ModelManifest.GoldenVectorsMin, "goldenVectors", $"holds fewer than {ModelManifest.GoldenVectorsMin}");
        Expect(manifest.GoldenVectors, value => value.All(golden => golden.Input.Length == inputs && golden.Output.Length == outputs),
            "goldenVectors", $"holds one that is not {inputs} numbers in and {outputs} out");
    }

    /// <remarks>A key that is missing or of another form has said so already; what its place-holder breaks would only repeat it.</remarks>
    private void Expect<T>(T value, Predicate<T> holds, string name, string otherwise)
    {
        if (!holds(value) && !Errors.Exists(error => error.StartsWith($"'{name}'", StringComparison.Ordinal)))
            Errors.Add($"'{name}' {otherwise}");
    }

    private static bool IsCadence(string text)
    {
        string[] words = text.Split(' ');
        return words.Length == 2 && words[1].Length > 0 && words[0] switch
        {
            "timer" => IsCount(words[1], "ms"),
            "bar" => IsCount(words[1], "s") || IsCount(words[1], "m"),
            "trigger" => true,
            _ => false,
        };
    }

    private static bool IsCount(string word, string unit) =>
        word.EndsWith(unit, StringComparison.Ordinal) && int.TryParse(word.AsSpan(0, word.Length - unit.Length), out int count) && count > 0;
}
