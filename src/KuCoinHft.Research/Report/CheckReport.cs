using System.Text.Json.Serialization;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Research.Report;

/// <summary>What became of one check of the risk gate.</summary>
public enum CheckOutcome
{
    Passed,
    Failed,

    /// <summary>Orders that make the position smaller are not asked.</summary>
    NotAsked,
}

/// <summary>One check of the risk gate for one order.</summary>
public sealed record CheckReport
{
    /// <summary>The reject that a failure means.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<RejectReason>))]
    public required RejectReason Reason { get; init; }

    public required string What { get; init; }

    public required string Limit { get; init; }

    /// <summary>The value at that time; empty when it was not asked for.</summary>
    public required string Value { get; init; }

    /// <summary>Of limit and value; empty for a plain yes or no.</summary>
    public required string Unit { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
    public required CheckOutcome Outcome { get; init; }
}
