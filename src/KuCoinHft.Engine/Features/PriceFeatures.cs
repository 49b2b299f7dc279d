namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of the mid's way: returns, volatility, breakouts, trend.</summary>
public static class PriceFeatures
{
    /// <summary>Return of <paramref name="seconds"/> s in bps, over what history there is.</summary>
    public static double Return(SymbolWindow window, int seconds)
    {
        long reference = Math.Max(window.First, window.Current - (seconds * SymbolWindow.SlotsPerSecond));
        return ((window.Mid / window[reference].Close) - 1) * 1e4;
    }

    /// <returns>Bps of one volatility over 60 s, the unit of other features.</returns>
    public static double Write(SymbolWindow window, in WindowSums sums, Span<float> values)
    {
        values[(int)Feature.Return1s] = FeatureMath.Clip(Return(window, 1), 500);
        values[(int)Feature.Return5s] = FeatureMath.Clip(Return(window, 5), 500);
        values[(int)Feature.Return10s] = FeatureMath.Clip(Return(window, 10), 500);
        values[(int)Feature.Return30s] = FeatureMath.Clip(Return(window, 30), 500);
        values[(int)Feature.Return60s] = FeatureMath.Clip(Return(window, 60), 500);

        double volatility5s = sums.In5s.Volatility;
        double volatility60s = sums.In60s.Volatility;
        values[(int)Feature.Volatility5s] = (float)volatility5s;
        values[(int)Feature.Volatility20s] = (float)sums.In20s.Volatility;
        values[(int)Feature.Volatility60s] = (float)volatility60s;
        values[(int)Feature.VolatilitySurge] = FeatureMath.LogRatio(volatility5s + FeatureMath.VolatilityFloor, volatility60s + FeatureMath.VolatilityFloor, 4);
        values[(int)Feature.Rsi20s] = (float)FeatureMath.Ratio(sums.In20s.Moved, sums.In20s.Absolutes);
        values[(int)Feature.Efficiency60s] = (float)FeatureMath.Ratio(Math.Abs(sums.In60s.Moved), sums.In60s.Absolutes);
        values[(int)Feature.Autocorrelation60s] = (float)FeatureMath.Ratio(sums.In60s.Products, sums.In60s.Squares);

        double unit = Math.Max(volatility60s, FeatureMath.VolatilityFloor);
        (values[(int)Feature.AboveHigh10s], values[(int)Feature.BelowLow10s]) = Breakout(window, 10, unit, in sums.In10s);
        (values[(int)Feature.AboveHigh30s], values[(int)Feature.BelowLow30s]) = Breakout(window, 30, unit, in sums.In30s);
        (values[(int)Feature.AboveHigh60s], values[(int)Feature.BelowLow60s]) = Breakout(window, 60, unit, in sums.In60s);
        double momentum = window.MidMean5s - window.MidMean20s;
        double perMid = 1e4 / (window.Mid * unit);
        values[(int)Feature.Momentum] = FeatureMath.Clip(momentum * perMid, 6);
        values[(int)Feature.MomentumTurn] = FeatureMath.Clip((momentum - window.MomentumMean10s) * perMid, 6);
        return unit;
    }

    private static (float AboveHigh, float BelowLow) Breakout(SymbolWindow window, int seconds, double unit, in SlotSums channel)
    {
        double scale = 1e4 / (unit * Math.Sqrt(seconds / 60.0));
        return (FeatureMath.Clip(((window.Mid / channel.High) - 1) * scale, 6), FeatureMath.Clip(((window.Mid / channel.Low) - 1) * scale, 6));
    }
}
