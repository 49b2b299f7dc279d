using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of trades and of the rate of quotes.</summary>
public static class FlowFeatures
{
    private struct Sums
    {
        public double BuyLots;
        public double SellLots;
        public double Notional;
        public long Trades;
        public long Quotes;
        public int Slots;

        public readonly double Lots => BuyLots + SellLots;

        public readonly double Seconds => (double)Slots / SymbolWindow.SlotsPerSecond;

        public readonly float TradeFlow => (float)FeatureMath.Ratio(BuyLots - SellLots, Lots);

        public readonly float TradeRate => (float)Math.Log(1 + (Trades / Seconds));

        public readonly float QuoteRate => (float)Math.Log(1 + (Quotes / Seconds));
    }

    /// <param name="volatilityUnit">Bps of one volatility over 60 s.</param>
    public static void Write(SymbolWindow window, long receiveNs, double volatilityUnit, Span<float> values)
    {
        // The windows lie in each other, so each goes on where the shorter one ended.
        Sums sums = default;
        Extend(window, 1, ref sums);
        Sums in1s = sums;
        Extend(window, 5, ref sums);
        Sums in5s = sums;
        Extend(window, 20, ref sums);
        Sums in20s = sums;
        Extend(window, 60, ref sums);

        values[(int)Feature.QuoteRate1s] = in1s.QuoteRate;
        values[(int)Feature.QuoteRate20s] = in20s.QuoteRate;
        values[(int)Feature.TradeFlow1s] = in1s.TradeFlow;
        values[(int)Feature.TradeFlow5s] = in5s.TradeFlow;
        values[(int)Feature.TradeFlow20s] = in20s.TradeFlow;
        values[(int)Feature.TradeFlow60s] = sums.TradeFlow;
        values[(int)Feature.TradeRate1s] = in1s.TradeRate;
        values[(int)Feature.TradeRate5s] = in5s.TradeRate;
        values[(int)Feature.TradeRate20s] = in20s.TradeRate;
        values[(int)Feature.TradeRate60s] = sums.TradeRate;
        values[(int)Feature.TradePressure5s] = FeatureMath.SignedLog((in5s.BuyLots - in5s.SellLots) / window.Depth1Mean20s);

        double pace5s = in5s.Lots / in5s.Slots;
        double pace60s = sums.Lots / sums.Slots;
        values[(int)Feature.VolumeSurge5s] = FeatureMath.LogRatio(pace5s + (0.01 * pace60s), 1.01 * pace60s, 5);
        values[(int)Feature.TradeSizeSurge5s] =
            FeatureMath.LogRatio(FeatureMath.Ratio(in5s.Lots, in5s.Trades), FeatureMath.Ratio(sums.Lots, sums.Trades), 4);
        values[(int)Feature.SinceTrade] = (float)Math.Log(1 + Math.Min(60, (double)(receiveNs - window.LastTradeNs) / Nanos.PerSecond));
        values[(int)Feature.VwapGap60s] = sums.Lots > 0
            ? FeatureMath.Clip(((window.Mid * sums.Lots / sums.Notional) - 1) * 1e4 / volatilityUnit, 6)
            : 0;
    }

    private static void Extend(SymbolWindow window, int seconds, ref Sums sums)
    {
        int end = (int)Math.Min(seconds * SymbolWindow.SlotsPerSecond, window.Current - window.First + 1);
        for (; sums.Slots < end; sums.Slots++)
        {
            ref readonly Slot slot = ref window[window.Current - sums.Slots];
            sums.BuyLots += slot.BuyLots;
            sums.SellLots += slot.SellLots;
            sums.Notional += slot.Notional;
            sums.Trades += slot.Trades;
            sums.Quotes += slot.Quotes;
        }
    }
}
