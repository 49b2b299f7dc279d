namespace KuCoinHft.Adapters.Disk;

/// <summary>A thread that prepares and closes the segments of journals, so that no appending worker ever waits for a file.</summary>
/// <remarks>It looks instead of being told: telling would cost the appending worker a system call. Dispose stops it; dispose the writers afterwards.</remarks>
public sealed class JournalHousekeeper : IDisposable
{
    // A segment of 64 MiB and a look every 20 ms leave room for more than 3 GB/s.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan IntervalAfterFault = TimeSpan.FromSeconds(1);

    private readonly JournalWriter[] _writers;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public JournalHousekeeper(params JournalWriter[] writers)
    {
        _writers = writers;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal-housekeeper" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        TimeSpan interval;
        do
        {
            interval = Interval;
            foreach (JournalWriter writer in _writers)
            {
                writer.Housekeep();
                if (writer.Fault is not null && !writer.IsNextReady)
                    interval = IntervalAfterFault;
            }
        }
        while (!_stop.Wait(interval));
    }
}
