namespace KuCoinHft.Adapters.Disk;

/// <summary>Why a <see cref="JournalWriter"/> did not take a record.</summary>
public enum JournalRefusal : byte
{
    None,

    /// <summary>The payload is longer than a record may be.</summary>
    TooLong,

    /// <summary>The stream's capacity is used up, or the journal is closed.</summary>
    Full,

    /// <summary>The segment is full and the next one is not prepared; <see cref="JournalWriter.Fault"/> says so when the disk is why.</summary>
    NextNotReady,
}
