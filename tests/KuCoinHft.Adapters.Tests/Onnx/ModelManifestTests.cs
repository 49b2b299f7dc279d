using System.Text;
using System.Text.Json.Nodes;
using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Tests.Onnx;

public sealed class ModelManifestTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void A_manifest_reads_back_as_it_was_written()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        ModelSlot slot = ModelStore.LoadOne(folder, MadeModels.Features);
        slot.Model!.Dispose();
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "manifest.json")), Encoding.UTF8.GetString(slot.Manifest!.ToJson()));
        Assert.Contains("\"kind\": \"dqn\"", Encoding.UTF8.GetString(slot.Manifest.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_a_manifest_are_told_at_once()
    {
        string message = MessageOf(json =>
        {
            json["learningRate"] = 0.1;
            json["kind"] = "oracle";
            json["seed"] = "five";
            json["version"] = null;
            json["cadence"] = "sometimes";
            json["inputShape"] = new JsonArray(1, 13);
            json["modelSha256"] = "abc";
            json["scores"] = new JsonObject { ["r2"] = "high" };
            json.Remove("trainedOn");
            json["goldenVectors"]![2]!["input"]!.AsArray().Clear();
        });
        foreach (string wrong in (string[])["'learningRate' is not a key", "'kind'", "'seed'", "'version' is null", "'cadence' is none of", "'inputShape' is not [1, 12]", "'modelSha256'", "'scores'", "'trainedOn' is missing", "'goldenVectors' holds one"])
            Assert.Contains(wrong, message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "name", "\"meta\"", "'name' is 'meta' in the folder 'momentum'" },
        { "kind", "\"meta\"", "'kind' is Meta, which 'momentum' is not" },
        { "kind", "1", "'kind'" },
        { "version", "\"\"", "'version' is empty" },
        { "featureSet", "\"\"", "'featureSet' is empty" },
        { "featureHash", "\"xyz\"", "'featureHash' is not hex" },
        { "inputs", "[]", "'inputs' names none" },
        { "inputs", "[\"feature0\",\"feature0\"]", "'inputs' names a feature twice" },
        { "outputs", "[]", "'outputs' is empty" },
        { "cadence", "\"timer 0ms\"", "'cadence'" },
        { "cadence", "\"timer 100\"", "'cadence'" },
        { "goldenVectors", "[]", "'goldenVectors' holds fewer than 8" },
        { "goldenVectors", "[{\"input\":[1],\"output\":[1],\"why\":1}]", "'goldenVectors' is of another form" },
        { "goldenVectors", "[{\"input\":[1]}]", "'goldenVectors' is of another form" },
        { "goldenVectors", "[{\"input\":[1e99],\"output\":[1]}]", "'goldenVectors' is of another form" },
        { "goldenVectors", "[null]", "'goldenVectors' is null or holds null" },
        { "inputs", "[null]", "'inputs'" },
        { "trainedOn", "{\"text\":\"x\"}", "'trainedOn'" },
        { "seed", "1.5", "'seed'" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_is_named(string key, string value, string told) =>
        Assert.Contains(told, MessageOf(json => json[key] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("bar 1m")]
    [InlineData("bar 30s")]
    [InlineData("timer 250ms")]
    [InlineData("trigger best-moved")]
    public void Every_kind_of_cadence_is_read(string cadence)
    {
        string folder = Changed(json => json["cadence"] = cadence);
        ModelSlot slot = ModelStore.LoadOne(folder, MadeModels.Features);
        Assert.Null(slot.Refusal);
        slot.Model!.Dispose();
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"name\":\"momentum\",\"name\":\"momentum\"}", "not JSON")]
    public void What_is_no_manifest_at_all_is_told(string text, string told)
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        File.WriteAllText(Path.Combine(folder, "manifest.json"), text);
        Assert.Contains(told, RefusalOf(folder), StringComparison.Ordinal);
    }

    private static string RefusalOf(string folder)
    {
        ModelRefusal refusal = ModelStore.LoadOne(folder, MadeModels.Features).Refusal!;
        Assert.Equal(RefusalReason.ManifestInvalid, refusal.Reason);
        return refusal.Message;
    }

    private string MessageOf(Action<JsonObject> change) => RefusalOf(Changed(change));

    private string Changed(Action<JsonObject> change)
    {
        string folder = MadeModels.Save(_models.Path, "momentum"), path = Path.Combine(folder, "manifest.json");
        JsonObject json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
        return folder;
    }
}
