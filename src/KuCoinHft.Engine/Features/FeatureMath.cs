namespace KuCoinHft.Engine.Features;

/// <summary>The few functions that bound features, so that every feature is bounded the same way.</summary>
public static class FeatureMath
{
    /// <summary>The unit of the features in volatilities is at least this, in bps per root minute: in a still market a tick is no breakout.</summary>
    public const double VolatilityFloor = 0.5;

    /// <summary>sign(x) ln(1+|x|), within -8..8: linear near 0, and no single large order fills the range.</summary>
    public static float SignedLog(double value) => Clip(Math.CopySign(Math.Log(1 + Math.Abs(value)), value), 8);

    /// <summary>ln(numerator/denominator) within -limit..limit; 0 unless both are positive.</summary>
    public static float LogRatio(double numerator, double denominator, double limit) =>
        numerator > 0 && denominator > 0 ? Clip(Math.Log(numerator / denominator), limit) : 0;

    /// <summary>numerator/denominator, or 0 when the denominator is not positive.</summary>
    public static double Ratio(double numerator, double denominator) => denominator > 0 ? numerator / denominator : 0;

    /// <summary><paramref name="value"/> within -limit..limit.</summary>
    public static float Clip(double value, double limit) => (float)Math.Clamp(value, -limit, limit);
}
