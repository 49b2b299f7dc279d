using System.Runtime.InteropServices;

namespace KuCoinHft.Cli.Doctor;

/// <summary>What the kernel says of how well its clock is kept.</summary>
/// <param name="IsSynchronised">Whether something disciplines it.</param>
/// <param name="OffsetNs">The correction that is still being applied, nanoseconds.</param>
/// <param name="MaxErrorNs">The greatest error that its keeper thinks possible, nanoseconds.</param>
/// <remarks>Source: adjtimex(2). KuCoin refuses a signature whose time is 5 s off.</remarks>
internal readonly partial record struct KernelClock(bool IsSynchronised, long OffsetNs, long MaxErrorNs)
{
    private const int StatusUnsynchronised = 0x40;
    private const int StatusNano = 0x2000;

    /// <summary>Reads it; null where the system has no such call.</summary>
    public static unsafe KernelClock? Read()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Timex timex = default;
        if (AdjTimex(ref timex) < 0)
            return null;
        long unitNs = (timex.Status & StatusNano) != 0 ? 1 : 1000;
        return new KernelClock((timex.Status & StatusUnsynchronised) == 0, timex.Offset * unitNs, timex.MaxError * 1000);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjTimex(ref Timex timex);

    // struct timex of 64-bit Linux: 208 bytes, of which we read the first.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Timex
    {
        [FieldOffset(8)]
        public long Offset;

        [FieldOffset(24)]
        public long MaxError;

        [FieldOffset(40)]
        public int Status;
    }
}
