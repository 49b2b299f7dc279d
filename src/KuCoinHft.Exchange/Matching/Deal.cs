namespace KuCoinHft.Exchange.Matching;

/// <summary>A trade as one of its two orders sees it.</summary>
/// <param name="IsTaker">How it is charged.</param>
/// <param name="IsIncoming">True for the order that came in, false for the one that rested.</param>
internal readonly record struct Deal(long TradeId, string CounterOrderId, long PriceTicks, long Lots, bool IsTaker, bool IsIncoming, long NowNs);
