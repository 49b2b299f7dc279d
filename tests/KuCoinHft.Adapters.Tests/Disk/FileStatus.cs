using System.Diagnostics;
using System.Globalization;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>What the file system says of a file and .NET does not.</summary>
internal static class FileStatus
{
    /// <summary>Bytes of the disk blocks that it takes, holes left out.</summary>
    public static long ReservedBytes(string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["--format=%b %B", path]) { RedirectStandardOutput = true })!;
        string[] blocks = stat.StandardOutput.ReadToEnd().Split(' ');
        stat.WaitForExit();
        return long.Parse(blocks[0], CultureInfo.InvariantCulture) * long.Parse(blocks[1], CultureInfo.InvariantCulture);
    }
}
