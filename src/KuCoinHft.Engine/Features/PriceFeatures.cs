namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of the mid's way: returns, volatility, breakouts, trend.</summary>
public static class PriceFeatures
{
    // Slots of a minute: volatility is stated per root minute, so that windows of any length compare.
    private const double SlotsPerMinute = 60 * SymbolWindow.SlotsPerSecond;

    private struct Moves
    {
        public double Squares;
        public double Products;
        public double Absolutes;
        public double Sum;
        public double Later;
        public int Count;

        public readonly double Volatility => Math.Min(1000, 1e4 * Math.Sqrt(SlotsPerMinute * FeatureMath.Ratio(Squares, Count)));
    }

    private struct Channel
    {
        public double High;
        public double Low;
        public int Slots;
    }

    /// <summary>Return of <paramref name="seconds"/> s in bps, over what history there is.</summary>
    public static double Return(SymbolWindow window, int seconds)
    {
        long reference = Math.Max(window.First, window.Current - (seconds * SymbolWindow.SlotsPerSecond));
        return ((window.Mid / window[reference].Close) - 1) * 1e4;
    }

    /// <returns>Bps of one volatility over 60 s, the unit of other features.</returns>
    public static double Write(SymbolWindow window, Span<float> values)
    {
        values[(int)Feature.Return1s] = FeatureMath.Clip(Return(window, 1), 500);
        values[(int)Feature.Return5s] = FeatureMath.Clip(Return(window, 5), 500);
        values[(int)Feature.Return10s] = FeatureMath.Clip(Return(window, 10), 500);
        values[(int)Feature.Return30s] = FeatureMath.Clip(Return(window, 30), 500);
        values[(int)Feature.Return60s] = FeatureMath.Clip(Return(window, 60), 500);

        Moves moves = default;
        Extend(window, 5, ref moves);
        double volatility5s = moves.Volatility;
        Extend(window, 20, ref moves);
        values[(int)Feature.Volatility20s] = (float)moves.Volatility;
        values[(int)Feature.Rsi20s] = (float)FeatureMath.Ratio(moves.Sum, moves.Absolutes);
        Extend(window, 60, ref moves);
        double volatility60s = moves.Volatility;
        values[(int)Feature.Volatility5s] = (float)volatility5s;
        values[(int)Feature.Volatility60s] = (float)volatility60s;
        values[(int)Feature.VolatilitySurge] = FeatureMath.LogRatio(volatility5s + FeatureMath.VolatilityFloor, volatility60s + FeatureMath.VolatilityFloor, 4);
        values[(int)Feature.Efficiency60s] = (float)FeatureMath.Ratio(Math.Abs(moves.Sum), moves.Absolutes);
        values[(int)Feature.Autocorrelation60s] = (float)FeatureMath.Ratio(moves.Products, moves.Squares);

        double unit = Math.Max(volatility60s, FeatureMath.VolatilityFloor);
        WriteBreakouts(window, unit, values);
        double momentum = window.MidMean5s - window.MidMean20s;
        double perMid = 1e4 / (window.Mid * unit);
        values[(int)Feature.Momentum] = FeatureMath.Clip(momentum * perMid, 6);
        values[(int)Feature.MomentumTurn] = FeatureMath.Clip((momentum - window.MomentumMean10s) * perMid, 6);
        return unit;
    }

    private static void WriteBreakouts(SymbolWindow window, double unit, Span<float> values)
    {
        var channel = new Channel { High = double.MinValue, Low = double.MaxValue, Slots = SymbolWindow.SlotsPerSecond };
        (values[(int)Feature.AboveHigh10s], values[(int)Feature.BelowLow10s]) = Breakout(window, 10, unit, ref channel);
        (values[(int)Feature.AboveHigh30s], values[(int)Feature.BelowLow30s]) = Breakout(window, 30, unit, ref channel);
        (values[(int)Feature.AboveHigh60s], values[(int)Feature.BelowLow60s]) = Breakout(window, 60, unit, ref channel);
    }

    private static (float AboveHigh, float BelowLow) Breakout(SymbolWindow window, int seconds, double unit, ref Channel channel)
    {
        int end = (int)Math.Min(seconds * SymbolWindow.SlotsPerSecond, window.Current - window.First + 1);
        for (; channel.Slots < end; channel.Slots++)
        {
            ref readonly Slot slot = ref window[window.Current - channel.Slots];
            channel.High = Math.Max(channel.High, slot.High);
            channel.Low = Math.Min(channel.Low, slot.Low);
        }

        double scale = 1e4 / (unit * Math.Sqrt(seconds / 60.0));
        return (FeatureMath.Clip(((window.Mid / channel.High) - 1) * scale, 6), FeatureMath.Clip(((window.Mid / channel.Low) - 1) * scale, 6));
    }

    private static void Extend(SymbolWindow window, int seconds, ref Moves moves)
    {
        int end = (int)Math.Min(seconds * SymbolWindow.SlotsPerSecond, window.Current - window.First);
        for (; moves.Count < end; moves.Count++)
        {
            long at = window.Current - moves.Count;
            ref readonly Slot slot = ref window[at];
            double move = slot.Close - window[at - 1].Close;
            moves.Squares += slot.Return * slot.Return;
            moves.Products += slot.Return * moves.Later;
            moves.Absolutes += Math.Abs(move);
            moves.Sum += move;
            moves.Later = slot.Return;
        }
    }
}
