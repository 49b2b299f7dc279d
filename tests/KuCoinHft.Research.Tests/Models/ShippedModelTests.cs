using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Adapters.Tests.Onnx;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Models;

/// <summary>The four models that ship are sound and compute what is written in their files.</summary>
public sealed class ShippedModelTests
{
    private const int RandomInputs = 1_000;
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Names { get; } = [.. ModelStore.Names];

    [Fact]
    public void All_four_load_without_a_refusal_or_a_warning()
    {
        using EngineModels models = Shipped.Models();
        Assert.Empty(models.Refusals);
        Assert.Empty(models.Warnings);
        Assert.DoesNotContain(null, models.Agents);
        Assert.NotNull(models.Meta);
        Assert.Equal(ModelStore.Names.Order(StringComparer.Ordinal), models.Hashes.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_vectors_agree_with_the_file_by_both_calculations(string name)
    {
        ModelSlot slot = ModelStore.LoadOne(Path.Combine(Shipped.ModelsFolder, name), EngineModels.Features);
        Assert.True(slot.Refusal is null, slot.Refusal?.ToString());
        using OnnxModel model = slot.Model!;
        PlainModel plain = PlainOf(name);
        var output = new float[model.OutputCount];
        Assert.InRange(slot.Manifest!.GoldenVectors.Length, ModelManifest.GoldenVectorsMin, int.MaxValue);
        foreach (GoldenVector golden in slot.Manifest.GoldenVectors)
        {
            Assert.True(model.Run(golden.Input, output));
            AssertNear(Array.ConvertAll(golden.Output, value => (double)value), output);
            AssertNear(plain.Run(golden.Input), output);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_runtime_computes_what_plain_loops_compute(string name)
    {
        ModelSlot slot = ModelStore.LoadOne(Path.Combine(Shipped.ModelsFolder, name), EngineModels.Features);
        using OnnxModel model = slot.Model!;
        PlainModel plain = PlainOf(name);
        var output = new float[model.OutputCount];
        foreach (float[] input in Inputs(slot.Manifest!, seed: 20_260_101))
        {
            Assert.True(model.Run(input, output));
            AssertNear(plain.Run(input), output);
        }
    }

    private static PlainModel PlainOf(string name) => new(File.ReadAllBytes(Path.Combine(Shipped.ModelsFolder, name, ModelStore.ModelFile)));

    // Chance within the range that each input had in the golden vectors: where the market was, so that no layer is saturated or dead throughout.
    private static IEnumerable<float[]> Inputs(ModelManifest manifest, int seed)
    {
        float[][] golden = [.. manifest.GoldenVectors.Select(vector => vector.Input)];
        var random = new Random(seed);
        for (int i = 0; i < RandomInputs; i++)
        {
            var input = new float[manifest.Inputs.Length];
            for (int j = 0; j < input.Length; j++)
            {
                float low = golden.Min(row => row[j]);
                float high = golden.Max(row => row[j]);
                input[j] = low + ((high - low) * random.NextSingle());
            }

            yield return input;
        }
    }

    private static void AssertNear(double[] wanted, float[] output)
    {
        Assert.Equal(wanted.Length, output.Length);
        for (int j = 0; j < wanted.Length; j++)
            Assert.True(Math.Abs(wanted[j] - output[j]) <= Tolerance, $"output {j} is {output[j]:R}, wanted {wanted[j]:R}");
    }
}
