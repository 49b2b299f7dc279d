namespace KuCoinHft.Ring.Tests;

/// <summary>The process is kept on some cores, and workers leave them all the same.</summary>
[Collection(nameof(Alone))]
public sealed class HousekeepingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Threads_that_are_there_and_threads_that_come_stay_on_the_cores_and_a_worker_leaves_them()
    {
        CoreAffinityTests.RequireLinux();
        IReadOnlyList<int> all = CoreAffinity.Allowed();
        Assert.SkipWhen(all.Count < 2, "one core cannot be divided");
        IReadOnlyList<int> seenBefore = [];
        IReadOnlyList<int> seenLater = [];
        IReadOnlyList<int> seenByWorker = [];
        using var mayLook = new ManualResetEventSlim();
        using var isThere = new ManualResetEventSlim();
        var before = new Thread(() =>
        {
            isThere.Set();
            mayLook.Wait();
            seenBefore = CoreAffinity.Allowed();
        });
        before.Start();
        isThere.Wait(TestContext.Current.CancellationToken);
        try
        {
            CoreAffinity.Restrict([all[0]]);
            Assert.Equal([all[0]], CoreAffinity.Allowed());
            Assert.All(Directory.GetDirectories("/proc/self/task"), task => Assert.Equal($"{all[0]}", ListedCores(task) ?? $"{all[0]}"));
            mayLook.Set();
            before.Join();
            var later = new Thread(() => seenLater = CoreAffinity.Allowed());
            later.Start();
            later.Join();
            var worker = new Worker("hot", [new Look(() => seenByWorker = CoreAffinity.Allowed())], all[^1], WaitStrategy.Yield, (_, _) => { });
            worker.Start();
            worker.MeasureAllocatedBytes(Patience);
            Assert.True(worker.Stop(Patience));
        }
        finally
        {
            CoreAffinity.Restrict(all);
        }

        Assert.Equal([all[0]], seenBefore);
        Assert.Equal([all[0]], seenLater);
        Assert.Equal([all[^1]], seenByWorker);
        Assert.Equal(all, CoreAffinity.Allowed());
    }

    [Theory]
    [InlineData(new int[0], "(none)")]
    [InlineData(new[] { 8191 }, "core 8191")]
    public void Cores_that_are_not_there_are_refused_and_nothing_changes(int[] cores, string named)
    {
        CoreAffinityTests.RequireLinux();
        IReadOnlyList<int> all = CoreAffinity.Allowed();
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => CoreAffinity.Restrict(cores)).Message);
        Assert.Equal(all, CoreAffinity.Allowed());
    }

    // The kernel's own words; null when the thread has ended.
    private static string? ListedCores(string task)
    {
        try
        {
            return File.ReadLines(Path.Combine(task, "status")).Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed class Look(Action look) : IPollable
    {
        public string Name => "look";

        public bool RunOnce()
        {
            look();
            return false;
        }
    }
}
