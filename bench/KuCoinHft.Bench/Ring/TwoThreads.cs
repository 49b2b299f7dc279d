using System.Diagnostics;
using System.Runtime.Intrinsics;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>Path: 128 bytes from one thread to others, one way and there and back, by ring and by bounded channel; and on one thread.</summary>
/// <remarks>
/// Input: every byte of the payload is written and read, by the same vector code, and its sum checked. Both sides have the same slots and wait alike. Threads are pinned:
/// the producer to the first core, the consumer to the last, and both spin; three consumers share the last core and yield, against a channel for each of them.
/// One claim an event, or one for ten; a consumer of the ring takes what is there. A round trip begins where the one before ended, with one clock
/// read of some 30 ns in it on both sides. Bytes are of all threads in the worst run: every channel is new and grows once.
/// Budget: one thread 0.15 of the channel's time; 8 times its throughput with one claim an event; 0.35 of its round trip's median; 0 bytes.
/// A regression is paid by every frame: the first row where one worker runs all, the others where it changes threads.
/// </remarks>
internal static class TwoThreads
{
    // The engine's own ring.
    private const int Slots = 4096;
    private const int Events = 1_000_000;
    private const int SharedEvents = 300_000;
    private const int Trips = 50_000;
    private const int Consumers = 3;

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        if (cores.Count < 2)
            throw new NotSupportedException($"A hand-over between cores needs two of them; this process may use {cores.Count}.");
        Console.WriteLine($"{Pairs.Count} pairs; {Slots:N0} slots of 128 bytes; {Events:N0} events a run, to three consumers {SharedEvents:N0}, {Trips:N0} trips; cores {cores[0]} and {cores[^1]}");
        Console.WriteLine();
        Pairs.Header("channel", "ring");
        Pairs.Compare([("one thread in turns, ns an event", "0.15")], () => InTurns(Channel(), cores), () => InTurns(Ring(), cores));
        Pairs.Compare([("one to one, events a second, million", "8")], () => OneWay(Channel(), 1, cores), () => OneWay(Ring(), 1, cores));
        Pairs.Compare([("one to one, ten a claim, million", "")], () => OneWay(Channel(), 10, cores), () => OneWay(Ring(), 10, cores));
        Pairs.Compare([("one to three, yielding, million", "")], () => ChannelsToThree(cores), () => RingToThree(cores));
        Pairs.Compare([("round trip, p50 ns", "0.35"), ("round trip, p99 ns", "")], () => ThereAndBack(Channel(), cores), () => ThereAndBack(Ring(echoes: true), cores));
    }

    private static ChannelLink Channel(WaitStrategy strategy = WaitStrategy.BusySpin) => new(Slots, strategy);

    private static RingLink Ring(bool echoes = false) => new(Slots, WaitStrategy.BusySpin, echoes);

    private static Pairs.Run InTurns(ILink link, IReadOnlyList<int> cores)
    {
        using (link)
        {
            double nanoseconds = 0;
            long bytes = new PinnedThread(cores[0], () =>
            {
                long startedAt = Stopwatch.GetTimestamp();
                Vector256<long> sum = link.TakeTurns(Events);
                nanoseconds = Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds;
                Require(sum, Events);
            }).Join();
            return new Pairs.Run([nanoseconds / Events], bytes);
        }
    }

    private static Pairs.Run OneWay(ILink link, int batch, IReadOnlyList<int> cores)
    {
        using (link)
        {
            var consumer = new PinnedThread(cores[^1], () => Require(link.Consume(Events), Events));
            return Produce(() => link.Produce(Events, batch), [consumer], Events, cores);
        }
    }

    private static Pairs.Run RingToThree(IReadOnlyList<int> cores)
    {
        var adders = new Adder[Consumers];
        using var way = new RingWay(Slots, WaitStrategy.Yield, [.. Enumerable.Range(0, Consumers).Select(Create)]);
        PinnedThread[] consumers = [.. Enumerable.Range(0, Consumers).Select(consumer => new PinnedThread(cores[^1], () => Consume(way, consumer)))];
        return Produce(() => way.Produce(SharedEvents, 1), consumers, SharedEvents, cores);

        Func<RingColumn<Payload>, IEventHandler> Create(int consumer) => payloads => adders[consumer] = new Adder(payloads);

        void Consume(RingWay way, int consumer)
        {
            way.ConsumeUpTo(SharedEvents - 1, consumer);
            Require(adders[consumer].Sum, SharedEvents);
        }
    }

    private static Pairs.Run ChannelsToThree(IReadOnlyList<int> cores)
    {
        ChannelLink[] links = [.. Enumerable.Range(0, Consumers).Select(_ => Channel(WaitStrategy.Yield))];
        PinnedThread[] consumers = [.. links.Select(link => new PinnedThread(cores[^1], () => Require(link.Consume(SharedEvents), SharedEvents)))];
        return Produce(() => WriteToAll(links), consumers, SharedEvents, cores);
    }

    private static void WriteToAll(ChannelLink[] links)
    {
        for (int n = 0; n < SharedEvents; n++)
        {
            foreach (ChannelLink link in links)
                link.Write(n);
        }
    }

    // From the first event's claim until every consumer has read the last.
    private static Pairs.Run Produce(Action produce, PinnedThread[] consumers, int events, IReadOnlyList<int> cores)
    {
        long startedAt = 0;
        var producer = new PinnedThread(cores[0], () =>
        {
            startedAt = Stopwatch.GetTimestamp();
            produce();
        });
        long bytes = consumers.Sum(consumer => consumer.Join());
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        return new Pairs.Run([events / seconds / 1e6], bytes + producer.Join());
    }

    private static Pairs.Run ThereAndBack(ILink link, IReadOnlyList<int> cores)
    {
        using (link)
        {
            var echo = new PinnedThread(cores[^1], () => link.Echo(Trips));
            var times = new long[Trips + 1];
            var sender = new PinnedThread(cores[0], () =>
            {
                Vector256<long> sum = default;
                times[0] = Stopwatch.GetTimestamp();
                for (int n = 0; n < Trips; n++)
                {
                    sum += link.RoundTrip(n);
                    times[n + 1] = Stopwatch.GetTimestamp();
                }

                Require(sum, Trips);
            });
            long bytes = sender.Join() + echo.Join();
            double[] trips = [.. times.Zip(times.Skip(1), (start, end) => (end - start) * 1e9 / Stopwatch.Frequency).Order()];
            return new Pairs.Run([Pairs.At(trips, 0.5), Pairs.At(trips, 0.99)], bytes);
        }
    }

    private static void Require(Vector256<long> sum, long count)
    {
        Vector256<long> wanted = Vector256.Create(4 * count * (count - 1) / 2);
        if (sum != wanted)
            throw new InvalidOperationException($"{sum} came through instead of {wanted}.");
    }
}
