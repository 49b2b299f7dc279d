using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Agents.Rules;

/// <summary>The VolatilityBreakout agent as a rule: a mid outside its channel, while volatility and volume rise, goes on as far again.</summary>
/// <remarks>
/// Sees <see cref="Inputs"/>. Holds for <see cref="HoldNs"/>.
/// Stays out inside the channel, when the spread is above <see cref="SpreadBpsMax"/>, when the last 5 s bring less than their share of the minute's volume,
/// or when the order flow of the last 5 s is against the breakout.
/// Edge: the distance past the channel of 30 s in bps, times the rise of volatility (e to the surge), at most <see cref="RiseMax"/>, times the share of the
/// hour's range that lies behind the mid: a step out of half a minute's channel at the hour's far end is mostly a way back, one out of both is a breakout.
/// Risk: on the larger of the last minute's and the last hour's volatility, since a still minute in a rough hour is no safe one.
/// Mirrored prices give mirrored scores. The hurdle is the rule's own, as in <see cref="MomentumRule"/>.
/// Thread: any; a pure function.
/// </remarks>
public static class VolatilityBreakoutRule
{
    public const long HoldNs = 20_000_000_000;

    public const float SpreadBpsMax = 100f;

    public const float CostBps = 0.5f;

    public const float RiseMax = 3f;

    /// <summary>Charge per bps of volatility over a minute.</summary>
    public const float RiskPerVolatility = 0.1f;

    // A minute's volatility over the channel's 30 s: the root of a half.
    private const float ChannelShare = 0.70710678f;

    /// <summary>The agent's slice of the feature vector.</summary>
    public static ReadOnlySpan<Feature> Inputs =>
    [
        Feature.AboveHigh30s, Feature.BelowLow30s, Feature.VolatilitySurge, Feature.VolumeSurge5s, Feature.Ofi5s, Feature.Volatility60s, Feature.Spread,
        Feature.Volatility60m, Feature.RangePosition60m,
    ];

    /// <summary>Expected move over <see cref="HoldNs"/> in bps; 0 when the rule must stay out.</summary>
    public static float EdgeBps(ReadOnlySpan<float> features)
    {
        // At most one of the two is outside: the high is not below the low.
        float outside = Math.Max(features[(int)Feature.AboveHigh30s], 0) + Math.Min(features[(int)Feature.BelowLow30s], 0);
        bool opposed = features[(int)Feature.Ofi5s] * outside < 0;
        if (features[(int)Feature.Spread] > SpreadBpsMax || features[(int)Feature.VolumeSurge5s] < 0 || opposed)
            return 0;
        float unitBps = ChannelShare * Math.Max(features[(int)Feature.Volatility60s], (float)FeatureMath.VolatilityFloor);
        float rise = Math.Min(RiseMax, MathF.Exp(features[(int)Feature.VolatilitySurge]));
        float position = features[(int)Feature.RangePosition60m];
        float behind = Math.Clamp(0.5f * (1 + (outside > 0 ? position : -position)), 0, 1);
        return outside * unitBps * rise * behind;
    }

    /// <param name="features">A Ready vector's values, its long features ready too.</param>
    /// <param name="scores"><see cref="Limits.Targets"/> floats, one a target.</param>
    public static void Score(ReadOnlySpan<float> features, Span<float> scores) => TargetScores.Write(
        EdgeBps(features),
        CostBps,
        RiskPerVolatility * Math.Max(features[(int)Feature.Volatility60s], features[(int)Feature.Volatility60m]),
        scores);
}
