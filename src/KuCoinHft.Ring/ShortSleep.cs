using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>A sleep shorter than the millisecond that the runtime counts in.</summary>
/// <remarks>Thread: the caller's, which the garbage collector does not wait for meanwhile.</remarks>
internal static partial class ShortSleep
{
    /// <summary>What is asked for. Linux adds up to the thread's timer slack, 50 us by default, and the way back onto a core; elsewhere it is a millisecond.</summary>
    public const uint Microseconds = 50;

    // Not inlined: in a loop that the runtime compiles anew while it runs, the call would be bound again, which allocates 32 bytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Wait()
    {
        // A signal may end it early, which a loop that looks again does not mind.
        if (OperatingSystem.IsLinux())
            _ = USleep(Microseconds);
        else
            WaitMillisecond();
    }

#pragma warning disable RS0030 // The one place that sleeps.
    private static void WaitMillisecond() => Thread.Sleep(1);
#pragma warning restore RS0030

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int USleep(uint microseconds);
}
