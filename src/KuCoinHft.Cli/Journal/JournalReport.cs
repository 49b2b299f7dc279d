using System.Globalization;
using KuCoinHft.Adapters.Disk;

namespace KuCoinHft.Cli.Journal;

/// <summary>What a journal holds, and whether it is whole.</summary>
internal sealed record JournalReport
{
    public required string Journal { get; init; }

    /// <summary>Nothing is missing and nothing is damaged.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>What concerns no single stream.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    public required IReadOnlyList<StreamReport> Streams { get; init; }

    /// <summary>Reads all of a journal.</summary>
    /// <exception cref="IOException">There is none at that place, or it cannot be opened.</exception>
    public static JournalReport Of(string path)
    {
        JournalSurvey[] surveys = [.. JournalStreams.Of(path).Select(stream => new JournalSurvey(stream))];
        List<string> remarks = [.. JournalStreams.Missing(path).Select(stream => $"the stream {stream} is missing: {stream}-000001.kcj and all behind it")];
        string?[] sessions = [.. surveys.Select(survey => survey.Header).Where(header => header is not null).Select(header => $"{header!.Session} begun at {header.StartNs}").Distinct()];
        if (sessions.Length > 1)
            remarks.Add($"the streams are of different sessions: {string.Join(", ", sessions)}");
        StreamReport[] streams = [.. surveys.Select(StreamReport.Of)];
        return new JournalReport
        {
            Journal = Path.GetFullPath(path),
            IsWhole = remarks.Count == 0 && Array.TrueForAll(streams, stream => stream.Damage.Count == 0),
            Remarks = remarks,
            Streams = streams,
        };
    }

    /// <summary>Session time as people read it.</summary>
    public static string Time(long ns) => (DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(ns / 100)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
