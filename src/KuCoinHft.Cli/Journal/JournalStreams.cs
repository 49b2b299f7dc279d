using KuCoinHft.Adapters.Disk;

namespace KuCoinHft.Cli.Journal;

/// <summary>What a user named as a journal.</summary>
internal static class JournalStreams
{
    /// <summary>The streams of a folder that are there, frames first, or the one segment that was named.</summary>
    /// <exception cref="IOException">There is no journal at that place.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no folder {Path.GetFullPath(path)}; name the folder that 'kchft demo --journal' wrote, or one .kcj file of it.");
        string[] streams = [.. Both(path).Where(stream => JournalFolder.NextSegment(stream, 0) > 0)];
        return streams.Length > 0
            ? streams
            : throw new FileNotFoundException($"The folder {Path.GetFullPath(path)} holds no journal: no frames-*.kcj and no actions-*.kcj; name the folder that 'kchft demo --journal' wrote.");
    }

    /// <summary>Names of streams that a folder should hold and does not.</summary>
    public static IEnumerable<string> Missing(string path) =>
        File.Exists(path) ? [] : Both(path).Where(stream => JournalFolder.NextSegment(stream, 0) == 0).Select(stream => Path.GetFileName(stream)!);

    private static string[] Both(string folder) => [JournalFolder.FramesPath(folder), JournalFolder.ActionsPath(folder)];
}
