using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Agents.Rules;

/// <summary>Who may trade; the order of <see cref="Inference.MetaWeights"/>.</summary>
public enum MetaClass : byte
{
    None,
    Momentum,
    VolatilityBreakout,
    StatisticalArbitrage,
}

/// <summary>The meta-model as a rule: picks the agent that suits the market's condition, without looking at any agent's signal.</summary>
/// <remarks>
/// Sees <see cref="Inputs"/>: volatility and its rise, trend strength, liquidity, correlation, spread, time of day.
/// In order: nobody in a market that is wide, thin, still or empty; breakout while volatility and volume rise; momentum while the minute's way is straight;
/// statistical arbitrage while it is not and the partner goes along; else nobody. Indifferent to the direction of prices.
/// Thread: any; a pure function.
/// </remarks>
public static class MetaRule
{
    public const float SpreadBpsMax = 100f;

    /// <summary>ln of the spread over its usual: more than about five times is a book in flight.</summary>
    public const float SpreadSurgeMax = 1.6f;

    /// <summary>ln of the depth over its usual: less than about a fifth is a book in flight.</summary>
    public const float DepthSurgeMin = -1.6f;

    /// <summary>bps per root minute; below, no agent's edge exceeds its hurdle.</summary>
    public const float VolatilityMin = 2f;

    /// <summary>Trades per second over a minute, by day and in the thin hours.</summary>
    public const float TradeRateMin = 0.03f;
    public const float ThinTradeRateMin = 0.5f;

    public const float VolatilitySurgeMin = 0.1f;

    public const float VolumeSurgeMin = 0.2f;

    public const float EfficiencyMin = 0.25f;

    public const float CorrelationMin = 0.6f;

    /// <summary>The meta-model's slice of the feature vector.</summary>
    public static ReadOnlySpan<Feature> Inputs =>
    [
        Feature.Volatility60s, Feature.VolatilitySurge, Feature.VolumeSurge5s, Feature.Efficiency60s, Feature.DepthSurge, Feature.TradeRate60s,
        Feature.PairCorrelation60s, Feature.Spread, Feature.SpreadSurge, Feature.DaySin, Feature.DayCos,
    ];

    /// <param name="features">A Ready vector's values.</param>
    public static MetaClass Choose(ReadOnlySpan<float> features)
    {
        if (!IsTradable(features))
            return MetaClass.None;
        if (features[(int)Feature.VolatilitySurge] > VolatilitySurgeMin && features[(int)Feature.VolumeSurge5s] > VolumeSurgeMin)
            return MetaClass.VolatilityBreakout;
        if (features[(int)Feature.Efficiency60s] > EfficiencyMin)
            return MetaClass.Momentum;
        return features[(int)Feature.PairCorrelation60s] > CorrelationMin ? MetaClass.StatisticalArbitrage : MetaClass.None;
    }

    private static bool IsTradable(ReadOnlySpan<float> features)
    {
        // 20 to 24 h UTC, between the American and the Asian day, is the last quarter before midnight but its first two hours.
        bool thin = features[(int)Feature.DaySin] < 0 && features[(int)Feature.DayCos] > 0.5f;
        float tradeRate = MathF.Exp(features[(int)Feature.TradeRate60s]) - 1;
        return features[(int)Feature.Spread] <= SpreadBpsMax
            && features[(int)Feature.SpreadSurge] <= SpreadSurgeMax
            && features[(int)Feature.DepthSurge] >= DepthSurgeMin
            && features[(int)Feature.Volatility60s] >= VolatilityMin
            && tradeRate >= (thin ? ThinTradeRateMin : TradeRateMin);
    }
}
