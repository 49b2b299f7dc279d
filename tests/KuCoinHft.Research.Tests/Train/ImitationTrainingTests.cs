using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Tests.Backtest;
using KuCoinHft.Research.Train;

namespace KuCoinHft.Research.Tests.Train;

/// <summary>Training is a function of recording and seed, and what it writes can be used.</summary>
public sealed class ImitationTrainingTests
{
    private static readonly EditedRecording Market = EditedRecording.Warmed(EditedRecording.Beginning(Shipped.Binance, 15_000));

    [Fact]
    public void The_same_seed_gives_the_same_files_and_another_gives_others()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        using var third = new TemporaryFolder();
        Train(first, seed: 5);
        Train(second, seed: 5);
        Train(third, seed: 6);
        foreach (string name in ModelStore.Names)
        {
            Assert.Equal(Bytes(first, name, ModelStore.ModelFile), Bytes(second, name, ModelStore.ModelFile));
            Assert.Equal(Bytes(first, name, ModelStore.ManifestFile), Bytes(second, name, ModelStore.ManifestFile));
        }

        Assert.NotEqual(Bytes(first, ModelStore.Names[0], ModelStore.ModelFile), Bytes(third, ModelStore.Names[0], ModelStore.ModelFile));
        using EngineModels models = EngineModels.Load(first.Path);
        Assert.Empty(models.Refusals);
        Assert.Empty(models.Warnings);
    }

    private static void Train(TemporaryFolder folder, int seed) =>
        ImitationTraining.Run([Market], folder.Path, seed, TextWriter.Null, TestContext.Current.CancellationToken);

    private static byte[] Bytes(TemporaryFolder folder, string name, string file) => File.ReadAllBytes(Path.Combine(folder.File(name), file));
}
