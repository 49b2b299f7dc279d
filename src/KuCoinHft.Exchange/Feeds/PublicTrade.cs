using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>One trade of the market, as <c>/market/histories</c> lists it.</summary>
/// <param name="Sequence">KuCoin's 17-digit number of the trade, another counter than the book's; 0 where the recording has none.</param>
/// <param name="TakerSide">Side of the taker.</param>
/// <param name="TimeNs">When the exchange made it, nanoseconds since the Unix epoch; the time of receipt where the recording does not say.</param>
internal readonly record struct PublicTrade(long Sequence, Side TakerSide, long PriceTicks, long SizeLots, long TimeNs);
