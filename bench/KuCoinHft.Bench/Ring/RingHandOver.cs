using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>Path: between two stages, claim, write, publish, poll and read of one slot.</summary>
/// <remarks>
/// Input: frames of one cache line, a batch of 64 in and then out on one thread; one operation is one frame. The baseline hands the same struct over a
/// bounded channel with one writer and one reader. One thread, because two cores that are shared with others measure their scheduler: this is the cost
/// of the instructions, not the latency between cores.
/// Budget: 0 bytes and 10 ns.
/// A regression is paid once a frame and stage.
/// </remarks>
public class RingHandOver
{
    private const int Batch = 64;
    private const int Batches = 64;
    private readonly RingBuffer _ring = new(4096);
    private readonly Summing _summing;
    private readonly RingColumn<Frame> _frames;
    private readonly EventProcessor _processor;
    private readonly Channel<Frame> _channel =
        Channel.CreateBounded<Frame>(new BoundedChannelOptions(4096) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    public RingHandOver()
    {
        _frames = new RingColumn<Frame>(_ring);
        _summing = new Summing(_frames);
        _processor = new EventProcessor("sum", _summing, new SequenceBarrier(_ring.Cursor), Batch);
        _ring.AddGating(_processor.Sequence);
    }

    [GlobalCleanup]
    public void Cleanup() => _frames.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch * Batches)]
    public long BoundedChannel()
    {
        long sum = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
                _channel.Writer.TryWrite(new Frame { ReceiveNs = i, Length = i });
            while (_channel.Reader.TryRead(out Frame frame))
                sum += frame.ReceiveNs;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public long RingAndColumn()
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < Batch; i++)
            {
                _ring.TryClaim(out long sequence);
                _frames[sequence] = new Frame { ReceiveNs = i, Length = i };
                _ring.Publish(sequence);
            }

            _processor.RunOnce();
        }

        return _summing.Sum;
    }

    /// <summary>The consumer.</summary>
    private sealed class Summing(RingColumn<Frame> frames) : IEventHandler
    {
        public long Sum { get; private set; }

        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
                Sum += frames[n].ReceiveNs;
        }
    }
}
