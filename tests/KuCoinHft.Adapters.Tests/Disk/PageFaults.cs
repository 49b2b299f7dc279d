using System.Runtime.InteropServices;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>Counts page faults of the calling thread.</summary>
/// <remarks>Source: getrusage(2), RUSAGE_THREAD; ru_minflt and ru_majflt stand behind two timevals and four longs.</remarks>
internal static partial class PageFaults
{
    private const int RusageThread = 1;
    private const int Longs = 18;
    private const int MinorIndex = 8;
    private const int MajorIndex = 9;

    /// <summary>Minor and major faults of this thread so far.</summary>
    public static long Count()
    {
        Span<long> usage = stackalloc long[Longs];
        if (GetRusage(RusageThread, ref usage[0]) != 0)
            throw new InvalidOperationException("getrusage refused RUSAGE_THREAD.");

        // Nothing may be allocated between two counts: fresh heap is fresh pages.
        return usage[MinorIndex] + usage[MajorIndex];
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetRusage(int who, ref long usage);
}
