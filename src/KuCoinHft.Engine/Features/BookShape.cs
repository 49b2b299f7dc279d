using KuCoinHft.Engine.Book;

namespace KuCoinHft.Engine.Features;

/// <summary>The best levels of a two-sided book in a few numbers.</summary>
/// <remarks>Units: mid in ticks, depths in lots (mean of the two sides), distances in bps of the mid.</remarks>
public readonly struct BookShape
{
    private BookShape(double mid, double spreadBps, double imbalance1, double imbalance5, double depth1Lots, double depth5Lots, double skew, double spanBps, double microprice5Bps)
    {
        Mid = mid;
        SpreadBps = spreadBps;
        Imbalance1 = imbalance1;
        Imbalance5 = imbalance5;
        Depth1Lots = depth1Lots;
        Depth5Lots = depth5Lots;
        Skew = skew;
        SpanBps = spanBps;
        Microprice5Bps = microprice5Bps;
    }

    public double Mid { get; }

    public double SpreadBps { get; }

    public double Imbalance1 { get; }

    public double Imbalance5 { get; }

    public double Depth1Lots { get; }

    public double Depth5Lots { get; }

    public double Skew { get; }

    public double SpanBps { get; }

    public double Microprice5Bps { get; }

    /// <summary>Measures a book whose both sides have a best level.</summary>
    public static BookShape Of(in Levels bids, in Levels asks)
    {
        Side bid = Side.Of(in bids);
        Side ask = Side.Of(in asks);
        double bid1 = bids[0].SizeLots;
        double ask1 = asks[0].SizeLots;
        double mid = 0.5 * (bids[0].PriceTicks + asks[0].PriceTicks);
        double perMid = 1e4 / mid;
        double lots5 = bid.Lots + ask.Lots;
        double span = ask.DeepestTicks - bid.DeepestTicks;
        double micro = ((bid.Notional / bid.Lots * ask.Lots) + (ask.Notional / ask.Lots * bid.Lots)) / lots5;
        return new BookShape(
            mid,
            (asks[0].PriceTicks - bids[0].PriceTicks) * perMid,
            (bid1 - ask1) / (bid1 + ask1),
            (bid.Lots - ask.Lots) / lots5,
            0.5 * (bid1 + ask1),
            0.5 * lots5,
            (ask.DeepestTicks + bid.DeepestTicks - (2 * mid)) / span,
            span * perMid,
            (micro - mid) * perMid);
    }

    // Sums over the levels that are there: missing ones are 0 and stand behind.
    private readonly struct Side
    {
        private Side(double lots, double notional, double deepestTicks)
        {
            Lots = lots;
            Notional = notional;
            DeepestTicks = deepestTicks;
        }

        public double Lots { get; }

        public double Notional { get; }

        public double DeepestTicks { get; }

        public static Side Of(in Levels levels)
        {
            double lots = 0;
            double notional = 0;
            double deepest = 0;
            for (int i = 0; i < Limits.TopLevels && levels[i].PriceTicks > 0; i++)
            {
                lots += levels[i].SizeLots;
                notional += (double)levels[i].PriceTicks * levels[i].SizeLots;
                deepest = levels[i].PriceTicks;
            }

            return new Side(lots, notional, deepest);
        }
    }
}
