using KuCoinHft.Adapters.Disk;

namespace KuCoinHft.Cli.Journal;

/// <summary>One damage: where it is and what stands before it.</summary>
/// <param name="Kind">A <see cref="JournalEndKind"/>.</param>
/// <param name="File">The segment's file.</param>
/// <param name="Offset">The byte there.</param>
/// <param name="Record">0-based number of the record that is damaged or missing, among those that were read.</param>
/// <param name="AfterSequence">Sequence of the last intact record before it, or -1.</param>
/// <param name="Text">All of it in words.</param>
internal sealed record DamageReport(string Kind, string File, long Offset, long Record, long AfterSequence, string Text)
{
    public static DamageReport Of(JournalEnd end) => new($"{end.Kind}", end.File, end.Offset, end.RecordCount, end.LastSequence, $"{end}");
}
