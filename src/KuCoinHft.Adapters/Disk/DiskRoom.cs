using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuCoinHft.Adapters.Disk;

/// <summary>Disk blocks for a file before anything is written to it.</summary>
internal static partial class DiskRoom
{
    // EINTR: the runtime's own signals may interrupt a long reservation.
    private const int Interrupted = 4;

    /// <summary>Gives the file its length and every block of it.</summary>
    /// <remarks>
    /// A mapped page without a block that finds the disk full ends the process with a bus error, in the middle of trading; a reserved one cannot.
    /// Elsewhere than on Linux only the length is set. Source: posix_fallocate(3).
    /// </remarks>
    /// <exception cref="IOException">The disk has less room, or refuses for another reason.</exception>
    public static void Reserve(SafeFileHandle file, string path, long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.SetLength(file, bytes);
            return;
        }

        int error;
        do
            error = PosixFallocate(file, 0, (nint)bytes);
        while (error == Interrupted);
        if (error != 0)
            throw new IOException($"{path} of {bytes} bytes cannot be made: {Marshal.GetPInvokeErrorMessage(error)}. Free some room, or name a folder on another disk.");
    }

    // It returns the error instead of setting errno.
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(SafeFileHandle file, nint offset, nint length);
}
