using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>Path: 128 bytes from one spinning thread to another, one way and there and back, by ring and by bounded channel.</summary>
/// <remarks>
/// Input: every byte of the payload is written and read, and its sum checked. Both threads are pinned, to the first and the last core; pairs of runs take turns who is
/// first, since the machine drifts. One way: events a second, one claim each. There and back: nanoseconds a round trip, median of a run, two clock reads included.
/// Budget: 8 times the channel's throughput, 0.35 of its round trip, 0 bytes. A regression is paid by every frame that changes threads.
/// </remarks>
internal static class TwoThreads
{
    private const int Pairs = 31;
    private const int WarmUpPairs = 3;
    private const int Slots = 4096;
    private const int Events = 1_000_000;
    private const int Trips = 50_000;

    public static void Run()
    {
        IReadOnlyList<int> cores = CoreAffinity.Allowed();
        if (cores.Count < 2)
            throw new NotSupportedException($"A hand-over between cores needs two of them; this process may use {cores.Count}.");
        Console.WriteLine($"{Pairs} pairs; {Events:N0} events one way, {Trips:N0} trips; cores {cores[0]} and {cores[^1]}");
        Console.WriteLine("| figure | channel: median | p10..p90 | ring: median | p10..p90 | ring / channel: median | p10..p90 |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Compare("events a second, million", () => new ChannelLink(), () => new RingLink(), link => OneWay(link, cores));
        Compare("round trip, ns", () => new ChannelLink(), () => new RingLink(), link => ThereAndBack(link, cores));
    }

    private static void Compare(string figure, Func<ILink> channel, Func<ILink> ring, Func<ILink, double> measure)
    {
        var pairs = new List<(double Channel, double Ring)>();
        for (int pair = -WarmUpPairs; pair < Pairs; pair++)
        {
            double? early = pair % 2 == 0 ? measure(channel()) : null;
            double own = measure(ring());
            double other = early ?? measure(channel());
            if (pair >= 0)
                pairs.Add((other, own));
        }

        Console.WriteLine($"| {figure} | {Spread(pairs.Select(p => p.Channel))} | {Spread(pairs.Select(p => p.Ring))} | {Spread(pairs.Select(p => p.Ring / p.Channel))} |");
    }

    private static double OneWay(ILink link, IReadOnlyList<int> cores)
    {
        using (link)
        {
            long sum = 0;
            var consumer = new Thread(() =>
            {
                CoreAffinity.Pin(cores[^1]);
                for (int n = 0; n < Events; n++)
                    sum += link.ReadThere();
            });
            consumer.Start();
            double seconds = On(cores[0], () =>
            {
                long startedAt = Stopwatch.GetTimestamp();
                for (int n = 0; n < Events; n++)
                    link.WriteThere(n);
                consumer.Join();
                return Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            });
            long wanted = (long)Payload.Words * Events * (Events - 1) / 2;
            return sum == wanted ? Events / seconds / 1e6 : throw new InvalidOperationException($"{sum} came through instead of {wanted}.");
        }
    }

    private static double ThereAndBack(ILink link, IReadOnlyList<int> cores)
    {
        using (link)
        {
            var echo = new Thread(() =>
            {
                CoreAffinity.Pin(cores[^1]);
                for (int n = 0; n < Trips; n++)
                    link.WriteBack(link.ReadThere());
            });
            echo.Start();
            var trips = new long[Trips];
            On(cores[0], () =>
            {
                for (int n = 0; n < Trips; n++)
                {
                    long startedAt = Stopwatch.GetTimestamp();
                    link.WriteThere(n);
                    link.ReadBack();
                    trips[n] = Stopwatch.GetTimestamp() - startedAt;
                }

                return 0.0;
            });
            echo.Join();
            Array.Sort(trips);
            return trips[Trips / 2] * 1e9 / Stopwatch.Frequency;
        }
    }

    private static double On(int core, Func<double> work)
    {
        double result = 0;
        var thread = new Thread(() =>
        {
            CoreAffinity.Pin(core);
            result = work();
        });
        thread.Start();
        thread.Join();
        return result;
    }

    private static string Spread(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return $"{At(50):0.00} | {At(10):0.00}..{At(90):0.00}";

        double At(int percent) => sorted[(int)Math.Round(percent / 100.0 * (sorted.Length - 1))];
    }

    /// <summary>A way there and a way back.</summary>
    private interface ILink : IDisposable
    {
        void WriteThere(long value);

        long ReadThere();

        void WriteBack(long value);

        long ReadBack();
    }

    [InlineArray(Words)]
    private struct Payload
    {
        public const int Words = 16;
        private long _first;

        public static Payload Of(long value)
        {
            Payload payload = default;
            for (int i = 0; i < Words; i++)
                payload[i] = value;
            return payload;
        }

        public readonly long Sum()
        {
            long sum = 0;
            for (int i = 0; i < Words; i++)
                sum += this[i];
            return sum;
        }
    }

    private sealed class RingLink : ILink
    {
        private readonly RingBuffer[] _rings = [new(Slots), new(Slots)];
        private readonly RingColumn<Payload>[] _columns;
        private readonly Sequence[] _read = [new(), new()];

        public RingLink()
        {
            _columns = [new(_rings[0]), new(_rings[1])];
            for (int way = 0; way < 2; way++)
                _rings[way].AddGating(_read[way]);
        }

        public void WriteThere(long value) => Write(0, value);

        public long ReadThere() => Read(0);

        public void WriteBack(long value) => Write(1, value);

        public long ReadBack() => Read(1);

        public void Dispose()
        {
            foreach (RingColumn<Payload> column in _columns)
                column.Dispose();
        }

        private void Write(int way, long value)
        {
            long sequence;
            while (!_rings[way].TryClaim(out sequence))
                Thread.SpinWait(1);
            _columns[way][sequence] = Payload.Of(value);
            _rings[way].Publish(sequence);
        }

        private long Read(int way)
        {
            long sequence = _read[way].Value + 1;
            while (_rings[way].Cursor.Value < sequence)
                Thread.SpinWait(1);
            long sum = _columns[way][sequence].Sum();
            _read[way].Set(sequence);
            return sum;
        }
    }

    private sealed class ChannelLink : ILink
    {
        private readonly Channel<Payload>[] _channels = [Create(), Create()];

        public void WriteThere(long value) => Write(0, value);

        public long ReadThere() => Read(0);

        public void WriteBack(long value) => Write(1, value);

        public long ReadBack() => Read(1);

        public void Dispose()
        {
        }

        private static Channel<Payload> Create() =>
            Channel.CreateBounded<Payload>(new BoundedChannelOptions(Slots) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

        private void Write(int way, long value)
        {
            Payload payload = Payload.Of(value);
            while (!_channels[way].Writer.TryWrite(payload))
                Thread.SpinWait(1);
        }

        private long Read(int way)
        {
            Payload payload;
            while (!_channels[way].Reader.TryRead(out payload))
                Thread.SpinWait(1);
            return payload.Sum();
        }
    }
}
