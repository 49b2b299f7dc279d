using System.IO.Compression;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kchft");

    public string Path => _folder.FullName;

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Compress(string from, string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        using FileStream file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(File.ReadAllBytes(from));
        return path;
    }

    public string Decompress(string from, string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        using FileStream file = File.Create(path);
        using var gzip = new GZipStream(File.OpenRead(from), CompressionMode.Decompress);
        gzip.CopyTo(file);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
