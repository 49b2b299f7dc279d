namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of the last hour's closed bars against the present mid.</summary>
public static class LongFeatures
{
    private const int ShortBars = 5;
    private const int TrueRangeBars = 14;

    /// <param name="bars">Ready.</param>
    /// <param name="values">With the features of the last minute already written.</param>
    public static void Write(SymbolWindow window, BarWindow bars, Span<float> values)
    {
        double mid = window.Mid;
        double squares = 0;
        double ranges = 0;
        double lots = 0;
        double lotsOfShort = 0;
        double high = bars[1].High;
        double low = bars[1].Low;
        double moves = Math.Abs(mid - bars[1].Close);
        for (int back = 1; back <= bars.Count; back++)
        {
            ref readonly Bar bar = ref bars[back];
            high = Math.Max(high, bar.High);
            low = Math.Min(low, bar.Low);
            lots += bar.Lots;
            if (back <= ShortBars)
                lotsOfShort += bar.Lots;
            if (back == bars.Count)
                break;
            double before = bars[back + 1].Close;
            double move = bar.Close - before;
            squares += move / before * (move / before);
            moves += Math.Abs(move);
            if (back <= TrueRangeBars)
                ranges += Math.Max(bar.High, before) - Math.Min(bar.Low, before);
        }

        double oldest = bars[bars.Count].Close;
        double volatility = Math.Min(1000, 1e4 * Math.Sqrt(squares / (bars.Count - 1)));
        values[(int)Feature.Return5m] = FeatureMath.Clip(((mid / bars[ShortBars].Close) - 1) * 1e4, 2000);
        values[(int)Feature.Return60m] = FeatureMath.Clip(((mid / oldest) - 1) * 1e4, 2000);
        values[(int)Feature.Volatility60m] = (float)volatility;
        values[(int)Feature.VolatilitySurge60m] =
            FeatureMath.LogRatio(values[(int)Feature.Volatility60s] + FeatureMath.VolatilityFloor, volatility + FeatureMath.VolatilityFloor, 4);
        values[(int)Feature.RangePosition60m] = FeatureMath.Clip(FeatureMath.Ratio((2 * mid) - high - low, high - low), 3);
        values[(int)Feature.TrueRange14m] = FeatureMath.Clip(ranges / Math.Min(TrueRangeBars, bars.Count - 1) / mid * 1e4, 2000);
        double pace = lots / bars.Count;
        values[(int)Feature.VolumeSurge5m] = FeatureMath.LogRatio((lotsOfShort / ShortBars) + (0.01 * pace), 1.01 * pace, 5);
        values[(int)Feature.Efficiency60m] = (float)FeatureMath.Ratio(Math.Abs(mid - oldest), moves);
    }
}
