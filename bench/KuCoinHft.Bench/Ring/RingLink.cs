using System.Runtime.Intrinsics;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>A ring each way.</summary>
internal sealed class RingLink : ILink
{
    private readonly RingWay _there;
    private readonly RingWay _back;
    private Adder _received = null!;

    /// <param name="echoes">Whether what comes there is sent back, or only read.</param>
    public RingLink(int slots, WaitStrategy strategy, bool echoes = false)
    {
        _back = new RingWay(slots, strategy, AddUp);
        _there = new RingWay(slots, strategy, payloads => echoes ? new Echoer(payloads, _back) : AddUp(payloads));
    }

    public void Produce(int count, int batch) => _there.Produce(count, batch);

    public Vector256<long> Consume(int count)
    {
        _there.ConsumeUpTo(count - 1);
        return _received.Sum;
    }

    public Vector256<long> TakeTurns(int count)
    {
        _there.TakeTurns(count);
        return _received.Sum;
    }

    public Vector256<long> RoundTrip(long value)
    {
        Vector256<long> before = _received.Sum;
        _back.ConsumeUpTo(_there.Write(value));
        return _received.Sum - before;
    }

    public void Echo(int count) => _there.ConsumeUpTo(count - 1);

    public void Dispose()
    {
        _there.Dispose();
        _back.Dispose();
    }

    private Adder AddUp(RingColumn<Payload> payloads) => _received = new Adder(payloads);

    private sealed class Echoer(RingColumn<Payload> payloads, RingWay back) : IEventHandler
    {
        public void OnBatch(long first, long last)
        {
            for (long n = first; n <= last; n++)
                back.Write(in payloads[n]);
        }
    }
}
