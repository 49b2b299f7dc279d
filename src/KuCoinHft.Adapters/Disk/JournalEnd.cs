using System.Globalization;

namespace KuCoinHft.Adapters.Disk;

/// <summary>How the readable part of a journal stream ends.</summary>
public enum JournalEndKind
{
    /// <summary>Not reached.</summary>
    None,

    /// <summary>The last segment ends with its end mark: its writer closed it.</summary>
    Clean,

    /// <summary>Whole records, then only room not yet used: its writer was killed, or still writes. Nothing appended is missing.</summary>
    Open,

    /// <summary>The tail is cut or half written, and nothing readable follows.</summary>
    Torn,

    /// <summary>A record is damaged, and readable ones follow.</summary>
    Corrupt,

    /// <summary>Records that were written are missing before this place, though all bytes around it are whole.</summary>
    Gap,

    /// <summary>The file of a segment is missing, and later ones are there.</summary>
    Missing,

    /// <summary>A segment of another session, another stream or another place in it.</summary>
    Foreign,

    /// <summary>The first bytes are not those of a journal.</summary>
    NotAJournal,

    /// <summary>A journal of a format version that this program does not read.</summary>
    OtherVersion,
}

/// <summary>How, where and after how much a journal stream's readable part ends, or is interrupted.</summary>
/// <param name="Kind">How.</param>
/// <param name="File">Name of the segment's file.</param>
/// <param name="Offset">First byte there that is not of a whole record.</param>
/// <param name="RecordCount">Whole records before it, in all segments together.</param>
/// <param name="LastSequence">Sequence of the last of them, or -1.</param>
/// <param name="Note">What else is to be said, or nothing.</param>
public readonly record struct JournalEnd(JournalEndKind Kind, string File, long Offset, long RecordCount, long LastSequence, string Note = "")
{
    /// <summary>Every record that was appended has been read.</summary>
    public bool IsComplete => Kind is JournalEndKind.Clean or JournalEndKind.Open;

    public override string ToString() => Kind switch
    {
        JournalEndKind.None => "not read to its end",
        JournalEndKind.Clean => $"closed, {Records}",
        JournalEndKind.Open => $"not closed: its writer was killed or still writes; whole up to byte {Offset} of {File}, {Records}",
        JournalEndKind.Torn => $"torn tail at byte {Offset} of {File}, after {Records}",
        JournalEndKind.Corrupt => $"corrupt record at byte {Offset} of {File}, after {Records}",
        JournalEndKind.Gap => $"gap at byte {Offset} of {File}, after {Records}: {Note}",
        JournalEndKind.Missing => $"{File} is missing, after {Records}",
        JournalEndKind.Foreign => $"{File} does not belong here, after {Records}: {Note}",
        JournalEndKind.NotAJournal => $"{File} is not a journal, after {Records}",
        _ => $"{File} is a journal of another format version, after {Records}",
    };

    private string Records => string.Create(
        CultureInfo.InvariantCulture, $"{RecordCount} {(RecordCount == 1 ? "record" : "records")}{(LastSequence < 0 ? "" : $", the last of sequence {LastSequence}")}");
}
