using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Wire;

/// <summary>The only writer of the ring: gives every input its sequence.</summary>
/// <remarks>
/// Thread: the intake worker. What if full: the frame is refused, counted in <see cref="FullCount"/> and stays with its source, which stops reading.
/// </remarks>
public sealed class Intake : IPollable
{
    private readonly RingBuffer _ring;
    private readonly ByteRing _bytes;
    private readonly RingColumn<Frame> _frames;
    private readonly IFrameSource[] _sources;
    private readonly RingColumn<Stamps>? _stamps;
    private readonly LatencyHistogram? _latency;
    private readonly int _framesMax;
    private long _lastReceiveNs;
    private long _turnNs;
    private long _released = Sequence.Initial;

    public Intake(RingBuffer ring, ByteRing bytes, RingColumn<Frame> frames, IFrameSource[] sources, StageMeter? meter = null, int framesMax = 16)
    {
        _ring = ring;
        _bytes = bytes;
        _frames = frames;
        _sources = sources;
        _stamps = meter?.Column;
        _latency = meter?.IntakeLatency;
        _framesMax = framesMax;
    }

    public string Name => "intake";

    /// <summary>Times a frame found no room.</summary>
    public long FullCount { get; private set; }

    /// <summary>Frames refused because they exceed <see cref="Limits.FrameBytesMax"/>.</summary>
    public long TooLongCount { get; private set; }

    /// <summary>Takes what the sources have, each in its turn.</summary>
    /// <returns>False when none had anything.</returns>
    public bool RunOnce()
    {
        int published = 0;
        if (_latency is not null)
            _turnNs = StampClock.NowNs;
        foreach (IFrameSource source in _sources)
            published += source.Poll(this, _framesMax);
        return published > 0;
    }

    /// <summary>Gives a frame its sequence and publishes it.</summary>
    /// <param name="receiveNs">Session time; an earlier time than the frame before is raised to it, since receive time never goes back.</param>
    /// <returns>False when there is no room; nothing happened then. A frame that is too long counts as taken and is dropped.</returns>
    public bool TryPublish(FrameSource source, FrameKind kind, long receiveNs, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.FrameBytesMax)
        {
            TooLongCount++;
            return true;
        }

        // Only when bytes seem to be short: a look at how far the consumers are fetches the line that they are writing.
        if (!_bytes.CanClaim(bytes.Length))
            ReleasePassed();
        if (!_bytes.CanClaim(bytes.Length) || !_ring.TryClaim(out long sequence))
        {
            FullCount++;
            return false;
        }

        _bytes.TryClaim(bytes.Length, out long position);
        bytes.CopyTo(_bytes[position, bytes.Length]);
        _lastReceiveNs = Math.Max(_lastReceiveNs, receiveNs);
        ref Frame frame = ref _frames[sequence];
        frame.ReceiveNs = _lastReceiveNs;
        frame.BytePosition = position;
        frame.Length = bytes.Length;
        frame.Source = source;
        frame.Kind = kind;
        if (_stamps is not null)
            Stamp(_stamps, sequence);
        _ring.Publish(sequence);
        return true;
    }

    private void Stamp(RingColumn<Stamps> stamps, long sequence)
    {
        long nowNs = StampClock.StampIntake(stamps, sequence);
        // 0: published by a session in virtual time, which polls no sources.
        if (_turnNs != 0)
            _latency!.Record(nowNs - _turnNs);
        _turnNs = nowNs;
    }

    private void ReleasePassed()
    {
        long passed = _ring.GatingMinimum();
        // A full ring's newest frame stands in the slot of the last one passed, when the consumers moved on between the last call's two looks at them.
        // Its bytes are in use; those of the frame passed come free with the next one's.
        if (passed <= _released || passed + _ring.Capacity <= _ring.Cursor.Value)
            return;
        ref Frame last = ref _frames[passed];
        _bytes.Release(last.BytePosition + last.Length);
        _released = passed;
    }
}
