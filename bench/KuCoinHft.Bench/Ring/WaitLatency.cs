using System.Diagnostics;
using System.Globalization;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>Path: from a publication on one worker to its handling on another that has become idle, under every wait strategy; and what that idleness costs.</summary>
/// <remarks>
/// Input: sequences published 300 to 600 us apart, so that the consumer has spun, yielded and sleeps or parks when they come. Latency is counted from the publication,
/// since the producer waits for nobody: it spins on the first core, and the consumer is pinned to the last. Rounds of the strategies alternate.
/// Idle: the consumer's time on its core, as the kernel counts it, in a second without work.
/// A program of its own: a benchmark library times what a thread does, and here two threads wait for each other. It refuses a single core.
/// A regression is paid by every frame that meets an idle worker.
/// </remarks>
internal static class WaitLatency
{
    private const int Rounds = 15;
    private const int EventsPerRound = 500;

    // A second each, so fewer of them.
    private const int IdleRounds = 3;
    private static readonly WaitStrategy[] Strategies = [WaitStrategy.BusySpin, WaitStrategy.Yield, WaitStrategy.Sleep, WaitStrategy.Block];
    private static readonly string[] Words = ["spin!", "yield", "sleep", "block"];
    private static readonly double[] Shares = [0.1, 0.5, 0.9, 0.99, 0.999, 1.0];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        if (cores.Count < 2)
            throw new NotSupportedException($"A hand-over between cores needs two of them; this process may use {cores.Count}.");
        var latencies = new long[Strategies.Length][];
        var idleNs = new long[Strategies.Length][];
        for (int s = 0; s < Strategies.Length; s++)
            (latencies[s], idleNs[s]) = (new long[Rounds * EventsPerRound], new long[IdleRounds]);

        // The first round compiles and is thrown away.
        for (int round = -1; round < Rounds; round++)
        {
            for (int s = 0; s < Strategies.Length; s++)
            {
                long[] own = RunRound(Words[s], cores, round is >= 0 and < IdleRounds, out long idle);
                if (round < 0)
                    continue;
                own.CopyTo(latencies[s], round * EventsPerRound);
                if (round < IdleRounds)
                    idleNs[s][round] = idle;
            }
        }

        Console.WriteLine("| idle worker | p10 | p50 | p90 | p99 | p99.9 | most | core time in an idle second |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        for (int s = 0; s < Strategies.Length; s++)
        {
            Array.Sort(latencies[s]);
            Array.Sort(idleNs[s]);
            string[] cells = [.. Shares.Select(share => Micros(latencies[s][(int)Math.Ceiling(share * latencies[s].Length) - 1]))];
            Console.WriteLine($"| {Words[s].TrimEnd('!')} | {string.Join(" | ", cells)} | {(idleNs[s][IdleRounds / 2] / 1e6).ToString("F1", CultureInfo.InvariantCulture)} ms |");
        }

        Console.WriteLine($"{Rounds} rounds of {EventsPerRound} events for each strategy, alternating; the last column is the median of {IdleRounds} idle seconds.");
    }

    private static long[] RunRound(string word, IReadOnlyList<int> cores, bool measuresIdle, out long idleNs)
    {
        var ring = new RingBuffer(1024);
        using var publishedAt = new RingColumn<long>(ring);
        var receiver = new Receiver(publishedAt);
        var consumer = new EventProcessor("consume", receiver, new SequenceBarrier(ring.Cursor));
        ring.AddGating(consumer.Sequence);
        Placement placement = Placement.Parse($"produce @{cores[0]} spin!; consume @{cores[^1]} {word}", ["produce", "consume"], cores);
        Worker[] workers = placement.CreateWorkers([new Producer(ring, publishedAt), consumer], (_, _) => { });

        workers[1].Start();
        idleNs = measuresIdle ? IdleNs(workers[1]) : 0;
        workers[0].Start();
        bool isDone = SpinWait.SpinUntil(() => consumer.Sequence.Value == EventsPerRound - 1, Patience);
        foreach (Worker worker in workers)
        {
            worker.Stop(Patience);
            if (!isDone || worker.Fault is not null || worker.AllocatedBytes != 0)
                throw new InvalidOperationException($"{placement.Describe()}: {consumer.Sequence.Value + 1} of {EventsPerRound} came, {worker.Name} allocated {worker.AllocatedBytes}.", worker.Fault);
        }

        return receiver.LatenciesNs;
    }

    // A second's worth, of a worker that has nothing to do yet.
    private static long IdleNs(Worker worker)
    {
        Thread.Sleep(50);
        long before = OnCoreNs(worker);
        long startedAt = Stopwatch.GetTimestamp();
        Thread.Sleep(1000);
        return (long)((OnCoreNs(worker) - before) / Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
    }

    // The first number of the kernel's schedstat: nanoseconds on a core.
    private static long OnCoreNs(Worker worker) =>
        long.Parse(File.ReadAllText($"/proc/self/task/{worker.ThreadId}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Micros(long ns) => $"{(ns / 1000.0).ToString("F1", CultureInfo.InvariantCulture)} us";

    private static long NowNs() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>Publishes at times of its own, late ones at once.</summary>
    private sealed class Producer(RingBuffer ring, RingColumn<long> publishedAt) : IPollable
    {
        private ulong _random = 1;
        private long _sent;
        private long _nextNs;

        public string Name => "produce";

        public bool RunOnce()
        {
            long now = NowNs();
            if (_nextNs == 0)
                _nextNs = now + 1_000_000;
            if (_sent == EventsPerRound || now < _nextNs || !ring.TryClaim(out long sequence))
                return false;
            publishedAt[sequence] = NowNs();
            ring.Publish(sequence);
            _sent++;
            _random = _random * 6364136223846793005 + 1442695040888963407;
            _nextNs += 300_000 + (long)((_random >> 40) % 300_000);
            return true;
        }
    }

    /// <summary>The consumer's clock.</summary>
    private sealed class Receiver(RingColumn<long> publishedAt) : IEventHandler
    {
        public long[] LatenciesNs { get; } = new long[EventsPerRound];

        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
                LatenciesNs[n] = NowNs() - publishedAt[n];
        }
    }
}
