namespace KuCoinHft.Engine.Features;

/// <summary>Writes the features of the resting book and of its changes.</summary>
public static class BookFeatures
{
    public static void Write(SymbolWindow window, Span<float> values)
    {
        BookShape shape = BookShape.Of(in window.Bids, in window.Asks);
        values[(int)Feature.Imbalance1] = (float)shape.Imbalance1;
        values[(int)Feature.Imbalance5] = (float)shape.Imbalance5;
        values[(int)Feature.Imbalance1Mean5s] = (float)window.Imbalance1Mean5s;
        values[(int)Feature.Microprice5] = FeatureMath.Clip(shape.Microprice5Bps, 50);
        values[(int)Feature.Spread] = FeatureMath.Clip(shape.SpreadBps, 500);
        values[(int)Feature.SpreadSurge] = FeatureMath.LogRatio(shape.SpreadBps, window.SpreadMean20s, 4);
        values[(int)Feature.DepthSurge] = FeatureMath.LogRatio(shape.Depth5Lots, window.Depth5Mean20s, 4);
        values[(int)Feature.DepthFront] = (float)(shape.Depth1Lots / shape.Depth5Lots);
        values[(int)Feature.DepthSkew] = (float)shape.Skew;
        values[(int)Feature.DepthSpan] = FeatureMath.Clip(shape.SpanBps, 500);
        values[(int)Feature.Ofi1s] = FeatureMath.SignedLog(window.Ofi1s / window.Depth1Mean20s);
        values[(int)Feature.Ofi5s] = FeatureMath.SignedLog(window.Ofi5s / window.Depth1Mean20s);
        values[(int)Feature.Ofi20s] = FeatureMath.SignedLog(window.Ofi20s / window.Depth1Mean20s);
        values[(int)Feature.OfiDepth5s] = FeatureMath.SignedLog(window.OfiDepth5s / window.Depth5Mean20s);
    }
}
