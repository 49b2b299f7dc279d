using KuCoinHft.Engine;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A last duty of a fused worker: reads the worker's own allocation count when one frame has passed, and again when another has.</summary>
/// <remarks>Thread: the worker; read after <see cref="IsEnded"/>.</remarks>
internal sealed class AllocationMeter(Pipeline pipeline, long firstFrame, long lastFrame) : IPollable
{
    private readonly int[] _collectionsBefore = new int[GC.MaxGeneration + 1];
    private SessionCounts _countsBefore;
    private long _bytesBefore;
    private long _processBytesBefore;
    private bool _isStarted;
    private bool _isEnded;

    public string Name => "meter";

    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Bytes that the worker's thread allocated between the two frames.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that all threads of the process allocated meanwhile.</summary>
    public long ProcessBytes { get; private set; }

    /// <summary>Collections meanwhile, by generation.</summary>
    public int[] Collections { get; } = new int[GC.MaxGeneration + 1];

    /// <summary>What the pipeline did meanwhile.</summary>
    public SessionCounts Counts { get; private set; }

    public bool RunOnce()
    {
        long frames = pipeline.Completed + 1;
        if (!_isStarted && frames >= firstFrame)
            Start();
        else if (_isStarted && !_isEnded && frames >= lastFrame)
            End();
        return false;
    }

    private void Start()
    {
        _isStarted = true;
        _countsBefore = SessionCounts.Of(pipeline);
        for (int generation = 0; generation < Collections.Length; generation++)
            _collectionsBefore[generation] = GC.CollectionCount(generation);
        _processBytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        _bytesBefore = GC.GetAllocatedBytesForCurrentThread();
    }

    private void End()
    {
        Bytes = GC.GetAllocatedBytesForCurrentThread() - _bytesBefore;
        ProcessBytes = GC.GetTotalAllocatedBytes(precise: true) - _processBytesBefore;
        for (int generation = 0; generation < Collections.Length; generation++)
            Collections[generation] = GC.CollectionCount(generation) - _collectionsBefore[generation];
        Counts = SessionCounts.Of(pipeline) - _countsBefore;
        Volatile.Write(ref _isEnded, true);
    }
}
