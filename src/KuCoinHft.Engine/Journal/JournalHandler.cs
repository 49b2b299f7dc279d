using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Journal;

/// <summary>Stage 9: keeps every frame, so that a replay can give the same orders.</summary>
/// <remarks>
/// Thread: the engine's worker; <see cref="Failed"/> and <see cref="LastSequence"/> may be read by any.
/// What if full: when the sink refuses a frame, <see cref="Failed"/> is set and nothing is appended again, since a journal with a hole replays to
/// something else. The stage itself still passes the frame (a stage never blocks), so Send, which stands behind it, must not send while it is set;
/// the flag is written before the stage's sequence passes, hence Send sees it in time.
/// </remarks>
public sealed class JournalHandler : IStage
{
    private readonly RingColumn<Frame> _frames;
    private readonly ByteRing _bytes;
    private readonly IJournalSink _sink;
    private long _lastSequence = Sequence.Initial;
    private bool _failed;

    public JournalHandler(RingColumn<Frame> frames, ByteRing bytes, IJournalSink sink)
    {
        _frames = frames;
        _bytes = bytes;
        _sink = sink;
    }

    /// <summary>The sink refused a frame: the pipeline halts.</summary>
    public bool Failed => Volatile.Read(ref _failed);

    /// <summary>The last frame that is in the journal, and so are all before it.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    public void OnFrame(long n)
    {
        if (_failed)
            return;
        ref Frame frame = ref _frames[n];
        ReadOnlySpan<byte> payload = _bytes[frame.BytePosition, frame.Length];
        if (_sink.TryAppend(n, frame.ReceiveNs, (byte)frame.Source, JournalKind.Frame, (byte)frame.Kind, payload))
            Volatile.Write(ref _lastSequence, n);
        else
            Volatile.Write(ref _failed, true);
    }
}
