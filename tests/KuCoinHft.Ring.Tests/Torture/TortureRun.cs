using System.Diagnostics;
using System.Globalization;

namespace KuCoinHft.Ring.Tests.Torture;

/// <summary>A producer and three consumers, a thread each: two behind the cursor, the third behind those two; the third stands still for a while in the middle.</summary>
internal sealed class TortureRun : IDisposable
{
    /// <summary>Events of all rings together: <c>KCHFT_TORTURE_EVENTS=1000000000 dotnet test -c Release tests/KuCoinHft.Ring.Tests --filter Torture</c>.</summary>
    public static readonly long EventsInAll =
        long.TryParse(Environment.GetEnvironmentVariable("KCHFT_TORTURE_EVENTS"), NumberStyles.None, CultureInfo.InvariantCulture, out long events) ? events : 5_000_000;

    // Refused claims in a row that show the producer to stand.
    private const int RefusalsEnough = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly RingBuffer _ring;
    private readonly RingColumn<TortureEvent> _events;
    private readonly MarkColumn[] _marks;
    private readonly TortureStage[] _stages;
    private readonly EventProcessor[] _processors;
    private readonly long _count;
    private long _refused;
    private long _allocatedBytes;

    public TortureRun(int slots, long count)
    {
        _count = count;
        _ring = new RingBuffer(slots);
        _events = new RingColumn<TortureEvent>(_ring);
        _marks = [new MarkColumn(_ring, 1), new MarkColumn(_ring, 2)];
        _stages = [new(_events, [], _marks[0]), new(_events, [], _marks[1]), new(_events, _marks, null, standsAt: count / 2)];
        var atCursor = new SequenceBarrier(_ring.Cursor);
        var first = new EventProcessor("first", _stages[0], atCursor, prefetch: _events.Prefetch);
        var second = new EventProcessor("second", _stages[1], atCursor, batchMax: 7);
        _processors = [first, second, new("third", _stages[2], new SequenceBarrier(first.Sequence, second.Sequence))];
        _ring.AddGating(_processors[2].Sequence);
    }

    public long Wrong => _stages.Sum(stage => stage.Wrong);

    /// <summary>Bytes that the four threads allocated.</summary>
    public long AllocatedBytes => _allocatedBytes;

    /// <summary>Runs all events through; asserts that the producer stood while the third consumer did, and that all consumers came to the end.</summary>
    /// <returns>A line for people.</returns>
    public string Run()
    {
        long startedAt = Stopwatch.GetTimestamp();
        Thread[] threads = [.. _processors.Select(processor => Start(() => Consume(processor))), Start(Produce)];
        TortureStage third = _stages[2];
        WaitUntil(() => third.IsStanding);
        long stoodAt = Stopwatch.GetTimestamp();
        WaitForRefusals();
        long cursor = _ring.Cursor.Value;
        Assert.InRange(cursor - _processors[2].Sequence.Value, 1, _ring.Capacity);
        WaitForRefusals();
        Assert.Equal(cursor, _ring.Cursor.Value);
        double stoodMs = Stopwatch.GetElapsedTime(stoodAt).TotalMilliseconds;
        third.GoOn();
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.All(_stages, stage => Assert.Equal(_count, stage.Next));
        string dawdles = string.Join(" + ", _stages.Select(stage => stage.Dawdles.ToString("N0")));
        return $"{_ring.Capacity} slots: {_count:N0} events, {_count / _ring.Capacity:N0} times around, {Volatile.Read(ref _refused):N0} claims refused, {dawdles} pauses of consumers, " +
            $"one stopped for {stoodMs:F1} ms; wrong {Wrong}; {AllocatedBytes} bytes; {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:F1} s";
    }

    public void Dispose()
    {
        foreach (MarkColumn mark in _marks)
            mark.Dispose();
        _events.Dispose();
    }

    private void Produce()
    {
        int batchMax = Math.Min(_ring.Capacity, 64);
        var idle = new Idle(WaitStrategy.Yield);
        for (long n = 0; n < _count;)
        {
            int count = (int)Math.Min(1 + (Hash.Of(n) & (batchMax - 1)), _count - n);
            long last;
            while (!_ring.TryClaim(count, out last))
            {
                Volatile.Write(ref _refused, _refused + 1);
                idle.Wait();
            }

            idle.Reset();
            for (; n <= last; n++)
                _events[n].Write(n);
            _ring.Publish(last);
        }
    }

    private void Consume(EventProcessor processor)
    {
        var idle = new Idle(WaitStrategy.Yield);
        while (processor.Sequence.Value < _count - 1)
        {
            if (processor.RunOnce())
                idle.Reset();
            else
                idle.Wait();
        }
    }

    private Thread Start(Action work)
    {
        var thread = new Thread(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            Interlocked.Add(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        });
        thread.IsBackground = true;
        thread.Start();
        return thread;
    }

    private void WaitForRefusals()
    {
        long enough = Volatile.Read(ref _refused) + RefusalsEnough;
        WaitUntil(() => Volatile.Read(ref _refused) >= enough);
    }

    private static void WaitUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));
}
