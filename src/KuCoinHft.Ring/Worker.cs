using System.Diagnostics;

namespace KuCoinHft.Ring;

/// <summary>A thread of its own that polls its duties in order until it is stopped.</summary>
/// <remarks>
/// With a core it pins itself from inside; without one it runs wherever the thread that started it may run.
/// Errors: an exception from a duty is a bug. It is kept in <see cref="Fault"/>, the loop ends, no later duty runs, and the fault callback is called on this thread so that
/// it can trip the kill switch. If the callback itself throws, nothing is left to trust and the process ends.
/// Thread: <see cref="Start"/> and <see cref="Stop"/> from one cold thread; everything else from any.
/// </remarks>
public sealed class Worker
{
    private readonly IPollable[] _duties;
    private readonly WaitStrategy _strategy;
    private readonly WakeSignal? _signal;
    private readonly Action<Worker, Exception> _onFault;
    private WakeSignal[] _sleepers = [];
    private Thread? _thread;
    private Exception? _startFailure;
    private Exception? _fault;
    private string? _faultedDuty;
    private int _threadId;
    private bool _isStopAsked;
    private long _measuresAsked;
    private long _measuresAnswered;
    private long _allocatedBytesAtStart;
    private long _allocatedBytes;

    /// <param name="core">The core to pin to, or null.</param>
    /// <param name="onFault">Called once, on the worker's thread, after a duty threw.</param>
    /// <param name="parkMsMax">How long a blocking worker may leave work alone that no worker brings, in milliseconds.</param>
    /// <exception cref="ArgumentException">There is no duty.</exception>
    public Worker(string name, IReadOnlyList<IPollable> duties, int? core, WaitStrategy strategy, Action<Worker, Exception> onFault, int parkMsMax = WakeSignal.ParkMsDefault)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(duties);
        ArgumentNullException.ThrowIfNull(onFault);
        if (duties.Count == 0)
            throw new ArgumentException($"The worker {name} needs at least one duty.", nameof(duties));
        Name = name;
        Core = core;
        _duties = [.. duties];
        _strategy = strategy;
        _signal = strategy == WaitStrategy.Block ? new WakeSignal(parkMsMax) : null;
        _onFault = onFault;
    }

    public string Name { get; }

    public int? Core { get; }

    /// <summary>The operating system's id of the thread; 0 before start and where it is not Linux.</summary>
    public int ThreadId => Volatile.Read(ref _threadId);

    /// <summary>What a duty threw, or null.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>The name of the duty that threw, or null.</summary>
    public string? FaultedDuty => Volatile.Read(ref _faultedDuty);

    /// <summary>Whether the thread is alive.</summary>
    public bool IsRunning => _thread is { IsAlive: true };

    /// <summary>Bytes that the duties had allocated when the worker last said so: at <see cref="MeasureAllocatedBytes"/> and at its end.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocatedBytes);

    /// <summary>Wakes <paramref name="downstream"/>, if it blocks, after every pass in which this worker did something. Before start only.</summary>
    /// <remarks><see cref="Placement.CreateWorkers"/> calls it; without it a blocking worker looks when its longest park has passed.</remarks>
    public void Wakes(Worker downstream)
    {
        ArgumentNullException.ThrowIfNull(downstream);
        if (downstream._signal is { } signal)
            _sleepers = [.. _sleepers, signal];
    }

    /// <summary>Starts the thread and returns once it is pinned and about to poll.</summary>
    /// <exception cref="InvalidOperationException">It was started before, or it could not be pinned.</exception>
    public void Start()
    {
        if (_thread is not null)
            throw new InvalidOperationException($"The worker {Name} was started before; a worker runs once.");
        using var ready = new ManualResetEventSlim();
        _thread = new Thread(Main) { Name = Name, IsBackground = true };
        _thread.Start(ready);
        ready.Wait();
        if (_startFailure is null)
            return;
        _thread.Join();
        throw new InvalidOperationException($"The worker {Name} could not start. {_startFailure.Message}", _startFailure);
    }

    /// <summary>Asks the worker to end after the pass under way, and returns at once.</summary>
    /// <remarks>What is on the ring then stays there; whoever wants it drained stops the writer first and asks the others when their sequences have caught up.</remarks>
    public void RequestStop()
    {
        Volatile.Write(ref _isStopAsked, true);
        _signal?.Wake();
    }

    /// <summary>Asks the worker to end and waits for it.</summary>
    /// <returns>False when it was still running after <paramref name="timeout"/>.</returns>
    /// <exception cref="InvalidOperationException">The worker itself calls, and would wait for itself; it uses <see cref="RequestStop"/>.</exception>
    public bool Stop(TimeSpan timeout)
    {
        RequestStop();
        if (_thread == Thread.CurrentThread)
            throw new InvalidOperationException($"The worker {Name} cannot wait for its own end; it calls RequestStop.");
        return _thread is null || _thread.Join(timeout);
    }

    /// <summary>Asks the worker how many bytes its duties have allocated since it started.</summary>
    /// <exception cref="TimeoutException">A duty has not returned for <paramref name="timeout"/>.</exception>
    public long MeasureAllocatedBytes(TimeSpan timeout)
    {
        if (_thread is null)
            return 0;
        long asked = Interlocked.Increment(ref _measuresAsked);
        _signal?.Wake();
        long startedAt = Stopwatch.GetTimestamp();
        var idle = new Idle(WaitStrategy.Yield);
        while (Volatile.Read(ref _measuresAnswered) < asked)
        {
            if (Stopwatch.GetElapsedTime(startedAt) > timeout)
                throw new TimeoutException($"The worker {Name} gave no sign for {timeout.TotalMilliseconds} ms; one of its duties does not return.");
            idle.Wait();
        }

        return AllocatedBytes;
    }

    private void Main(object? ready)
    {
        try
        {
            if (Core is { } core)
                CoreAffinity.Pin(core);
            Volatile.Write(ref _threadId, CoreAffinity.ThreadId());

            // The first wait of a process finds its native functions, which allocates; what duties allocate is counted from after it.
            if (_strategy == WaitStrategy.Sleep)
                ShortSleep.Wait();
            _signal?.Prepare();
        }
        catch (Exception exception)
        {
            _startFailure = exception;
        }

        ((ManualResetEventSlim)ready!).Set();
        if (_startFailure is null)
            Poll();
    }

    private void Poll()
    {
        int duty = 0;
        _allocatedBytesAtStart = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var idle = new Idle(_strategy, _signal);
            while (!Volatile.Read(ref _isStopAsked))
            {
                bool worked = false;
                for (duty = 0; duty < _duties.Length; duty++)
                    worked |= _duties[duty].RunOnce();
                if (Volatile.Read(ref _measuresAsked) != _measuresAnswered)
                    AnswerMeasure(_measuresAsked);
                if (worked)
                {
                    idle.Reset();
                    WakeSleepers();
                }
                else
                {
                    idle.Wait();
                }
            }

            AnswerMeasure(long.MaxValue);
        }
        catch (Exception exception)
        {
            AnswerMeasure(long.MaxValue);
            Volatile.Write(ref _faultedDuty, _duties[duty].Name);
            Volatile.Write(ref _fault, exception);
            _onFault(this, exception);
        }
    }

    private void WakeSleepers()
    {
        foreach (WakeSignal sleeper in _sleepers)
            sleeper.Wake();
    }

    // The bytes first: who sees the answer's number sees its bytes. The last answer is for every question that may still come.
    private void AnswerMeasure(long answered)
    {
        Volatile.Write(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread() - _allocatedBytesAtStart);
        Volatile.Write(ref _measuresAnswered, answered);
    }
}
