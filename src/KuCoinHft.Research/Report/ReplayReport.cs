namespace KuCoinHft.Research.Report;

/// <summary>What a replay of a recording showed.</summary>
public sealed record ReplayReport
{
    public required string Data { get; init; }

    /// <summary>Frames through the ring, timers included.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames that were not understood, and why.</summary>
    public required long DecodeErrors { get; init; }

    public required IReadOnlyDictionary<string, long> DecodeErrorReasons { get; init; }

    public required long Level2Frames { get; init; }

    /// <summary>Increments that the snapshot already held.</summary>
    public required long Old { get; init; }

    public required long Applied { get; init; }

    public required long Gaps { get; init; }

    public required long Crossed { get; init; }

    /// <summary>Snapshots taken, the first of every symbol included.</summary>
    public required long Synced { get; init; }

    public required long TickersCompared { get; init; }

    public required long TickersEqual { get; init; }

    public required long Decisions { get; init; }

    /// <summary>Decisions by reason.</summary>
    public required IReadOnlyDictionary<string, long> DecisionReasons { get; init; }

    /// <summary>Orders that risk let pass, and those it rejected, by reason.</summary>
    public required long OrdersPassed { get; init; }

    public required long Rejects { get; init; }

    public required IReadOnlyDictionary<string, long> RejectReasons { get; init; }

    /// <summary>SHA-256 over every decision.</summary>
    public required string DecisionHash { get; init; }

    /// <summary>Models that are not in use, with the reason and the mend.</summary>
    public required IReadOnlyList<string> ModelRefusals { get; init; }

    public required IReadOnlyList<BookReport> Books { get; init; }

    public required double Seconds { get; init; }
}

/// <summary>One symbol's book at the end.</summary>
public sealed record BookReport
{
    public required string Symbol { get; init; }

    public required long Sequence { get; init; }

    public required bool IsLive { get; init; }

    public required string BestBid { get; init; }

    public required string BestBidSize { get; init; }

    public required string BestAsk { get; init; }

    public required string BestAskSize { get; init; }

    public required int BidLevels { get; init; }

    public required int AskLevels { get; init; }

    /// <summary>SHA-256 of the whole book's text.</summary>
    public required string Hash { get; init; }
}
