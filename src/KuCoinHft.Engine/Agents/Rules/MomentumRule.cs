using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Agents.Rules;

/// <summary>The Momentum agent as a rule: a move that is efficient, still growing and carried by trades goes on for a while.</summary>
/// <remarks>
/// Sees <see cref="Inputs"/>. Holds for <see cref="HoldNs"/>.
/// Stays out when the spread is above <see cref="SpreadBpsMax"/>, when the gap of the means shrinks (momentum_turn against momentum),
/// or when the takers of the last 20 s are on the other side.
/// Edge: a drift of d bps/s sets the means of 5 and 20 s 15 d apart, so the gap in bps is the drift of the next 15 s; the share that lasts is
/// taken as the efficiency of the last minute, over twice that time. Mirrored prices give mirrored scores.
/// The spread is no cost of the rule: entries join the best price of their own side and earn the half that exits pay.
/// The hurdle <see cref="CostBps"/> is the rule's own; exchange fees are charged where results are counted, and at a taker's 10 bps these edges do not pay.
/// Thread: any; a pure function.
/// </remarks>
public static class MomentumRule
{
    public const long HoldNs = 30_000_000_000;

    public const float SpreadBpsMax = 100f;

    public const float CostBps = 1f;

    /// <summary>Charge per bps of volatility over a minute.</summary>
    public const float RiskPerVolatility = 0.1f;

    /// <summary>The agent's slice of the feature vector.</summary>
    public static ReadOnlySpan<Feature> Inputs =>
    [
        Feature.Momentum, Feature.MomentumTurn, Feature.Efficiency60s, Feature.TradeFlow20s, Feature.Volatility60s, Feature.Spread,
    ];

    /// <summary>Expected move over <see cref="HoldNs"/> in bps; 0 when the rule must stay out.</summary>
    public static float EdgeBps(ReadOnlySpan<float> features)
    {
        float momentum = features[(int)Feature.Momentum];
        bool fades = features[(int)Feature.MomentumTurn] * momentum <= 0;
        bool opposed = features[(int)Feature.TradeFlow20s] * momentum < 0;
        if (features[(int)Feature.Spread] > SpreadBpsMax || fades || opposed)
            return 0;
        float unitBps = Math.Max(features[(int)Feature.Volatility60s], (float)FeatureMath.VolatilityFloor);
        return 2 * momentum * unitBps * features[(int)Feature.Efficiency60s];
    }

    /// <param name="features">A Ready vector's values.</param>
    /// <param name="scores"><see cref="Limits.Targets"/> floats, one a target.</param>
    public static void Score(ReadOnlySpan<float> features, Span<float> scores) => TargetScores.Write(
        EdgeBps(features),
        CostBps,
        RiskPerVolatility * features[(int)Feature.Volatility60s],
        scores);
}
