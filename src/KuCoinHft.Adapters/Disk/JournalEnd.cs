namespace KuCoinHft.Adapters.Disk;

/// <summary>How the readable part of a journal ends.</summary>
public enum JournalEndKind
{
    /// <summary>Not reached.</summary>
    None,

    /// <summary>The file ends with a whole record: its writer closed it.</summary>
    Clean,

    /// <summary>Whole records, then only zeros: its writer was killed, or still writes. Nothing appended is missing.</summary>
    Open,

    /// <summary>The last record is not whole and nothing readable follows it.</summary>
    Torn,

    /// <summary>A record is damaged, and readable ones follow.</summary>
    Corrupt,

    /// <summary>The first bytes are not those of a journal.</summary>
    NotAJournal,

    /// <summary>A journal of a format version that this program does not read.</summary>
    OtherVersion,
}

/// <summary>How, where and after how much the readable part of a journal ends.</summary>
/// <param name="Kind">How.</param>
/// <param name="Offset">First byte that is not of a whole record.</param>
/// <param name="RecordCount">Whole records before it, the header not counted.</param>
public readonly record struct JournalEnd(JournalEndKind Kind, long Offset, long RecordCount)
{
    /// <summary>Every record that was appended has been read.</summary>
    public bool IsComplete => Kind is JournalEndKind.Clean or JournalEndKind.Open;

    public override string ToString() => Kind switch
    {
        JournalEndKind.None => "not read to its end",
        JournalEndKind.Clean => $"clean end after {RecordCount} records",
        JournalEndKind.Open => $"not closed; whole up to byte {Offset}, {RecordCount} records",
        JournalEndKind.Torn => $"torn tail at byte {Offset}, after {RecordCount} records",
        JournalEndKind.Corrupt => $"corrupt record at byte {Offset}, after {RecordCount} records",
        JournalEndKind.NotAJournal => "not a journal",
        _ => "a journal of another format version",
    };
}
