using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>One trade of an expanded minute.</summary>
internal readonly record struct Print(long TimeMs, Side TakerSide, long PriceTicks, long SizeLots);

/// <summary>Turns a candle into trades that have exactly its open, high, low, close and volume.</summary>
/// <remarks>
/// The price goes open, high, low, close, or open, low, high, close: the seed chooses. Between these corners it goes straight, give or take an eighth of the
/// range. Everything is integers, so that the last unit is right. What a minute will come to is in its path from the beginning: who learns on expanded
/// candles may learn that, and nothing of it holds on a real market.
/// </remarks>
internal static class CandlePath
{
    /// <summary>Trades of a minute: one every 3 seconds. A choice, not a fit: real markets of this kind have some tens to thousands.</summary>
    public const int PrintsMax = 20;

    /// <summary>Open, high, low and close.</summary>
    public const int CornersMax = 4;

    private const long StepMs = MinuteCandle.LengthMs / PrintsMax;

    /// <summary>Prints that the prices of a candle need, so the least volume in lots.</summary>
    public static int PrintsMin(in MinuteCandle candle)
    {
        // Whichever way it goes; the longer one decides, so that the seed stays free.
        return Math.Max(Corners(candle, highFirst: true).Count, Corners(candle, highFirst: false).Count);
    }

    /// <param name="seed">The symbol's seed.</param>
    /// <param name="lastTicks">Price of the trade before.</param>
    public static void Add(in MinuteCandle candle, ulong seed, long lastTicks, List<Print> prints)
    {
        if (candle.SizeLots == 0)
            return;
        var draw = new SeededDraw(seed, (ulong)candle.StartMs);
        List<long> corners = Corners(candle, draw.Below(2) == 0);
        int count = (int)Math.Min(PrintsMax, candle.SizeLots);
        long[] prices = count < CornersMax ? [.. corners] : Path(candle, corners, count, ref draw);
        long[] sizes = Split(candle.SizeLots, prices.Length, ref draw);
        for (int i = 0; i < prices.Length; i++)
        {
            Side side = prices[i] > lastTicks || (prices[i] == lastTicks && draw.Below(2) == 0) ? Side.Buy : Side.Sell;
            lastTicks = prices[i];
            prints.Add(new Print(candle.StartMs + (i * MinuteCandle.LengthMs / prices.Length) + draw.Below((int)StepMs), side, prices[i], sizes[i]));
        }
    }

    private static List<long> Corners(in MinuteCandle candle, bool highFirst)
    {
        var corners = new List<long>(CornersMax) { candle.OpenTicks };
        foreach (long ticks in new[] { highFirst ? candle.HighTicks : candle.LowTicks, highFirst ? candle.LowTicks : candle.HighTicks, candle.CloseTicks })
        {
            if (ticks != corners[^1])
                corners.Add(ticks);
        }

        return corners;
    }

    private static long[] Path(in MinuteCandle candle, List<long> corners, int count, ref SeededDraw draw)
    {
        long[] prices = new long[count];
        int from = 0;
        prices[0] = corners[0];
        for (int corner = 1; corner < corners.Count; corner++)
        {
            // The last corner is the last print; those between leave a print for each that follows.
            int left = corners.Count - 1 - corner;
            int to = left == 0 ? count - 1 : from + 1 + draw.Below(Math.Max(1, (count - 1 - from - left) * 2 / (left + 2)));
            prices[to] = corners[corner];
            for (int i = from + 1; i < to; i++)
                prices[i] = Between(candle, corners[corner - 1], corners[corner], i - from, to - from, ref draw);
            from = to;
        }

        // A flat minute has one corner.
        for (int i = from + 1; i < count; i++)
            prices[i] = corners[^1];
        return prices;
    }

    private static long Between(in MinuteCandle candle, long fromTicks, long toTicks, int step, int steps, ref SeededDraw draw)
    {
        long noiseTicks = (candle.HighTicks - candle.LowTicks) * (draw.Below(2001) - 1000) / 8000;
        return Math.Clamp(fromTicks + ((toTicks - fromTicks) * step / steps) + noiseTicks, candle.LowTicks, candle.HighTicks);
    }

    // At least one lot each; the rest by drawn weights, what rounding leaves to the last.
    private static long[] Split(long lots, int count, ref SeededDraw draw)
    {
        long[] sizes = new long[count];
        long total = 0;
        for (int i = 0; i < count; i++)
            total += sizes[i] = draw.Of(CandleShape.PrintSizes);
        long free = lots - count, given = 0;
        for (int i = 0; i < count; i++)
        {
            long share = (long)((Int128)free * sizes[i] / total);
            given += share;
            sizes[i] = 1 + share;
        }

        sizes[^1] += free - given;
        return sizes;
    }
}
