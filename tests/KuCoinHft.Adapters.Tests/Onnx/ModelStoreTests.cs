using System.Text.Json.Nodes;
using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Tests.Onnx;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Four_good_models_are_ready_and_know_their_features()
    {
        foreach (string name in ModelStore.Names)
            MadeModels.Save(_models.Path, name);
        using ModelStore store = ModelStore.Load(_models.Path, MadeModels.Features);
        Assert.Equal(["momentum", "volatility-breakout", "statistical-arbitrage", "meta"], store.Slots.Select(slot => slot.Name));
        foreach (ModelSlot slot in store.Slots)
        {
            Assert.Null(slot.Refusal);
            Assert.Null(slot.Warning);
            Assert.Equal([22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0], slot.Model!.InputFeatures.ToArray());
            Assert.Equal(slot.Name == "meta" ? 4 : 5, slot.Model.OutputCount);
        }
    }

    [Fact]
    public void A_missing_folder_is_refused_by_name_and_leaves_the_others_alone()
    {
        MadeModels.Save(_models.Path, "momentum");
        using ModelStore store = ModelStore.Load(_models.Path, MadeModels.Features);
        Assert.NotNull(store.Slots[0].Model);
        Assert.All(store.Slots.Skip(1), slot =>
        {
            Assert.Equal(RefusalReason.FolderMissing, slot.Refusal!.Reason);
            Assert.Contains(slot.Name, slot.Refusal.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_missing_model_file_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        File.Delete(Path.Combine(folder, "model.onnx"));
        Refused(folder, RefusalReason.ModelMissing);
    }

    [Fact]
    public void A_missing_manifest_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        File.Delete(Path.Combine(folder, "manifest.json"));
        Refused(folder, RefusalReason.ManifestMissing);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        File.Delete(Path.Combine(folder, "model.onnx"));
        Directory.CreateDirectory(Path.Combine(folder, "model.onnx"));
        Refused(folder, RefusalReason.FileUnreadable);
    }

    [Fact]
    public void Another_feature_hash_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "meta");
        ModelRefusal refusal = Refused(folder, RefusalReason.WrongFeatureHash, MadeModels.Features with { Hash = "beef" });
        Assert.Contains("00c0ffee", refusal.Message, StringComparison.Ordinal);
        Refused(folder, RefusalReason.WrongFeatureHash, MadeModels.Features with { Set = "another-set" });
    }

    [Fact]
    public void An_unknown_input_feature_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        ModelRefusal refusal = Refused(folder, RefusalReason.UnknownFeature, MadeModels.Features with { Names = [.. MadeModels.Features.Names.Skip(1)] });
        Assert.Contains("feature0", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("meta")]
    public void A_model_cut_off_anywhere_is_refused_by_name(string name)
    {
        string folder = MadeModels.Save(_models.Path, name);
        string path = Path.Combine(folder, "model.onnx");
        byte[] whole = File.ReadAllBytes(path);

        // All the first and last lengths, where headers and opsets end, and a step through the weights between.
        int step = Math.Max(1, whole.Length / 97);
        foreach (int length in Enumerable.Range(0, whole.Length).Where(n => n < 64 || n >= whole.Length - 64 || n % step == 0))
        {
            File.WriteAllBytes(path, whole[..length]);
            ModelSlot slot = ModelStore.LoadOne(folder, MadeModels.Features);
            Assert.True(slot.Refusal?.Reason == RefusalReason.ModelUnreadable, $"cut to {length} of {whole.Length} bytes: {slot.Refusal}");
        }
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        File.WriteAllText(Path.Combine(folder, "model.onnx"), "<html>404 Not Found</html>");
        Refused(folder, RefusalReason.ModelUnreadable);
    }

    [Fact]
    public void An_operator_that_onnx_runtime_lacks_is_refused_by_name()
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        graph.Nodes[1] = new OnnxNode("Guess", "", graph.Nodes[1].Inputs, graph.Nodes[1].Outputs);
        Assert.Contains("Guess", Refused(Replaced("momentum", graph), RefusalReason.ModelUnreadable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_inputs_is_refused_by_name() => Refused(Replaced("momentum", MadeModels.Mlp(1, inputs: 11)), RefusalReason.WrongInput);

    [Fact]
    public void Another_number_of_outputs_is_refused_by_name() => Refused(Replaced("momentum", MadeModels.Mlp(1, outputs: 4)), RefusalReason.WrongOutput);

    [Fact]
    public void A_network_in_the_place_of_trees_is_refused_by_name() => Refused(Replaced("meta", MadeModels.Mlp(1, outputs: 4)), RefusalReason.WrongOutput);

    [Fact]
    public void Trees_of_another_number_of_classes_are_refused_by_name() => Refused(Replaced("meta", MadeModels.Trees(1, classes: 3)), RefusalReason.WrongOutput);

    [Fact]
    public void Inputs_of_another_type_are_refused_by_name()
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        graph.Inputs[0] = graph.Inputs[0] with { Name = "doubles", Element = OnnxElement.Double };
        var cast = new OnnxNode("Cast", "", ["doubles"], ["features"]);
        cast.Attributes.Add(new OnnxAttribute("to", OnnxAttributeType.Int) { Int = (long)OnnxElement.Float });
        graph.Nodes.Insert(0, cast);
        Assert.Contains("Double", Refused(Replaced("momentum", graph), RefusalReason.WrongInput).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_of_another_name_than_the_manifests_are_refused_by_name()
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        graph.Outputs[0] = graph.Outputs[0] with { Name = "values" };
        graph.Nodes[^1] = new OnnxNode("Gemm", "", graph.Nodes[^1].Inputs, ["values"]);
        Refused(Replaced("momentum", graph), RefusalReason.WrongOutput);
    }

    [Fact]
    public void A_batch_of_open_length_is_taken_as_one()
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        graph.Inputs[0] = graph.Inputs[0] with { Dims = [-1, 12] };
        graph.Outputs[0] = graph.Outputs[0] with { Dims = [-1, 5] };
        string folder = Path.Combine(_models.Path, "momentum");
        byte[] onnx = OnnxFile.Write(graph);
        ModelStore.Save(folder, onnx, MadeModels.Manifest("momentum", onnx));
        ModelSlot slot = ModelStore.LoadOne(folder, MadeModels.Features);
        Assert.Null(slot.Refusal);
        slot.Model!.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_weight_that_is_not_a_number_is_refused_by_name(int tensor)
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        float[] weights = graph.Initializers[tensor].Floats();
        weights[^1] = float.NaN;
        graph.Initializers[tensor] = OnnxTensor.Of(graph.Initializers[tensor].Name, graph.Initializers[tensor].Dims, weights);
        Refused(Replaced("momentum", graph), RefusalReason.NotFinite);
    }

    [Fact]
    public void A_leaf_that_is_not_a_number_is_refused_by_name()
    {
        OnnxGraph graph = MadeModels.Trees(1);
        graph.Nodes[0].Attribute("class_weights")!.Floats[7] = float.NaN;
        Refused(Replaced("meta", graph), RefusalReason.NotFinite);
    }

    [Fact]
    public void An_answer_that_is_infinite_is_refused_by_name()
    {
        OnnxGraph graph = MadeModels.Mlp(1);
        float[] bias = graph.Initializers[^1].Floats();
        bias[0] = float.PositiveInfinity;
        graph.Initializers[^1] = OnnxTensor.Of("bias2", [5], bias);
        Refused(Replaced("momentum", graph), RefusalReason.NotFinite);
    }

    [Fact]
    public void A_golden_vector_that_is_a_little_off_is_refused_by_name()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        JsonNode manifest = ManifestOf(folder);
        JsonNode output = manifest["goldenVectors"]![7]!["output"]!;
        output[4] = (float)output[4]! + 3e-5f;
        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString());
        Assert.Contains("kchft models seal", Refused(folder, RefusalReason.GoldenMismatch).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_model_is_refused_until_it_is_sealed()
    {
        string folder = MadeModels.Save(_models.Path, "momentum");
        float[] before = AnswerOf(folder);
        OnnxGraph negated = Negated(MadeModels.Mlp(1));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxFile.Write(negated));
        Refused(folder, RefusalReason.GoldenMismatch);

        (ModelManifest? sealedManifest, ModelRefusal? refusal) = ModelSeal.Seal(folder);
        Assert.Null(refusal);
        Assert.Empty(sealedManifest!.Scores);
        Assert.StartsWith("Replaced by hand", sealedManifest.TrainedOn.Text, StringComparison.Ordinal);
        Assert.Equal(Array.ConvertAll(before, q => -q), AnswerOf(folder));

        // The inputs were kept: they are the trainer's, from real data.
        Assert.Equal(MadeModels.Manifest("momentum", OnnxFile.Write(MadeModels.Mlp(1))).GoldenVectors[3].Input, sealedManifest.GoldenVectors[3].Input);
    }

    [Fact]
    public void Sealing_twice_changes_nothing()
    {
        string folder = MadeModels.Save(_models.Path, "meta", seed: 2);
        ModelSeal.Seal(folder);
        byte[] once = File.ReadAllBytes(Path.Combine(folder, "manifest.json"));
        ModelSeal.Seal(folder);
        Assert.Equal(once, File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        Assert.Equal(0.25, ModelStore.LoadOne(folder, MadeModels.Features).Manifest!.Scores["heldOutR2"]);
    }

    [Fact]
    public void Sealing_fills_in_what_a_manifest_written_by_hand_lacks()
    {
        string folder = MadeModels.Save(_models.Path, "meta");
        JsonNode manifest = ManifestOf(folder);
        foreach (string key in (string[])["inputShape", "outputShape", "outputs", "modelSha256", "goldenVectors"])
            manifest.AsObject().Remove(key);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString());
        Refused(folder, RefusalReason.ManifestInvalid);
        (ModelManifest? written, ModelRefusal? refusal) = ModelSeal.Seal(folder);
        Assert.Null(refusal);
        Assert.Equal(8, written!.GoldenVectors.Length);
        AnswerOf(folder);
    }

    [Fact]
    public void What_cannot_be_loaded_cannot_be_sealed_and_the_manifest_stays()
    {
        string folder = Replaced("momentum", MadeModels.Mlp(1, inputs: 11));
        byte[] before = File.ReadAllBytes(Path.Combine(folder, "manifest.json"));
        Assert.Equal(RefusalReason.WrongInput, ModelSeal.Seal(folder).Refusal!.Reason);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        Assert.Equal(RefusalReason.FolderMissing, ModelSeal.Seal(Path.Combine(_models.Path, "nowhere")).Refusal!.Reason);
    }

    [Fact]
    public void Another_file_with_the_same_answers_is_ready_with_a_warning()
    {
        OnnxGraph renamed = MadeModels.Mlp(1);
        renamed.Producer = "someone else";
        ModelSlot slot = ModelStore.LoadOne(Replaced("momentum", renamed), MadeModels.Features);
        Assert.Null(slot.Refusal);
        Assert.Contains("seal", slot.Warning, StringComparison.Ordinal);
        slot.Model!.Dispose();
    }

    private static ModelRefusal Refused(string folder, RefusalReason reason, FeatureNames? features = null)
    {
        ModelSlot slot = ModelStore.LoadOne(folder, features ?? MadeModels.Features);
        Assert.NotNull(slot.Refusal);
        Assert.True(slot.Refusal.Reason == reason, slot.Refusal.ToString());
        Assert.Equal(Path.GetFileName(folder), slot.Refusal.Model);
        Assert.Null(slot.Model);
        return slot.Refusal;
    }

    private static OnnxGraph Negated(OnnxGraph graph)
    {
        foreach (int last in (int[])[graph.Initializers.Count - 2, graph.Initializers.Count - 1])
        {
            OnnxTensor tensor = graph.Initializers[last];
            graph.Initializers[last] = OnnxTensor.Of(tensor.Name, tensor.Dims, Array.ConvertAll(tensor.Floats(), value => -value));
        }

        return graph;
    }

    private static JsonNode ManifestOf(string folder) => JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")))!;

    private static float[] AnswerOf(string folder)
    {
        ModelSlot slot = ModelStore.LoadOne(folder, MadeModels.Features);
        Assert.Null(slot.Refusal);
        using OnnxModel model = slot.Model!;
        var output = new float[model.OutputCount];
        Assert.True(model.Run([.. Enumerable.Range(0, model.InputCount).Select(i => (i * 0.25f) - 1)], output));
        return output;
    }

    /// <summary>A good folder whose model.onnx someone has replaced.</summary>
    private string Replaced(string name, OnnxGraph graph)
    {
        string folder = MadeModels.Save(_models.Path, name);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxFile.Write(graph));
        return folder;
    }
}
