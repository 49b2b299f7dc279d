using System.Text.Json.Nodes;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Tests.Backtest;

namespace KuCoinHft.Research.Tests.Models;

/// <summary>A bad model is refused by name with the way to mend it, and the engine runs on with the others.</summary>
public sealed class RefusedModelTests : IDisposable
{
    private readonly CopiedModels _copied = new();

    public static TheoryData<string> Agents { get; } = [.. ModelStore.Names.Take(Limits.Agents)];

    public void Dispose() => _copied.Dispose();

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_model_of_another_shape_is_refused(string name)
    {
        int inputs = ManifestOf(name)["inputs"]!.AsArray().Count + 1;
        OnnxGraph wide = MlpGraph.Of([new DenseLayer(inputs, Limits.Targets, new float[inputs * Limits.Targets], new float[Limits.Targets])]);
        File.WriteAllBytes(_copied.ModelFileOf(name), OnnxFile.Write(wide));
        AssertRefused(name, RefusalReason.WrongInput, "Export the model for the");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_weight_that_is_not_a_number_is_refused(string name)
    {
        _copied.ChangeWeights(name, (fromLast, values) => values[0] = fromLast == 2 ? float.NaN : values[0]);
        AssertRefused(name, RefusalReason.NotFinite, "Train it again, or restore the file");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_model_for_other_features_is_refused(string name)
    {
        JsonObject manifest = ManifestOf(name);
        string hash = manifest["featureHash"]!.GetValue<string>();
        manifest["featureHash"] = (hash[0] == '0' ? "1" : "0") + hash[1..];
        File.WriteAllText(_copied.ManifestFileOf(name), manifest.ToJsonString());
        AssertRefused(name, RefusalReason.WrongFeatureHash, "Train it again on these");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_model_that_is_cut_off_is_refused(string name)
    {
        byte[] whole = File.ReadAllBytes(_copied.ModelFileOf(name));
        File.WriteAllBytes(_copied.ModelFileOf(name), whole[..(whole.Length * 2 / 3)]);
        AssertRefused(name, RefusalReason.ModelUnreadable, "Copy it again");
    }

    [Fact]
    public void A_meta_model_that_is_cut_off_is_refused_and_the_agents_choose_by_their_confidence()
    {
        byte[] whole = File.ReadAllBytes(_copied.ModelFileOf(ModelStore.MetaName));
        File.WriteAllBytes(_copied.ModelFileOf(ModelStore.MetaName), whole[..(whole.Length / 2)]);
        using EngineModels models = _copied.Load();
        Assert.StartsWith($"{ModelStore.MetaName}: {RefusalReason.ModelUnreadable}: ", Assert.Single(models.Refusals));
        PredictionLog log = PredictionLog.Of(EditedRecording.Warmed(EditedRecording.Beginning(Shipped.Binance, 20_000)), models);
        Assert.NotEmpty(log.Entries);
        Assert.All(log.Entries, entry =>
        {
            Assert.Equal((7, 0), (entry.Prediction.AgentsReady, entry.Prediction.MetaReady));
            Assert.NotEqual(AgentId.None, entry.Decision.Agent);
        });
    }

    private void AssertRefused(string name, RefusalReason reason, string mend)
    {
        using EngineModels models = _copied.Load();
        string refusal = Assert.Single(models.Refusals);
        Assert.StartsWith($"{name}: {reason}: ", refusal);
        Assert.Contains(mend, refusal);

        int agent = ModelStore.Names.Index().Single(each => each.Item == name).Index;
        PredictionLog log = PredictionLog.Of(EditedRecording.Warmed(EditedRecording.Beginning(Shipped.Binance, 20_000)), models);
        Assert.InRange(log.Entries.Count, 100, int.MaxValue);
        Assert.All(log.Entries, entry =>
        {
            Assert.Equal((7 & ~(1 << agent), 1), (entry.Prediction.AgentsReady, entry.Prediction.MetaReady));
            Assert.Equal((int)entry.Decision.Agent == agent, entry.Decision.Reason == DecisionReason.AgentNotReady);
        });
        Assert.Contains(log.Entries, entry => entry.Decision.Reason == DecisionReason.AgentTarget);
    }

    private JsonObject ManifestOf(string name) => JsonNode.Parse(File.ReadAllBytes(_copied.ManifestFileOf(name)))!.AsObject();
}
