namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>How the books of expanded candles look: measured once on the shipped recordings, never on candles.</summary>
/// <remarks>
/// Source: the books and trades of kucoin-2021 and binance-2024, looked at once a second. CandleShapeTests measures them again and compares;
/// its failure prints the values, so <c>dotnet test tests/KuCoinHft.Exchange.Tests --filter CandleShapeTests</c> is how they are renewed.
/// Volume means the volume of an average minute.
/// </remarks>
internal static class CandleShape
{
    /// <summary>Depth of one side, in millionths of the volume for each 0.01 % away from the mid price.</summary>
    /// <remarks>Geometric mean over BTC-USDT, ETH-USDT, BCHSV-USDT of what stands within 10 and within 50 of these steps.</remarks>
    public const long DepthPpm = 117_000;

    /// <summary>Size at the best price, in thousandths of the volume: the geometric mean of the same three symbols' medians.</summary>
    public const long BestSizePermille = 62;

    /// <summary>Sizes at the best price by their median, thousandths: deciles 1, 3, 5, 7, 9, geometric mean of the same three.</summary>
    public static ReadOnlySpan<long> LevelSizes => [690, 868, 1000, 1310, 2030];

    /// <summary>Their mean, thousandths: what stands on a level on average, where its median is 1000.</summary>
    public const long LevelSizeMean = 1179;

    /// <summary>Volumes of 3 seconds by their median, thousandths: deciles 1, 3, 5, 7, 9, geometric mean of BTC-USDT and ETH-USDT.</summary>
    public static ReadOnlySpan<long> PrintSizes => [171, 525, 1000, 1980, 5150];

    /// <summary>Spreads by their median, thousandths: deciles 1, 3, 5, 7, 9 of BCHSV-USDT, the only one that trades and is not bound by its tick.</summary>
    public static ReadOnlySpan<long> SpreadSizes => [696, 931, 1000, 1080, 1360];

    /// <summary>Median spread in 10^-9 of the price, by turnover: of the average minute in USDT, growing fourfold from 16 on.</summary>
    /// <remarks>
    /// Straight lines between the logarithms of four measured points, and level beyond them: FET-BTC with DAPPT-BTC (geometric mean), BCHSV-USDT, ETH-USDT, BTC-USDT.
    /// The last two are bound by their ticks; where a candle's tick is coarser, the tick decides.
    /// </remarks>
    public static ReadOnlySpan<long> SpreadPpb => [7_950_000, 5_380_000, 3_330_000, 2_060_000, 1_270_000, 319_000, 72_600, 16_500, 3_760, 162];

    /// <summary>Turnover of the first entry of <see cref="SpreadPpb"/>, USDT a minute.</summary>
    public const long TurnoverFirst = 16;

    /// <summary>From one entry to the next.</summary>
    public const long TurnoverFactor = 4;

    /// <summary>What a quote currency is worth for <see cref="SpreadPpb"/>, USDT: the order of magnitude in the recordings' years; 1 for a currency not named.</summary>
    public static long WorthUsdt(string quoteCurrency) => quoteCurrency switch { "BTC" => 50_000, "ETH" => 2_500, _ => 1 };
}
