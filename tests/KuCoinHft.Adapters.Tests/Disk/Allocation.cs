namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>Measures what a piece of code allocates on this thread.</summary>
internal static class Allocation
{
    public static long BytesOf(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
