using System.Runtime.InteropServices;

namespace KuCoinHft.Bench.Replay;

/// <summary>A place in the program that callgrind can be told about by name: <c>--dump-before=gnu_get_libc_version</c> writes out, and sets to zero, what was counted before it.</summary>
/// <remarks>
/// So one process, which starts and compiles once, counts several passes apart. Code that the runtime compiles has no name for callgrind; the C library's functions
/// have, and this one does nothing and is called by nobody else. Outside of callgrind it costs a few nanoseconds.
/// </remarks>
internal static partial class CallgrindMark
{
    public static void Here() => _ = LibcVersion();

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint LibcVersion();
}
