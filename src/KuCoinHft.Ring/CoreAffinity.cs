using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>Which cores the calling thread may run on.</summary>
/// <remarks>
/// A new thread inherits the mask of the thread that started it; a hot worker therefore pins itself from inside, and the main thread may keep itself (and the
/// runtime's later threads) on housekeeping cores. Linux only; elsewhere nothing can be pinned and asking for it is an error.
/// Thread: every method speaks about its caller. Before start only.
/// </remarks>
public static partial class CoreAffinity
{
    // Linux builds have at most 8192 processors; a mask as large as the largest kernel's is never refused as too small.
    private const int CoresMax = 8192;
    private const int WordBits = 64;

    /// <summary>Whether this system can pin threads.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The cores that the calling thread may use, ascending; empty where pinning is not supported.</summary>
    /// <remarks>Read it before anything is pinned: a pinned thread, and every thread it starts, sees its own core only.</remarks>
    public static unsafe IReadOnlyList<int> Allowed()
    {
        if (!IsSupported)
            return [];
        ulong* mask = stackalloc ulong[CoresMax / WordBits];
        if (SchedGetAffinity(0, CoresMax / 8, mask) < 0)
            throw new InvalidOperationException($"The cores of this thread could not be read: {Marshal.GetLastPInvokeErrorMessage()}.");

        var cores = new List<int>();
        for (int core = 0; core < CoresMax; core++)
        {
            if ((mask[core / WordBits] >> (core % WordBits) & 1) != 0)
                cores.Add(core);
        }

        return cores;
    }

    /// <summary>Ties the calling thread to one core.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot pin threads.</exception>
    /// <exception cref="ArgumentException">The system refuses the core.</exception>
    public static void Pin(int core) => Restrict([core]);

    /// <summary>Ties the calling thread to some cores.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot pin threads.</exception>
    /// <exception cref="ArgumentException">No core is given, or the system refuses them.</exception>
    public static unsafe void Restrict(IReadOnlyList<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        string asked = string.Join(", ", cores);
        if (!IsSupported)
            throw new PlatformNotSupportedException($"Core {asked} was asked for, but threads can be pinned on Linux only; leave the core out of the placement.");

        ulong* mask = stackalloc ulong[CoresMax / WordBits];
        new Span<ulong>(mask, CoresMax / WordBits).Clear();
        foreach (int core in cores)
        {
            if (core is < 0 or >= CoresMax)
                throw Refused(asked, $"core {core} does not exist");
            mask[core / WordBits] |= 1UL << (core % WordBits);
        }

        if (SchedSetAffinity(0, CoresMax / 8, mask) < 0)
            throw Refused(asked, Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>The operating system's id of the calling thread, as in /proc/self/task; 0 where it is not Linux.</summary>
    public static int ThreadId() => IsSupported ? GetThreadId() : 0;

    private static ArgumentException Refused(string asked, string reason) =>
        new($"This thread cannot be tied to core {(asked.Length == 0 ? "(none)" : asked)}: {reason}. It may run on {string.Join(", ", Allowed())}.");

    // SAFETY (both): the mask has the given number of bytes, and the system reads or writes no more.
    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static unsafe partial int SchedGetAffinity(int threadId, nuint maskBytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static unsafe partial int SchedSetAffinity(int threadId, nuint maskBytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}
