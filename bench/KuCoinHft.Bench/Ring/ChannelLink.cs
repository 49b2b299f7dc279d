using System.Runtime.Intrinsics;
using System.Threading.Channels;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Ring;

/// <summary>The baseline: a bounded channel of structs each way, one writer and one reader.</summary>
internal sealed class ChannelLink(int slots, WaitStrategy strategy) : ILink
{
    private readonly Channel<Payload> _there = Create(slots);
    private readonly Channel<Payload> _back = Create(slots);

    public void Produce(int count, int batch)
    {
        for (int n = 0; n < count; n++)
            Write(n);
    }

    public Vector256<long> Consume(int count)
    {
        Vector256<long> sum = default;
        for (int n = 0; n < count; n++)
            sum += Read(_there).Sum();
        return sum;
    }

    public Vector256<long> TakeTurns(int count)
    {
        Vector256<long> sum = default;
        for (int n = 0; n < count; n++)
        {
            Payload payload = default;
            payload.Fill(n);
            if (!_there.Writer.TryWrite(payload) || !_there.Reader.TryRead(out payload))
                throw new InvalidOperationException("A channel of one event is neither full nor empty.");
            sum += payload.Sum();
        }

        return sum;
    }

    public Vector256<long> RoundTrip(long value)
    {
        Write(value);
        return Read(_back).Sum();
    }

    public void Echo(int count)
    {
        for (int n = 0; n < count; n++)
            Write(_back, Read(_there));
    }

    /// <summary>Sends one payload.</summary>
    public void Write(long value)
    {
        Payload payload = default;
        payload.Fill(value);
        Write(_there, payload);
    }

    public void Dispose()
    {
    }

    private static Channel<Payload> Create(int slots) =>
        Channel.CreateBounded<Payload>(new BoundedChannelOptions(slots) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    private void Write(Channel<Payload> channel, in Payload payload)
    {
        var idle = new Idle(strategy);
        while (!channel.Writer.TryWrite(payload))
            idle.Wait();
    }

    private Payload Read(Channel<Payload> channel)
    {
        var idle = new Idle(strategy);
        Payload payload;
        while (!channel.Reader.TryRead(out payload))
            idle.Wait();
        return payload;
    }
}
