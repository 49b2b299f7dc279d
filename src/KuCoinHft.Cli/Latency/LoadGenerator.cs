using System.Buffers.Text;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>Sends a plan's frames at their planned times, come what may, and answers orders.</summary>
/// <remarks>
/// Open loop: a frame that is late is sent at once and counts from when it was planned. Thread: <see cref="Flood"/> and <see cref="Play"/> on one; orders come on it too
/// (memory), or on the trading connection's own. Idle, it spins a little and then yields, so that it can share a core.
/// </remarks>
internal sealed class LoadGenerator(LoadPlan plan, LoadWire wire, int stallMs)
{
    private const int KeyDigits = 16;
    private readonly OrderReplies _replies = new();
    private readonly OrderReplies _ends = new();
    private readonly long[] _lateNs = new long[plan.OffsetsNs.Length];
    private readonly long[] _orderKeys = new long[plan.Count + 16];
    private readonly long[] _orderNs = new long[plan.Count + 16];
    private int _sent;
    private int _orders;
    private long _startNs;
    private bool _isOver;

    /// <summary>Sends the warm-up frames as fast as they are taken.</summary>
    public void Flood()
    {
        for (; _sent < plan.WarmCount; _sent++)
        {
            wire.SendMarket(_sent);
            wire.TakeOrders(this);
        }
    }

    /// <summary>Leaves the warm-up frames out, for a side that keeps no state.</summary>
    public void Skip() => _sent = plan.WarmCount;

    /// <summary>Takes orders until a start time comes, sends the measured frames, and goes on taking orders until <see cref="Stop"/>.</summary>
    public void Play()
    {
        var idle = new Idle(WaitStrategy.Yield);
        for (int next = 0; !Volatile.Read(ref _isOver);)
        {
            wire.TakeOrders(this);
            long startNs = Volatile.Read(ref _startNs);
            long sinceNs = StampClock.NowNs - startNs;
            if (startNs == 0 || !Send(ref next, sinceNs))
                idle.Wait();
            else
                idle.Reset();
        }
    }

    /// <summary>Sets the planned times: frame i is due at <paramref name="startNs"/> plus its offset. Any thread.</summary>
    public void Start(long startNs) => Volatile.Write(ref _startNs, startNs);

    /// <summary>Ends <see cref="Play"/>. Any thread.</summary>
    public void Stop() => Volatile.Write(ref _isOver, true);

    /// <summary>Takes an order whose last byte came at <paramref name="nowNs"/>, and answers it.</summary>
    public void OnOrder(ReadOnlySpan<byte> request, long nowNs)
    {
        ReadOnlySpan<byte> oid = OrderReplies.Text(request, "\"clientOid\":\""u8);
        bool isNew = OrderReplies.IsNewOrder(request);
        if (isNew && _orders < _orderKeys.Length && oid.Length > KeyDigits && Utf8Parser.TryParse(oid[^KeyDigits..], out long key, out _, 'x'))
        {
            _orderKeys[_orders] = key;
            _orderNs[_orders++] = nowNs;
        }

        wire.SendAnswer(_replies.Answer(request));
        if (!isNew)
            return;
        wire.SendPushes(_replies.Push(request, isMatch: true), _ends.Push(request, isMatch: false));
    }

    /// <summary>Takes the next answer of the echo, which come in order.</summary>
    public void OnEcho(long nowNs)
    {
        _orderKeys[_orders] = _orders;
        _orderNs[_orders++] = nowNs;
    }

    /// <summary>What was seen, when everything has stopped.</summary>
    public LoadResult Result() => new()
    {
        Sent = _sent,
        LateNs = _lateNs[..Math.Max(0, _sent - plan.WarmCount)],
        OrderKeys = _orderKeys[.._orders],
        OrderNs = _orderNs[.._orders],
    };

    private bool Send(ref int next, long sinceNs)
    {
        if (next >= plan.OffsetsNs.Length || sinceNs < plan.OffsetsNs[next])
            return false;
        if (stallMs > 0 && next == plan.OffsetsNs.Length / 2)
        {
            Thread.Sleep(stallMs);
            sinceNs = StampClock.NowNs - _startNs;
        }

        _lateNs[next] = sinceNs - plan.OffsetsNs[next];
        wire.SendMarket(_sent++);
        next++;
        return true;
    }
}
