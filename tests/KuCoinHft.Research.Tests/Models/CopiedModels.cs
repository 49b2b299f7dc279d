using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Models;

/// <summary>The shipped models in a folder of their own, where a test may do to them what a person might.</summary>
internal sealed class CopiedModels : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CopiedModels()
    {
        foreach (string name in ModelStore.Names)
        {
            Directory.CreateDirectory(FolderOf(name));
            foreach (string file in (string[])[ModelStore.ModelFile, ModelStore.ManifestFile])
                File.Copy(Path.Combine(Shipped.ModelsFolder, name, file), Path.Combine(FolderOf(name), file));
        }
    }

    public EngineModels Load() => EngineModels.Load(_folder.Path);

    public string FolderOf(string name) => _folder.Below(name);

    public string ModelFileOf(string name) => Path.Combine(FolderOf(name), ModelStore.ModelFile);

    public string ManifestFileOf(string name) => Path.Combine(FolderOf(name), ModelStore.ManifestFile);

    /// <summary>Rewrites a model's file with some of its constants changed.</summary>
    /// <param name="change">Gets a constant's place among them, counted from the last one, and its numbers.</param>
    public void ChangeWeights(string name, Action<int, float[]> change)
    {
        OnnxGraph graph = OnnxFile.Read(File.ReadAllBytes(ModelFileOf(name)));
        for (int i = 0; i < graph.Initializers.Count; i++)
        {
            OnnxTensor tensor = graph.Initializers[i];
            float[] values = tensor.Floats();
            change(graph.Initializers.Count - 1 - i, values);
            graph.Initializers[i] = OnnxTensor.Of(tensor.Name, tensor.Dims, values);
        }

        File.WriteAllBytes(ModelFileOf(name), OnnxFile.Write(graph));
    }

    public void Dispose() => _folder.Dispose();
}
