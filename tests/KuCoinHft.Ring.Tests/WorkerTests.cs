namespace KuCoinHft.Ring.Tests;

public sealed class WorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void It_polls_its_duties_in_order_until_it_is_stopped()
    {
        var polled = new List<string>();
        using var polledTwice = new ManualResetEventSlim();
        var first = new Duty("first", () => Note(polled, "first"));
        var second = new Duty("second", () =>
        {
            Note(polled, "second");
            if (polled.Count >= 4)
                polledTwice.Set();
            return false;
        });
        Worker worker = Start([first, second]);
        Assert.True(polledTwice.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.True(worker.IsRunning);
        Assert.True(worker.Stop(Patience));
        Assert.False(worker.IsRunning);
        Assert.Equal(["first", "second", "first", "second"], polled.Take(4));
        Assert.Null(worker.Fault);
    }

    [Theory]
    [InlineData(WaitStrategy.Yield)]
    [InlineData(WaitStrategy.BusySpin)]
    public void It_runs_on_its_own_thread_pinned_to_its_core(WaitStrategy strategy)
    {
        CoreAffinityTests.RequireLinux();
        int core = CoreAffinity.Allowed()[^1];
        int threadId = 0;
        IReadOnlyList<int> cores = [];
        using var polled = new ManualResetEventSlim();
        var duty = new Duty("look", () =>
        {
            if (!polled.IsSet)
            {
                threadId = CoreAffinity.ThreadId();
                cores = CoreAffinity.Allowed();
                polled.Set();
            }

            return false;
        });
        Worker worker = Start([duty], core, strategy);
        Assert.True(polled.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists($"/proc/self/task/{worker.ThreadId}"));
        Assert.True(worker.Stop(Patience));
        Assert.Equal([core], cores);
        Assert.Equal(threadId, worker.ThreadId);
        Assert.NotEqual(CoreAffinity.ThreadId(), worker.ThreadId);
    }

    [Fact]
    public void Two_workers_have_two_threads_and_both_ends_of_the_cores()
    {
        CoreAffinityTests.RequireLinux();
        IReadOnlyList<int> allowed = CoreAffinity.Allowed();
        Placement placement = Placement.Parse("two", ["source", "work"], allowed);
        var seen = new Dictionary<string, IReadOnlyList<int>>();
        using var both = new CountdownEvent(2);
        Duty Look(string name) => new(name, () =>
        {
            lock (seen)
            {
                if (seen.TryAdd(name, CoreAffinity.Allowed()))
                    both.Signal();
            }

            return false;
        });
        Worker[] workers = placement.CreateWorkers([Look("source"), Look("work")], (_, _) => { });
        foreach (Worker worker in workers)
            worker.Start();
        Assert.True(both.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.All(workers, worker => Assert.True(worker.Stop(Patience)));
        Assert.NotEqual(workers[0].ThreadId, workers[1].ThreadId);
        Assert.Equal([allowed[0]], seen["source"]);
        Assert.Equal([allowed[^1]], seen["work"]);
    }

    [Fact]
    public void A_core_that_is_not_there_fails_the_start_and_names_worker_core_and_allowed_cores()
    {
        CoreAffinityTests.RequireLinux();
        var worker = new Worker("hot", [new Duty("never", () => throw new InvalidOperationException("polled"))], 8191, WaitStrategy.Yield, (_, _) => { });
        var thrown = Assert.Throws<InvalidOperationException>(worker.Start);
        Assert.Contains("hot", thrown.Message);
        Assert.Contains("8191", thrown.Message);
        Assert.Contains(string.Join(", ", CoreAffinity.Allowed()), thrown.Message);
        Assert.False(worker.IsRunning);
        Assert.True(worker.Stop(Patience));
    }

    [Fact]
    public void A_duty_that_throws_stops_the_worker_and_calls_the_fault_callback_once()
    {
        var bug = new InvalidOperationException("bug");
        var called = new List<(Worker, Exception, int)>();
        int polledBehind = 0;
        using var faulted = new ManualResetEventSlim();
        var worker = new Worker(
            "hot",
            [new Duty("bad", () => throw bug), new Duty("behind", () => ++polledBehind > 0)],
            null,
            WaitStrategy.Yield,
            (w, e) =>
            {
                called.Add((w, e, CoreAffinity.ThreadId()));
                faulted.Set();
            });
        worker.Start();
        Assert.True(faulted.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.True(worker.Stop(Patience));
        Assert.Same(bug, worker.Fault);
        Assert.Equal("bad", worker.FaultedDuty);
        Assert.Equal([(worker, bug, worker.ThreadId)], called);
        Assert.Equal(0, polledBehind);
    }

    [Fact]
    public void The_bytes_that_its_duties_allocate_are_seen_from_outside()
    {
        bool leaks = false;
        object? leak = null;
        Worker worker = Start([new Duty("work", () =>
        {
            if (Volatile.Read(ref leaks))
                leak ??= new byte[1000];
            return false;
        })]);
        Assert.Equal(0, worker.MeasureAllocatedBytes(Patience));
        Assert.Equal(0, worker.MeasureAllocatedBytes(Patience));
        Volatile.Write(ref leaks, true);
        worker.MeasureAllocatedBytes(Patience);
        Assert.InRange(worker.MeasureAllocatedBytes(Patience), 1000, 1100);
        Assert.True(worker.Stop(Patience));
        Assert.InRange(worker.AllocatedBytes, 1000, 1100);
        Assert.Equal(worker.AllocatedBytes, worker.MeasureAllocatedBytes(Patience));
        GC.KeepAlive(leak);
    }

    [Fact]
    public void A_duty_that_does_not_return_is_told_by_stop_and_by_measuring()
    {
        using var entered = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        Worker worker = Start([new Duty("stuck", () =>
        {
            entered.Set();
            mayReturn.Wait();
            return false;
        })]);
        Assert.True(entered.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.Contains("work", Assert.Throws<TimeoutException>(() => worker.MeasureAllocatedBytes(TimeSpan.FromMilliseconds(1))).Message);
        Assert.False(worker.Stop(TimeSpan.FromMilliseconds(1)));
        mayReturn.Set();
        Assert.True(worker.Stop(Patience));
    }

    [Fact]
    public void A_worker_runs_once_and_cannot_wait_for_itself()
    {
        Exception? own = null;
        Worker? worker = null;
        var duty = new Duty("self", () =>
        {
            own ??= Record.Exception(() => worker!.Stop(Patience));
            return false;
        });
        worker = new Worker("self", [duty], null, WaitStrategy.Yield, (_, _) => { });
        Assert.True(worker.Stop(Patience), "a worker that never ran has ended");
        worker = new Worker("self", [duty], null, WaitStrategy.Yield, (_, _) => { });
        worker.Start();
        Assert.True(SpinWait.SpinUntil(() => !worker.IsRunning, Patience), "the request was heard all the same");
        Assert.IsType<InvalidOperationException>(own);
        Assert.Throws<InvalidOperationException>(worker.Start);
    }

    [Fact]
    public void A_worker_without_duties_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Worker("idle", [], null, WaitStrategy.Yield, (_, _) => { }));

    private static Worker Start(IReadOnlyList<IPollable> duties, int? core = null, WaitStrategy strategy = WaitStrategy.Yield)
    {
        var worker = new Worker("work", duties, core, strategy, (_, _) => { });
        worker.Start();
        return worker;
    }

    // Bounded, since a worker may pass many thousand times before the test looks.
    private static bool Note(List<string> polled, string name)
    {
        if (polled.Count < 4)
            polled.Add(name);
        return false;
    }

    private sealed class Duty(string name, Func<bool> runOnce) : IPollable
    {
        public string Name => name;

        public bool RunOnce() => runOnce();
    }
}
