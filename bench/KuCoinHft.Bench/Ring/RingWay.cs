using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>A ring used as the engine uses its own: claim, write and publish on one side, <see cref="EventProcessor"/>s on the other.</summary>
internal sealed class RingWay : IDisposable
{
    private readonly WaitStrategy _strategy;
    private readonly RingBuffer _ring;
    private readonly RingColumn<Payload> _payloads;
    private readonly EventProcessor[] _consumers;

    public RingWay(int slots, WaitStrategy strategy, params Func<RingColumn<Payload>, IEventHandler>[] handlers)
    {
        _strategy = strategy;
        _ring = new RingBuffer(slots);
        _payloads = new RingColumn<Payload>(_ring);
        _consumers = [.. handlers.Select(handler => new EventProcessor("consume", handler(_payloads), new SequenceBarrier(_ring.Cursor), prefetch: _payloads.Prefetch))];
        foreach (EventProcessor consumer in _consumers)
            _ring.AddGating(consumer.Sequence);
    }

    public void Produce(int count, int batch)
    {
        for (long next = 0; next < count;)
        {
            long last = Claim((int)Math.Min(batch, count - next));
            for (; next <= last; next++)
                _payloads[next].Fill(next);
            _ring.Publish(last);
        }
    }

    /// <summary>Writes and consumes in turns, as one worker does with all duties.</summary>
    public void TakeTurns(int count)
    {
        for (int n = 0; n < count; n++)
        {
            if (!_ring.TryClaim(out long sequence))
                throw new InvalidOperationException("A ring whose consumers have passed everything is not full.");
            _payloads[sequence].Fill(n);
            _ring.Publish(sequence);
            foreach (EventProcessor consumer in _consumers)
                consumer.RunOnce();
        }
    }

    /// <returns>Its sequence.</returns>
    public long Write(long value)
    {
        long sequence = Claim(1);
        _payloads[sequence].Fill(value);
        _ring.Publish(sequence);
        return sequence;
    }

    public void Write(in Payload payload)
    {
        long sequence = Claim(1);
        _payloads[sequence] = payload;
        _ring.Publish(sequence);
    }

    /// <summary>Lets a consumer handle everything up to <paramref name="last"/>.</summary>
    public void ConsumeUpTo(long last, int consumer = 0)
    {
        EventProcessor processor = _consumers[consumer];
        var idle = new Idle(_strategy);
        while (processor.Sequence.Value < last)
        {
            if (processor.RunOnce())
                idle.Reset();
            else
                idle.Wait();
        }
    }

    public void Dispose() => _payloads.Dispose();

    private long Claim(int count)
    {
        var idle = new Idle(_strategy);
        long last;
        while (!_ring.TryClaim(count, out last))
            idle.Wait();
        return last;
    }
}
