namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>One line of a candle file.</summary>
/// <param name="StartMs">Beginning of the minute, milliseconds since the Unix epoch.</param>
/// <param name="SizeLots">Volume; 0 is a minute without a trade, whatever its prices say.</param>
internal readonly record struct MinuteCandle(long StartMs, long OpenTicks, long HighTicks, long LowTicks, long CloseTicks, long SizeLots)
{
    public const long LengthMs = 60_000;
}
