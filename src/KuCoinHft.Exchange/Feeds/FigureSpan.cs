namespace KuCoinHft.Exchange.Feeds;

/// <summary>The spans that KuCoin gives figures of.</summary>
internal enum FigureSpan
{
    Hour,
    FourHours,
    Day,
}
