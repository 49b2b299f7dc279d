namespace KuCoinHft.Engine.Book;

/// <summary>What became of one symbol's book frames. Level2 = Old + Applied + those still kept aside or forgotten.</summary>
/// <remarks>Thread: written by the engine's worker; read when it has stopped.</remarks>
public sealed class BookCounts
{
    public long Level2 { get; internal set; }

    public long Old { get; internal set; }

    public long Applied { get; internal set; }

    public long Gaps { get; internal set; }

    public long Crossed { get; internal set; }

    public long Synced { get; internal set; }

    public long SnapshotsWanted { get; internal set; }

    public long SnapshotsTooOld { get; internal set; }

    public long SnapshotsAbandoned { get; internal set; }

    /// <summary>Parts that came while the book was live.</summary>
    public long SnapshotPartsUnneeded { get; internal set; }

    /// <summary>Further parts of a snapshot that was abandoned before.</summary>
    public long SnapshotPartsLate { get; internal set; }
}
