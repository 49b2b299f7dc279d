namespace KuCoinHft.Ring.Tests;

public sealed class CoreAffinityTests
{
    [Fact]
    public void The_allowed_cores_are_those_the_system_lists()
    {
        RequireLinux();
        OnThread(() => Assert.Equal(ListedCores(), CoreAffinity.Allowed()));
    }

    [Fact]
    public void A_pinned_thread_may_run_on_its_core_only()
    {
        RequireLinux();
        int core = CoreAffinity.Allowed()[^1];
        OnThread(() =>
        {
            CoreAffinity.Pin(core);
            Assert.Equal([core], CoreAffinity.Allowed());
            Assert.Equal([core], ListedCores());
            Assert.Equal(core, Thread.GetCurrentProcessorId());
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8191)]
    [InlineData(8192)]
    public void A_core_that_is_not_there_is_refused_with_the_allowed_ones(int core)
    {
        RequireLinux();
        OnThread(() =>
        {
            var thrown = Assert.Throws<ArgumentException>(() => CoreAffinity.Pin(core));
            Assert.Contains($"core {core}", thrown.Message);
            Assert.Contains(string.Join(", ", CoreAffinity.Allowed()), thrown.Message);
        });
    }

    [Fact]
    public void Elsewhere_asking_for_a_core_is_an_error_and_asking_for_none_is_not()
    {
        Assert.SkipWhen(CoreAffinity.IsSupported, "this system can pin threads");
        Assert.Empty(CoreAffinity.Allowed());
        Assert.Throws<PlatformNotSupportedException>(() => CoreAffinity.Pin(0));
        Assert.Equal(0, CoreAffinity.ThreadId());
    }

    internal static void RequireLinux() => Assert.SkipUnless(CoreAffinity.IsSupported, "threads can be pinned on Linux only");

    // A thread of its own, so that no test leaves the runner's threads pinned.
    private static void OnThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }

    // The kernel's own words, e.g. "Cpus_allowed_list:  0-3,8".
    private static List<int> ListedCores()
    {
        string line = File.ReadLines($"/proc/self/task/{CoreAffinity.ThreadId()}/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        var cores = new List<int>();
        foreach (string range in line.Split(':')[1].Trim().Split(','))
        {
            int[] ends = [.. range.Split('-').Select(int.Parse)];
            cores.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return cores;
    }
}
