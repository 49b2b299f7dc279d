using System.Runtime.Intrinsics;

namespace KuCoinHft.Bench.Ring;

/// <summary>A way there, and a way back for round trips: payloads by ring, or by channel.</summary>
/// <remarks>Each loop is the implementation's own, so that no call of this interface is in the figures.</remarks>
internal interface ILink : IDisposable
{
    /// <summary>Sends payloads of 0 to <paramref name="count"/> - 1, <paramref name="batch"/> a claim where there are claims.</summary>
    void Produce(int count, int batch);

    /// <summary>Reads <paramref name="count"/> payloads.</summary>
    /// <returns>What they add up to.</returns>
    Vector256<long> Consume(int count);

    /// <summary>Sends and reads in turns, on one thread.</summary>
    Vector256<long> TakeTurns(int count);

    /// <summary>Sends a payload and waits until it is back.</summary>
    /// <returns>What the one that came back adds up to.</returns>
    Vector256<long> RoundTrip(long value);

    /// <summary>Sends <paramref name="count"/> payloads back.</summary>
    void Echo(int count);
}
