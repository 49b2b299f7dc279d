using System.Globalization;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Where the two streams of one journal stand.</summary>
/// <remarks>
/// One journal is one folder. Each stream has a single writer, so none needs a lock: the journal stage writes the stream <c>frames</c>, the send stage
/// writes <c>actions</c> inline, before the socket. A stream is a series of files, <c>frames-000001.kcj</c>, <c>frames-000002.kcj</c> and so on.
/// </remarks>
public static class JournalFolder
{
    /// <summary>Room for frames unless configured.</summary>
    public const long FramesBytesDefault = 1L << 30;

    /// <summary>Room for actions and decisions unless configured.</summary>
    public const long ActionsBytesDefault = 256L << 20;

    private const string Extension = ".kcj";

    /// <summary>The stream of frames, as readers and writers take it.</summary>
    public static string FramesPath(string folder) => Path.Combine(folder, "frames");

    /// <summary>The stream of decisions and actions.</summary>
    public static string ActionsPath(string folder) => Path.Combine(folder, "actions");

    /// <summary>The stream of a journal's folder, or <paramref name="path"/> itself where it is no folder.</summary>
    public static string StreamOf(string path, string stream) => Directory.Exists(path) ? Path.Combine(path, stream) : path;

    /// <summary>The file of one segment, numbered from 1.</summary>
    public static string SegmentPath(string stream, int number) => string.Create(CultureInfo.InvariantCulture, $"{stream}-{number:D6}{Extension}");

    /// <summary>The lowest segment number above <paramref name="after"/> that has a file, or 0.</summary>
    public static int NextSegment(string stream, int after)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(stream))!;
        string prefix = Path.GetFileName(stream) + "-";
        int next = 0;
        if (!Directory.Exists(folder))
            return next;
        foreach (string file in Directory.EnumerateFiles(folder, prefix + "*" + Extension))
        {
            ReadOnlySpan<char> digits = Path.GetFileNameWithoutExtension(file.AsSpan())[prefix.Length..];
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > after && (next == 0 || number < next)
                && file.EndsWith(Path.GetFileName(SegmentPath(stream, number)), StringComparison.Ordinal))
                next = number;
        }

        return next;
    }
}
