using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Bench.Wire;

/// <summary>Polls one source through an Intake of its own until messages have come.</summary>
internal sealed class EchoReader : IDisposable
{
    private readonly RingBuffer _ring = new(64);
    private readonly ByteRing _bytes = new(1 << 20);
    private readonly Sequence _consumed = new();
    private readonly RingColumn<Frame> _frames;
    private readonly Intake _intake;

    public EchoReader(WsSource source)
    {
        _ring.AddGating(_consumed);
        _frames = new RingColumn<Frame>(_ring);
        _intake = new Intake(_ring, _bytes, _frames, [source]);
    }

    public void WaitFor(int messages)
    {
        long until = _consumed.Value + messages;
        var spin = default(SpinWait);
        while (_ring.Cursor.Value < until)
        {
            if (!_intake.RunOnce())
                spin.SpinOnce(sleep1Threshold: -1);
        }

        _consumed.Set(until);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _bytes.Dispose();
    }

    /// <summary>Frames need a time of receipt; here nobody looks at it.</summary>
    internal sealed class StoppedClock : IClock
    {
        public long NowNs => 1;
    }
}
