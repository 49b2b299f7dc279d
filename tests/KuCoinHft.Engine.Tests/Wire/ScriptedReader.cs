using System.Buffers;
using System.IO.Pipelines;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>The reading end of a pipe whose bytes arrive when, and lie in the segments in which, a test says.</summary>
internal sealed class ScriptedReader(byte[] bytes) : PipeReader
{
    private readonly byte[] _bytes = bytes;
    private int[] _cuts = [];
    private ReadOnlySequence<byte> _shown;
    private int _arrived;
    private int _consumed;
    private int _examined;

    public bool IsCompleted { get; private set; }

    /// <summary>The writer has ended the stream.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Nothing more comes of what has arrived, until more does.</summary>
    public bool IsIdle => IsCompleted || (_examined == _arrived && !IsEnded);

    /// <summary>Bytes up to <paramref name="end"/> have arrived.</summary>
    /// <param name="cuts">Ascending offsets in the stream at which one segment ends and the next begins.</param>
    public void Arrive(int end, params int[] cuts)
    {
        _arrived = end;
        _cuts = cuts;
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (IsIdle)
            return false;
        _shown = Segments.Of(_bytes, _consumed, _arrived, _cuts);
        result = new ReadResult(_shown, isCanceled: false, IsEnded);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        int start = _consumed;
        _consumed = start + (int)_shown.Slice(_shown.Start, consumed).Length;
        _examined = start + (int)_shown.Slice(_shown.Start, examined).Length;
    }

    public override void Complete(Exception? exception = null) => IsCompleted = true;

    public override void CancelPendingRead() => throw new NotSupportedException("The source polls; it waits for no read.");

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The source polls; it waits for no read.");
}
