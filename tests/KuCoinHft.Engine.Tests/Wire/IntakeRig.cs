using System.Text;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>Intake on small rings, with one consumer that the test moves.</summary>
internal sealed class IntakeRig : IDisposable
{
    private readonly RingBuffer _ring;
    private readonly ByteRing _bytes;
    private readonly RingColumn<Frame> _frames;

    public IntakeRig(int frames = 8, int bytes = 1 << 20, params IFrameSource[] sources)
    {
        _ring = new RingBuffer(frames);
        _ring.AddGating(Consumed);
        _bytes = new ByteRing(bytes);
        _frames = new RingColumn<Frame>(_ring);
        Intake = new Intake(_ring, _bytes, _frames, sources);
    }

    public Intake Intake { get; }

    public Sequence Consumed { get; } = new();

    public long Published => _ring.Cursor.Value;

    public bool Publish(string text, long receiveNs = 0) => Intake.TryPublish(FrameSource.Feed, FrameKind.Json, receiveNs, Encoding.UTF8.GetBytes(text));

    public Frame Frame(long sequence) => _frames[sequence];

    public ReadOnlySpan<byte> Bytes(long sequence) => _bytes[_frames[sequence].BytePosition, _frames[sequence].Length];

    public string Text(long sequence) => Encoding.UTF8.GetString(Bytes(sequence));

    /// <summary>Passes every frame published and returns their bytes.</summary>
    public List<byte[]> Take()
    {
        var taken = new List<byte[]>();
        for (long n = Consumed.Value + 1; n <= Published; n++)
            taken.Add(Bytes(n).ToArray());
        Consumed.Set(Published);
        return taken;
    }

    public void Dispose()
    {
        _frames.Dispose();
        _bytes.Dispose();
    }
}
