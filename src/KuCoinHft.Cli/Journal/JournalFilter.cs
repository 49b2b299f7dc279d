using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Cli.Journal;

/// <summary>Which records of a journal are wanted.</summary>
/// <param name="From">First sequence.</param>
/// <param name="To">Last sequence.</param>
/// <param name="Kind">Only this kind; None for all.</param>
/// <param name="Limit">At most so many.</param>
internal readonly record struct JournalFilter(long From, long To, JournalKind Kind, long Limit)
{
    public bool Takes(JournalRecord record) => record.Sequence >= From && record.Sequence <= To && (Kind == JournalKind.None || record.Kind == Kind);
}
