using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Agents.Rules;

/// <summary>The StatisticalArbitrage agent as a rule: a symbol that left its partner's way comes back to it.</summary>
/// <remarks>
/// Sees <see cref="Inputs"/>. Holds for <see cref="HoldNs"/>. Speaks of its own symbol's leg alone; the partner's agent speaks of the other.
/// Stays out without a partner (all pair features 0), when correlation is below <see cref="CorrelationMin"/>, when the spread's z-score is below
/// <see cref="ScoreMin"/> (nothing to gain) or above <see cref="ScoreMax"/> (the relation broke), and when the quoted spread is above <see cref="SpreadBpsMax"/>.
/// Edge: half of the way back to the mean. The spread's deviation in bps is estimated from the part of the volatility that the partner does not explain:
/// sd of a random walk's values in its window is its end's sd / sqrt 6. A mirrored z-score gives mirrored scores.
/// The hurdle is the rule's own, as in <see cref="MomentumRule"/>.
/// Thread: any; a pure function.
/// </remarks>
public static class StatisticalArbitrageRule
{
    public const long HoldNs = 30_000_000_000;

    public const float SpreadBpsMax = 100f;

    public const float CorrelationMin = 0.5f;

    public const float ScoreMin = 1.5f;

    public const float ScoreMax = 5f;

    public const float CostBps = 1f;

    /// <summary>Charge per bps of unexplained volatility over a minute.</summary>
    public const float RiskPerVolatility = 0.1f;

    private const float ReturnShare = 0.5f;
    private const float WindowDeviation = 0.40824829f;

    /// <summary>The agent's slice of the feature vector.</summary>
    public static ReadOnlySpan<Feature> Inputs =>
    [
        Feature.PairSpreadZ60s, Feature.PairCorrelation60s, Feature.Volatility60s, Feature.Spread,
    ];

    /// <summary>Expected move over <see cref="HoldNs"/> in bps; 0 when the rule must stay out.</summary>
    public static float EdgeBps(ReadOnlySpan<float> features)
    {
        float score = features[(int)Feature.PairSpreadZ60s];
        if (features[(int)Feature.Spread] > SpreadBpsMax || features[(int)Feature.PairCorrelation60s] < CorrelationMin || Math.Abs(score) is < ScoreMin or > ScoreMax)
            return 0;
        return -ReturnShare * score * WindowDeviation * UnexplainedBps(features);
    }

    /// <param name="features">A Ready vector's values.</param>
    /// <param name="scores"><see cref="Limits.Targets"/> floats, one a target.</param>
    public static void Score(ReadOnlySpan<float> features, Span<float> scores) => TargetScores.Write(
        EdgeBps(features),
        CostBps,
        RiskPerVolatility * UnexplainedBps(features),
        scores);

    private static float UnexplainedBps(ReadOnlySpan<float> features)
    {
        float correlation = features[(int)Feature.PairCorrelation60s];
        return features[(int)Feature.Volatility60s] * MathF.Sqrt(Math.Max(0, 1 - (correlation * correlation)));
    }
}
