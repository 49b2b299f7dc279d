using System.Runtime.Intrinsics;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>The consumer: reads every payload whole.</summary>
internal sealed class Adder(RingColumn<Payload> payloads) : IEventHandler
{
    public Vector256<long> Sum { get; private set; }

    public void OnBatch(long first, long last)
    {
        Vector256<long> sum = Sum;
        for (long n = first; n <= last; n++)
            sum += payloads[n].Sum();
        Sum = sum;
    }
}
