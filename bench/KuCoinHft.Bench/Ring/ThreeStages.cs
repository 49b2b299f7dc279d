using System.Diagnostics;
using System.Runtime.Intrinsics;
using KuCoinHft.Engine;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>Path: three stages behind one producer, on one consumer thread frame by frame, against a thread for each of them that share a core and yield.</summary>
/// <remarks>
/// Input: events of 128 bytes that the first stage reads whole; each stage makes a word of what the one before it left. The stages are the same code; fused, what they leave is a
/// scratch place, apart, a slot a sequence. The producer spins on the first core; all stages are on the last, and its one thread spins where there is one.
/// Paced: an event every 10 us by a plan made before, latency from the planned time to the end of the third stage. Burst: as fast as the ring takes them.
/// Budget: the fused median 0.1 of the other's, 0 bytes. A regression is paid by every frame that the engine's stages take one after the other.
/// </remarks>
internal static class ThreeStages
{
    private const int Slots = 4096;
    private const int PacedEvents = 10_000;
    private const int GapNs = 10_000;
    private const int BurstEvents = 300_000;

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        if (cores.Count < 2)
            throw new NotSupportedException($"A producer and stages need two cores; this process may use {cores.Count}.");
        Console.WriteLine($"{Pairs.Count} pairs; {PacedEvents:N0} events every {GapNs / 1000} us, {BurstEvents:N0} in a burst; producer on core {cores[0]}, stages on core {cores[^1]}");
        Console.WriteLine();
        Pairs.Header("three threads", "fused");
        Pairs.Compare([("paced, p50 ns", "0.1"), ("paced, p99 ns", "")], () => Paced(isFused: false, cores), () => Paced(isFused: true, cores));
        Pairs.Compare([("burst, events a second, million", "")], () => Burst(isFused: false, cores), () => Burst(isFused: true, cores));
    }

    private static Pairs.Run Paced(bool isFused, IReadOnlyList<int> cores)
    {
        using var line = new Line(isFused, PacedEvents, cores[^1]);
        var producer = new PinnedThread(cores[0], () =>
        {
            long plannedNs = NowNs() + GapNs;
            for (int n = 0; n < PacedEvents; n++, plannedNs += GapNs)
            {
                var idle = new Idle(WaitStrategy.BusySpin);
                while (NowNs() < plannedNs)
                    idle.Wait();
                line.Write(plannedNs);
            }
        });
        long bytes = producer.Join() + line.Join();
        double[] latencies = [.. line.LatenciesNs.Select(ns => (double)ns).Order()];
        return new Pairs.Run([Pairs.At(latencies, 0.5), Pairs.At(latencies, 0.99)], bytes);
    }

    private static Pairs.Run Burst(bool isFused, IReadOnlyList<int> cores)
    {
        using var line = new Line(isFused, BurstEvents, cores[^1]);
        long startedAt = 0;
        var producer = new PinnedThread(cores[0], () =>
        {
            startedAt = Stopwatch.GetTimestamp();
            for (int n = 0; n < BurstEvents; n++)
                line.Write(n);
        });
        long bytes = line.Join();
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        return new Pairs.Run([BurstEvents / seconds / 1e6], bytes + producer.Join());
    }

    private static long NowNs() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>A ring, its three stages and the threads that run them.</summary>
    private sealed class Line : IDisposable
    {
        private readonly RingBuffer _ring = new(Slots);
        private readonly RingColumn<Payload> _payloads;
        private readonly RingColumn<long> _sums;
        private readonly RingColumn<long> _products;
        private readonly PinnedThread[] _threads;

        public Line(bool isFused, int events, int core)
        {
            _payloads = new RingColumn<Payload>(_ring);
            _sums = isFused ? new RingColumn<long>() : new RingColumn<long>(_ring);
            _products = isFused ? new RingColumn<long>() : new RingColumn<long>(_ring);
            LatenciesNs = new long[events];
            IStage[] stages = [new Adding(_payloads, _sums), new Scaling(_sums, _products), new Timing(_products, LatenciesNs)];
            EventProcessor[] processors = isFused ? [After(_ring.Cursor, stages)] : Chain(stages);
            _ring.AddGating(processors[^1].Sequence);
            WaitStrategy strategy = isFused ? WaitStrategy.BusySpin : WaitStrategy.Yield;
            _threads = [.. processors.Select(processor => new PinnedThread(core, () => Drive(processor, events - 1, strategy)))];
        }

        /// <summary>From what was written, a time, to the end of the third stage.</summary>
        public long[] LatenciesNs { get; }

        public void Write(long value)
        {
            var idle = new Idle(WaitStrategy.BusySpin);
            long sequence;
            while (!_ring.TryClaim(out sequence))
                idle.Wait();
            _payloads[sequence].Fill(value);
            _ring.Publish(sequence);
        }

        /// <returns>Bytes that the stages' threads allocated.</returns>
        public long Join() => _threads.Sum(thread => thread.Join());

        public void Dispose()
        {
            _payloads.Dispose();
            _sums.Dispose();
            _products.Dispose();
        }

        private EventProcessor[] Chain(IStage[] stages)
        {
            var processors = new EventProcessor[stages.Length];
            for (int stage = 0; stage < stages.Length; stage++)
                processors[stage] = After(stage == 0 ? _ring.Cursor : processors[stage - 1].Sequence, stages[stage]);
            return processors;
        }

        private EventProcessor After(Sequence before, params IStage[] stages) =>
            new("stage", new FrameByFrame(stages), new SequenceBarrier(before), prefetch: _payloads.Prefetch);

        private static void Drive(EventProcessor processor, long last, WaitStrategy strategy)
        {
            var idle = new Idle(strategy);
            while (processor.Sequence.Value < last)
            {
                if (processor.RunOnce())
                    idle.Reset();
                else
                    idle.Wait();
            }
        }
    }

    /// <summary>Reads the payload whole.</summary>
    private sealed class Adding(RingColumn<Payload> payloads, RingColumn<long> sums) : IStage
    {
        public void OnFrame(long n) => sums[n] = Vector256.Sum(payloads[n].Sum());
    }

    /// <summary>A stage in the middle: 16 words were the same, so this is the value again.</summary>
    private sealed class Scaling(RingColumn<long> sums, RingColumn<long> products) : IStage
    {
        public void OnFrame(long n) => products[n] = sums[n] / 16;
    }

    /// <summary>The end: reads the clock.</summary>
    private sealed class Timing(RingColumn<long> products, long[] latenciesNs) : IStage
    {
        public void OnFrame(long n) => latenciesNs[n] = NowNs() - products[n];
    }
}
