namespace KuCoinHft.Engine.Journal;

/// <summary>What a journal record holds.</summary>
public enum JournalKind : byte
{
    None,

    /// <summary>A frame's bytes; the record's source and frame kind say which.</summary>
    Frame,

    /// <summary>An <see cref="Orders.ActionRecord"/>, its fields as <see cref="JournalActions"/> writes them.</summary>
    Action,

    /// <summary>A decision with the Q-values and weights it was made from.</summary>
    Decision,

    /// <summary>The first record of a segment, see <see cref="JournalMarks"/>.</summary>
    SegmentBegin,

    /// <summary>The last record of a closed segment, see <see cref="JournalMarks"/>.</summary>
    SegmentEnd,
}

/// <summary>Keeps records in the order they come.</summary>
/// <remarks>
/// Thread: one worker. Never blocks, allocates nothing after construction.
/// Implementations: memory-mapped segments (Adapters/Disk), memory, none.
/// </remarks>
public interface IJournalSink
{
    /// <summary>Appends one record.</summary>
    /// <returns>False when there is no room; the pipeline then halts, since an action without a record must not leave.</returns>
    bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload);
}
