using System.Text.Json;
using System.Text.Json.Serialization;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>What a model answers with.</summary>
public enum ModelKind
{
    /// <summary>Q-values of the five target positions.</summary>
    Dqn,

    /// <summary>A probability for "no agent" and one for each agent.</summary>
    Meta,
}

/// <summary>Where a model's knowledge comes from.</summary>
/// <param name="Text">How it was trained, for people.</param>
/// <param name="Data">Names of the recordings that it saw.</param>
public sealed record ModelOrigin(string Text, string[] Data);

/// <summary>An input and what the model makes of it.</summary>
public sealed record GoldenVector(
    [property: JsonConverter(typeof(FloatRowJson))] float[] Input,
    [property: JsonConverter(typeof(FloatRowJson))] float[] Output);

/// <summary>What stands beside a model.onnx: how to feed it, what it was trained on, and proof that it computes what its author saw.</summary>
public sealed record ModelManifest
{
    /// <summary>Golden vectors at least; fewer would let a wrong weight through that only some inputs reach.</summary>
    public const int GoldenVectorsMin = 8;

    /// <summary>The folder's name: momentum, volatility-breakout, statistical-arbitrage or meta.</summary>
    public string Name { get; init; } = "";
    public ModelKind Kind { get; init; }
    public string Version { get; init; } = "";

    /// <summary>Name of the feature set that the inputs are taken from.</summary>
    public string FeatureSet { get; init; } = "";

    /// <summary>Hex. The engine's own for that set; another one means that a feature has changed its meaning.</summary>
    public string FeatureHash { get; init; } = "";

    /// <summary>Names of the features that the model reads, in its order.</summary>
    public string[] Inputs { get; init; } = [];

    /// <summary>[1, inputs].</summary>
    public int[] InputShape { get; init; } = [];

    /// <summary>[1, numbers the model answers with].</summary>
    public int[] OutputShape { get; init; } = [];

    /// <summary>Names of the graph's outputs.</summary>
    public string[] Outputs { get; init; } = [];

    /// <summary>When the model runs, the same in training and live: "timer 100ms", "bar 1m", or "trigger" and its name.</summary>
    public string Cadence { get; init; } = "";

    /// <summary>Hex, of model.onnx.</summary>
    public string ModelSha256 { get; init; } = "";
    public ModelOrigin TrainedOn { get; init; } = new("", []);
    public long Seed { get; init; }

    /// <summary>Out-of-sample scores by name.</summary>
    public SortedDictionary<string, double> Scores { get; init; } = [];
    public GoldenVector[] GoldenVectors { get; init; } = [];

    /// <summary>The manifest as the text of manifest.json.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ModelManifest), (byte)'\n'];
}

/// <summary>JSON of the manifest and its parts; written by the compiler, so that it needs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    Converters = [typeof(ModelKindJson)])]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>"dqn" or "meta"; numbers are refused.</summary>
internal sealed class ModelKindJson() : JsonStringEnumConverter<ModelKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>An array of floats on one line: a golden vector a line reads, 64 lines a vector do not.</summary>
internal sealed class FloatRowJson : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("expected an array of numbers");
        var values = new List<float>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out float value) || !float.IsFinite(value))
                throw new JsonException("expected an array of finite numbers");
            values.Add(value);
        }

        return [.. values];
    }

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
        writer.WriteRawValue($"[{string.Join(", ", value.Select(number => number.ToString("R", null)))}]");
}
