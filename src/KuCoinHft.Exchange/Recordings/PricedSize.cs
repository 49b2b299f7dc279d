namespace KuCoinHft.Exchange.Recordings;

/// <summary>A price and its size; size 0 means that the level is gone.</summary>
/// <remarks>Units: 10^-8 of either, as fine as Binance writes; in a candle recording ticks and lots.</remarks>
internal readonly record struct PricedSize(long Price, long Size);
