namespace KuCoinHft.Adapters.Disk;

/// <summary>How much a <see cref="JournalWriter"/> may keep.</summary>
/// <param name="CapacityBytes">Room of all segments together.</param>
/// <param name="SegmentBytes">Room of one segment; the last is as small as the capacity leaves it.</param>
public readonly record struct JournalWriterOptions(long CapacityBytes, int SegmentBytes = JournalWriterOptions.SegmentBytesDefault)
{
    /// <summary>At 50 MB/s it lasts longer than a second, a hundred times what the next one takes to prepare.</summary>
    public const int SegmentBytesDefault = 64 << 20;
}
