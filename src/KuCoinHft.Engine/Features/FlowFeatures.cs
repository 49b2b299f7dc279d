using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of trades and of the rate of quotes.</summary>
public static class FlowFeatures
{
    /// <param name="volatilityUnit">Bps of one volatility over 60 s.</param>
    public static void Write(SymbolWindow window, in WindowSums sums, long receiveNs, double volatilityUnit, Span<float> values)
    {
        ref readonly SlotSums in1s = ref sums.In1s;
        ref readonly SlotSums in5s = ref sums.In5s;
        ref readonly SlotSums in20s = ref sums.In20s;
        ref readonly SlotSums in60s = ref sums.In60s;
        values[(int)Feature.QuoteRate1s] = in1s.QuoteRate;
        values[(int)Feature.QuoteRate20s] = in20s.QuoteRate;
        values[(int)Feature.TradeFlow1s] = in1s.TradeFlow;
        values[(int)Feature.TradeFlow5s] = in5s.TradeFlow;
        values[(int)Feature.TradeFlow20s] = in20s.TradeFlow;
        values[(int)Feature.TradeFlow60s] = in60s.TradeFlow;
        values[(int)Feature.TradeRate1s] = in1s.TradeRate;
        values[(int)Feature.TradeRate5s] = in5s.TradeRate;
        values[(int)Feature.TradeRate20s] = in20s.TradeRate;
        values[(int)Feature.TradeRate60s] = in60s.TradeRate;
        values[(int)Feature.TradePressure5s] = FeatureMath.SignedLog((in5s.BuyLots - in5s.SellLots) / window.Depth1Mean20s);

        double pace5s = in5s.Lots / in5s.Slots;
        double pace60s = in60s.Lots / in60s.Slots;
        values[(int)Feature.VolumeSurge5s] = FeatureMath.LogRatio(pace5s + (0.01 * pace60s), 1.01 * pace60s, 5);
        values[(int)Feature.TradeSizeSurge5s] =
            FeatureMath.LogRatio(FeatureMath.Ratio(in5s.Lots, in5s.Trades), FeatureMath.Ratio(in60s.Lots, in60s.Trades), 4);
        values[(int)Feature.SinceTrade] = (float)Math.Log(1 + Math.Min(60, (double)(receiveNs - window.LastTradeNs) / Nanos.PerSecond));
        values[(int)Feature.VwapGap60s] = in60s.Lots > 0
            ? FeatureMath.Clip(((window.Mid * in60s.Lots / in60s.Notional) - 1) * 1e4 / volatilityUnit, 6)
            : 0;
    }
}
