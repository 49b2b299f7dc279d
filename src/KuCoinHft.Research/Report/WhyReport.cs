using System.Text.Json.Serialization;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Research.Report;

/// <summary>Why one decision became the order that it became, or none, and what became of the order.</summary>
public sealed record WhyReport
{
    public required string Journal { get; init; }

    public required string Session { get; init; }

    /// <summary>The decision frame.</summary>
    public required long Sequence { get; init; }

    public required long DecidedNs { get; init; }

    public required string DecidedUtc { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Verdict { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<RejectReason>))]
    public required RejectReason Reject { get; init; }

    public required IReadOnlyList<string> Differences { get; init; }

    public required bool? EqualsJournal { get; init; }

    public required string Comparison { get; init; }

    public required WhyDecision Decision { get; init; }

    public required IReadOnlyList<WhyAgent> Agents { get; init; }

    /// <summary>Weights of the meta-model by agent, "None" for staying flat; empty when it did not answer.</summary>
    public required IReadOnlyDictionary<string, float> MetaWeights { get; init; }

    /// <summary>The risk gate's checks; empty when no order was wanted.</summary>
    public required IReadOnlyList<CheckReport> Checks { get; init; }

    public required WhyBefore Before { get; init; }

    public required WhyBook Book { get; init; }

    /// <summary>The order wanted; null when none was.</summary>
    public required WhyOrder? Order { get; init; }

    /// <summary>What happened to the order, in order of time; empty when none was sent.</summary>
    public required IReadOnlyList<WhyEvent> Life { get; init; }

    public required WhyFills? Fills { get; init; }

    public required WhyLatency? Latency { get; init; }
}

/// <summary>The decision; targets are shares of the symbol's maximum, -1 to 1.</summary>
public sealed record WhyDecision
{
    public required string Symbol { get; init; }

    /// <summary>The picked agent, "None" for none.</summary>
    public required string Agent { get; init; }

    public required string Reason { get; init; }

    public required string ReasonWords { get; init; }

    public required string TargetBefore { get; init; }

    public required string Target { get; init; }

    /// <summary>The picked agent's best target; null when no agent with values was picked.</summary>
    public required string? BestTarget { get; init; }

    /// <summary>Q of the best target minus Q of the target before, in percent of the price.</summary>
    public required float? Margin { get; init; }

    /// <summary>What the margin had to be for a change.</summary>
    public required float MarginNeeded { get; init; }

    /// <summary>"recomputed", or "recorded" where agents' and meta-model's values are the journal's.</summary>
    public required string Origin { get; init; }
}

/// <summary>One agent's Q-values by target, in percent of the price; empty when its model did not answer.</summary>
public sealed record WhyAgent(string Agent, bool IsPicked, IReadOnlyDictionary<string, float> Q);

/// <summary>The account as the engine saw it before the decision.</summary>
public sealed record WhyBefore
{
    public required string Position { get; init; }

    public required string PositionCurrency { get; init; }

    public required string PositionValue { get; init; }

    public required string ValueCurrency { get; init; }

    /// <summary>Profit since start and the sum of all positions, at the marks of that time.</summary>
    public required string Profit { get; init; }

    public required string AllPositions { get; init; }

    public required int OpenOrders { get; init; }

    /// <summary>Of the last position push before it; null before the first.</summary>
    public required string? DebtRatio { get; init; }

    /// <summary>How long before the decision that push came.</summary>
    public required long? DebtRatioAgeNs { get; init; }
}

/// <summary>The best five levels at the decision, best first.</summary>
public sealed record WhyBook(bool IsLive, long Sequence, long AgeNs, IReadOnlyList<WhyLevel> Bids, IReadOnlyList<WhyLevel> Asks);

/// <summary>One level of the book.</summary>
public sealed record WhyLevel(string Price, string Size);

/// <summary>The order's parameters.</summary>
public sealed record WhyOrder
{
    /// <summary>Null when it was not sent.</summary>
    public required string? ClientOid { get; init; }

    /// <summary>The exchange's name for it; null when no frame gave one.</summary>
    public required string? OrderId { get; init; }

    public required string Side { get; init; }

    public required string Price { get; init; }

    public required string PriceCurrency { get; init; }

    public required string Size { get; init; }

    public required string SizeCurrency { get; init; }

    public required string Funds { get; init; }

    public required string TimeInForce { get; init; }

    public required string Flags { get; init; }

    /// <summary>It makes the position smaller.</summary>
    public required bool IsReduction { get; init; }
}

/// <summary>One step of an order's life.</summary>
/// <param name="AfterNs">Session time after the decision frame's receipt.</param>
public sealed record WhyEvent(string What, long Sequence, long AfterNs, string Detail);

/// <summary>An order's fills together.</summary>
public sealed record WhyFills
{
    public required int Count { get; init; }

    public required string Size { get; init; }

    public required string AveragePrice { get; init; }

    public required string Funds { get; init; }

    /// <summary>Fills as maker.</summary>
    public required int AsMaker { get; init; }

    /// <summary>At the rate that the loss limit assumes; the exchange's own fee stands in none of these frames.</summary>
    public required string FeeAssumed { get; init; }
}

/// <summary>From the decision frame's receipt, in session time; null for what did not come.</summary>
public sealed record WhyLatency
{
    public required long? AnswerNs { get; init; }

    public required long? FirstPushNs { get; init; }

    /// <summary>Session seconds per second of the wall clock; null when the journal does not say, or the session had none.</summary>
    public required double? Speed { get; init; }

    /// <summary>The same divided by the speed; null without one.</summary>
    public required long? AnswerWallNs { get; init; }

    public required long? FirstPushWallNs { get; init; }
}
