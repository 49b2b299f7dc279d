namespace KuCoinHft.Research.Report;

/// <summary>One frame through every room.</summary>
public sealed record TraceReport
{
    /// <summary>The journal's folder.</summary>
    public required string Journal { get; init; }

    public required string Session { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Session time of receipt.</summary>
    public required long ReceiveNs { get; init; }

    public required string ReceivedUtc { get; init; }

    /// <summary>The frame's raw text, or hexadecimal where it is no text; null unless asked for.</summary>
    public string? Bytes { get; init; }

    /// <summary>What the session's models ran with and is not here; then their answers are the recorded ones.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Whether decision and actions are those of the journal; null where it holds none to compare with.</summary>
    public required bool? EqualsJournal { get; init; }

    /// <summary>The same in words, with the first difference.</summary>
    public required string Comparison { get; init; }

    /// <summary>Where the times come from.</summary>
    public required string TimesAre { get; init; }

    /// <summary>Sum of the rooms' times.</summary>
    public required long TotalNs { get; init; }

    /// <summary>Frames of the same kind before it that the medians are of.</summary>
    public required int MedianFrames { get; init; }

    public required IReadOnlyList<RoomReport> Rooms { get; init; }
}

/// <summary>One room: its time for the frame, and what it wrote.</summary>
public sealed record RoomReport
{
    public required string Room { get; init; }

    /// <summary>From the end of the room before to its own end.</summary>
    public required long Ns { get; init; }

    /// <summary>Median of the same over frames of the same kind before it; null when there were none.</summary>
    public required long? MedianNs { get; init; }

    /// <summary>"recomputed", or "recorded" where the values are the journal's.</summary>
    public required string Origin { get; init; }

    /// <summary>The result in one line.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyList<ValueReport> Values { get; init; }
}

/// <summary>One value by name.</summary>
public sealed record ValueReport(string Name, string Value, string Unit = "");
