using System.Globalization;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>Which cores threads may run on.</summary>
/// <remarks>
/// A new thread inherits its mask; a hot worker therefore pins itself from inside, and the process is kept on housekeeping cores before any worker starts.
/// Linux only; elsewhere nothing can be pinned and asking for it is an error.
/// Thread: every method but <see cref="Restrict"/> speaks about its caller. Before start only.
/// </remarks>
public static partial class CoreAffinity
{
    // Linux builds have at most 8192 processors; a mask as large as the largest kernel's is never refused as too small.
    private const int CoresMax = 8192;
    private const int WordBits = 64;

    // ESRCH.
    private const int NoSuchThread = 3;

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
    public static void Pin(int core) => Tie(0, [core]);

    /// <summary>Keeps every thread of the process on some cores: those there are, the main thread among them, and those that come.</summary>
    /// <remarks>
    /// A thread that the runtime starts takes the main thread's cores, any other its starter's. Before any worker starts: a pinned one would lose its core.
    /// </remarks>
    /// <exception cref="PlatformNotSupportedException">This system cannot pin threads.</exception>
    /// <exception cref="ArgumentException">No core is given, or the system refuses them.</exception>
    public static void Restrict(IReadOnlyList<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        Tie(0, cores);

        // Again until a pass meets nobody new: a thread not yet tied may have started another meanwhile.
        var tied = new HashSet<int>();
        int before;
        do
        {
            before = tied.Count;
            foreach (string task in Directory.GetDirectories("/proc/self/task"))
            {
                int threadId = int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture);
                if (tied.Add(threadId))
                    Tie(threadId, cores);
            }
        }
        while (tied.Count > before);
    }

    /// <summary>The operating system's id of the calling thread, as in /proc/self/task; 0 where it is not Linux.</summary>
    public static int ThreadId() => IsSupported ? GetThreadId() : 0;

    // Thread 0 is the caller. A thread that has ended meanwhile needs no core.
    private static unsafe void Tie(int threadId, IReadOnlyList<int> cores)
    {
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

        if (SchedSetAffinity(threadId, CoresMax / 8, mask) < 0 && Marshal.GetLastPInvokeError() != NoSuchThread)
            throw Refused(asked, Marshal.GetLastPInvokeErrorMessage());
    }

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
