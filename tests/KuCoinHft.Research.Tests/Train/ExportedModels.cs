using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Research.Train;

namespace KuCoinHft.Research.Tests.Train;

/// <summary>Puts a trained model where the engine would find it and loads it as the engine would.</summary>
public static class ExportedModels
{
    public delegate void Evaluate(ReadOnlySpan<float> input, Span<float> output);

    public static void AssertSame(string name, byte[] onnx, TrainingRows inputs, int outputs, Evaluate evaluate)
    {
        string folder = Directory.CreateTempSubdirectory("kchft-train-").FullName;
        try
        {
            ModelSlot slot = Load(Path.Combine(folder, name), onnx, inputs, outputs, evaluate);
            Assert.Null(slot.Refusal);
            using OnnxModel model = slot.Model!;
            float[] output = new float[outputs], wanted = new float[outputs];
            for (int row = 0; row < inputs.Count; row++)
            {
                evaluate(inputs[row], wanted);
                Assert.True(model.Run(inputs[row], output));
                for (int j = 0; j < outputs; j++)
                    Assert.True(Math.Abs(wanted[j] - output[j]) <= 1e-5, $"row {row}, output {j}: {output[j]} instead of {wanted[j]}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ModelSlot Load(string folder, byte[] onnx, TrainingRows inputs, int outputs, Evaluate evaluate)
    {
        string[] names = [.. Enumerable.Range(0, inputs.Width).Select(i => $"feature{i}")];
        var golden = new GoldenVector[8];
        for (int i = 0; i < golden.Length; i++)
        {
            golden[i] = new GoldenVector(inputs[i].ToArray(), new float[outputs]);
            evaluate(golden[i].Input, golden[i].Output);
        }

        string name = Path.GetFileName(folder);
        bool isMeta = name == ModelStore.MetaName;
        ModelStore.Save(folder, onnx, new ModelManifest
        {
            Name = name,
            Kind = isMeta ? ModelKind.Meta : ModelKind.Dqn,
            Version = "1",
            FeatureSet = "test-set",
            FeatureHash = "ab",
            Inputs = names,
            InputShape = [1, names.Length],
            OutputShape = [1, outputs],
            Outputs = isMeta ? [TreeGraph.LabelName, TreeGraph.ProbabilitiesName] : [MlpGraph.OutputName],
            Cadence = "timer 100ms",
            TrainedOn = new ModelOrigin("a test", []),
            GoldenVectors = golden,
        });
        return ModelStore.LoadOne(folder, new FeatureNames("test-set", "ab", names));
    }
}
