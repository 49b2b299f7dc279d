namespace KuCoinHft.Exchange.Recordings;

/// <summary>The book of one symbol out of two Binance streams: depth, which comes every 100 ms, and bookTicker, which comes at once.</summary>
/// <remarks>
/// Both streams count with the same update ids, so at every price the newest statement decides:
/// <list type="number">
/// <item>The depth stream states the whole book as of its last update <c>u</c>.</item>
/// <item>A bookTicker of update <c>b</c> states the best price of each side and its size, and that no better price has any size. Of worse prices it says nothing.</item>
/// <item>
/// A price shows what the newest bookTicker with <c>b &gt; u</c> says that says anything of this price; if none does, what the depth stream says.
/// </item>
/// </list>
/// A depth event that comes late (its <c>u</c> is behind a bookTicker) therefore changes nothing at or inside the newest best prices, nor at a price
/// that a bookTicker after <c>u</c> saw emptied; a newer one (<c>u &gt;= b</c>) decides everything and the book equals the depth stream's.
/// Never crossed: while some <c>b &gt; u</c> the newest bookTicker is exactly the top of both sides; else the book is Binance's own of one moment.
/// Units: 10^-8.
/// </remarks>
internal sealed class BinanceBook
{
    private readonly List<(long Update, PricedSize Bid, PricedSize Ask)> _newer = [];
    private readonly List<long> _disputedBids = [];
    private readonly List<long> _disputedAsks = [];
    private readonly List<long> _again = [];
    private long _depthUpdate;
    private long _tickerUpdate;

    public BinanceSide Bids { get; } = new(isBid: true);

    public BinanceSide Asks { get; } = new(isBid: false);

    /// <summary>Fills an empty book from a REST answer.</summary>
    public void Load(BinanceMessage book)
    {
        _depthUpdate = book.LastUpdate;
        foreach (PricedSize row in book.Bids)
            Bids.Set(row.Price, row.Size, row.Size);
        foreach (PricedSize row in book.Asks)
            Asks.Set(row.Price, row.Size, row.Size);
    }

    /// <summary>Applies a depth event and adds what it changed to <paramref name="changes"/>; one from before the book is nothing.</summary>
    public void ApplyDepth(BinanceMessage depth, BookChanges changes)
    {
        if (depth.LastUpdate <= _depthUpdate)
            return;
        _depthUpdate = depth.LastUpdate;
        _newer.RemoveAll(ticker => ticker.Update <= _depthUpdate);
        ApplyDepth(Bids, depth.Bids, _disputedBids, changes);
        ApplyDepth(Asks, depth.Asks, _disputedAsks, changes);
    }

    /// <summary>Applies a bookTicker and adds what it changed to <paramref name="changes"/>; one that depth or a bookTicker has overtaken is nothing.</summary>
    public void ApplyTicker(BinanceMessage ticker, BookChanges changes)
    {
        if (ticker.LastUpdate <= Math.Max(_depthUpdate, _tickerUpdate))
            return;
        _tickerUpdate = ticker.LastUpdate;
        // An empty side is written as price 0: on the ask side that would read as the best of all prices.
        PricedSize ask = ticker.BestAsk.Size == 0 ? new PricedSize(long.MaxValue, 0) : ticker.BestAsk;
        _newer.Add((ticker.LastUpdate, ticker.BestBid, ask));
        ApplyBest(Bids, ticker.BestBid, _disputedBids, changes);
        ApplyBest(Asks, ask, _disputedAsks, changes);
    }

    private void ApplyDepth(BinanceSide side, List<PricedSize> rows, List<long> disputed, BookChanges changes)
    {
        _again.Clear();
        _again.AddRange(disputed);
        disputed.Clear();
        foreach (PricedSize row in rows)
            Show(side, row.Price, row.Size, Stated(side, row), disputed, changes);
        // A price in both lists is shown twice, with the same outcome.
        foreach (long price in _again)
        {
            long depth = side.DepthAt(price);
            Show(side, price, depth, Stated(side, new PricedSize(price, depth)), disputed, changes);
        }
    }

    private void ApplyBest(BinanceSide side, PricedSize best, List<long> disputed, BookChanges changes)
    {
        _again.Clear();
        side.AddBetter(best.Price, _again);
        foreach (long price in _again)
            Show(side, price, side.DepthAt(price), 0, disputed, changes);
        Show(side, best.Price, side.DepthAt(best.Price), best.Size, disputed, changes);
    }

    // Rule 3: the newest bookTicker after the depth stream that says anything of the price, else the depth stream's size.
    private long Stated(BinanceSide side, PricedSize depth)
    {
        for (int i = _newer.Count - 1; i >= 0; i--)
        {
            PricedSize best = side.IsBid ? _newer[i].Bid : _newer[i].Ask;
            if (best.Price == depth.Price)
                return best.Size;
            if (side.IsBetter(depth.Price, best.Price))
                return 0;
        }

        return depth.Size;
    }

    private static void Show(BinanceSide side, long price, long depth, long shown, List<long> disputed, BookChanges changes)
    {
        if (depth != shown)
            disputed.Add(price);
        if (side.Set(price, depth, shown))
            changes.Add(side.IsBid, new PricedSize(price, shown));
    }
}
