using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>The best price of both sides and its size; size 0 where a side is empty.</summary>
internal readonly record struct BestPrices(long BidTicks, long BidLots, long AskTicks, long AskLots)
{
    public bool IsWhole => BidLots > 0 && AskLots > 0;

    public static BestPrices Of(MarketBook book) => new(
        book.Bids.Count > 0 ? book.Bids.BestTicks : 0,
        book.Bids.Count > 0 ? book.Bids.SizeAt(0) : 0,
        book.Asks.Count > 0 ? book.Asks.BestTicks : 0,
        book.Asks.Count > 0 ? book.Asks.SizeAt(0) : 0);
}
