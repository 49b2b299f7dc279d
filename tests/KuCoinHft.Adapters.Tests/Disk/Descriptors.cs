using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>Takes from this process's own open files what a failing disk takes.</summary>
internal static partial class Descriptors
{
    /// <summary>Puts a descriptor that only reads in the place of the one by which <paramref name="path"/> is open: its length can no longer be set.</summary>
    /// <remarks>Linux. Source: dup2(2), proc(5).</remarks>
    public static void MakeReadOnly(string path)
    {
        string entry = Directory.GetFiles("/proc/self/fd").Single(entry => new FileInfo(entry).LinkTarget == path);
        using SafeFileHandle reader = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        int descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
        if (Dup2(reader, descriptor) != descriptor)
            throw new InvalidOperationException($"dup2 refused to replace the descriptor {descriptor} of {path}.");
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(SafeFileHandle from, int to);
}
