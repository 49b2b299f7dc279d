using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>A thread on one core that counts what its work allocates.</summary>
internal sealed class PinnedThread
{
    private readonly Thread _thread;
    private long _bytes;

    public PinnedThread(int core, Action work)
    {
        _thread = new Thread(() =>
        {
            CoreAffinity.Pin(core);
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            _bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        _thread.Start();
    }

    /// <summary>Waits for the end of the work.</summary>
    /// <returns>Bytes that it allocated.</returns>
    public long Join()
    {
        _thread.Join();
        return _bytes;
    }
}
