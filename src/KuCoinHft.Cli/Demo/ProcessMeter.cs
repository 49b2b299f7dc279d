using System.Diagnostics;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Demo;

/// <summary>What the process and its hot workers allocated between two moments.</summary>
internal sealed class ProcessMeter
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly Worker[] _workers;
    private readonly long _hotBytesAtStart;
    private readonly long _processBytesAtStart = GC.GetTotalAllocatedBytes(precise: true);
    private readonly int _collectionsAtStart = GC.CollectionCount(0);
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>Begins to measure.</summary>
    public ProcessMeter(Worker[] workers)
    {
        _workers = workers;
        _hotBytesAtStart = HotBytesNow();
    }

    /// <summary>Bytes allocated by the workers.</summary>
    public long HotBytes { get; private set; }

    public long ProcessBytes { get; private set; }

    public int Collections { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>Ends it; the workers still run.</summary>
    public void Stop()
    {
        Seconds = Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;
        HotBytes = HotBytesNow() - _hotBytesAtStart;
        ProcessBytes = GC.GetTotalAllocatedBytes(precise: true) - _processBytesAtStart;
        Collections = GC.CollectionCount(0) - _collectionsAtStart;
    }

    private long HotBytesNow() => _workers.Sum(w => w.MeasureAllocatedBytes(AnswerTimeout));
}
