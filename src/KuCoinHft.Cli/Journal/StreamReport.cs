using KuCoinHft.Adapters.Disk;

namespace KuCoinHft.Cli.Journal;

/// <summary>One stream of a journal.</summary>
internal sealed record StreamReport
{
    /// <summary>Its name; empty when no segment's header is readable.</summary>
    public required string Stream { get; init; }

    public required string Session { get; init; }

    public required int Segments { get; init; }

    public required long Records { get; init; }

    /// <summary>Bytes of the records' payloads.</summary>
    public required long PayloadBytes { get; init; }

    public required long FirstSequence { get; init; }

    public required long LastSequence { get; init; }

    public required string? FirstTime { get; init; }

    public required string? LastTime { get; init; }

    /// <summary>Session time from the first record to the last.</summary>
    public required double Seconds { get; init; }

    public required double RecordsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    /// <summary>The longest session time between two records.</summary>
    public required double LongestSilenceSeconds { get; init; }

    /// <summary>Records that are known to be lost.</summary>
    public required long Lost { get; init; }

    /// <summary>Records by what they are, in names.</summary>
    public required IReadOnlyDictionary<string, long> Kinds { get; init; }

    /// <summary>How the last segment ends.</summary>
    public required string End { get; init; }

    public required IReadOnlyList<DamageReport> Damage { get; init; }

    public static StreamReport Of(JournalSurvey survey)
    {
        double seconds = (survey.LastNs - survey.FirstNs) / 1e9;
        return new StreamReport
        {
            Stream = survey.Header?.Stream ?? "",
            Session = survey.Header?.Session ?? "",
            Segments = survey.SegmentCount,
            Records = survey.RecordCount,
            PayloadBytes = survey.PayloadBytes,
            FirstSequence = survey.FirstSequence,
            LastSequence = survey.LastSequence,
            FirstTime = survey.RecordCount == 0 ? null : JournalReport.Time(survey.FirstNs),
            LastTime = survey.RecordCount == 0 ? null : JournalReport.Time(survey.LastNs),
            Seconds = Math.Round(seconds, 3),
            RecordsPerSecond = seconds > 0 ? Math.Round(survey.RecordCount / seconds, 1) : 0,
            BytesPerSecond = seconds > 0 ? Math.Round(survey.PayloadBytes / seconds, 1) : 0,
            LongestSilenceSeconds = Math.Round(survey.SilenceNsMax / 1e9, 6),
            Lost = survey.LostCount,
            Kinds = survey.Kinds,
            End = $"{survey.End}",
            Damage = [.. survey.Damage.Select(DamageReport.Of)],
        };
    }
}
