namespace KuCoinHft.Exchange.Recordings;

/// <summary>The rows that lead from one book to another, in an order in which the book is never crossed and never empty on a side.</summary>
internal static class BookSeam
{
    /// <summary>Rows in order; size 0 removes.</summary>
    /// <remarks>
    /// 1. New levels that the old opposite side leaves room for. 2. Old levels that stand in the way of the new best prices. 3. The other new levels.
    /// 4. The other old levels. Wherever the market moved, one new side fits whole in step 1, so that step 2 leaves something on both.
    /// </remarks>
    public static IReadOnlyList<(bool IsBid, PricedSize Row)> Rows(BinanceBook from, BinanceBook to)
    {
        var steps = new List<(bool IsBid, PricedSize Row)>[] { [], [], [], [] };
        Add(from.Bids, to.Bids, from.Asks.Best, to.Asks.Best, steps);
        Add(from.Asks, to.Asks, from.Bids.Best, to.Bids.Best, steps);
        return [.. steps.SelectMany(step => step)];
    }

    private static void Add(BinanceSide from, BinanceSide to, PricedSize oldOpposite, PricedSize newOpposite, List<(bool IsBid, PricedSize Row)>[] steps)
    {
        foreach (PricedSize level in to.Shown.Where(level => from.ShownAt(level.Price) != level.Size))
            steps[HasRoom(to, level, oldOpposite) ? 0 : 2].Add((to.IsBid, level));
        foreach (PricedSize level in from.Shown.Where(level => to.ShownAt(level.Price) == 0))
            steps[HasRoom(to, level, newOpposite) ? 3 : 1].Add((to.IsBid, new PricedSize(level.Price, 0)));
    }

    private static bool HasRoom(BinanceSide side, PricedSize level, PricedSize opposite) => opposite.Size == 0 || side.IsBetter(opposite.Price, level.Price);
}
