namespace KuCoinHft.Exchange.Recordings;

/// <summary>What a Binance message is.</summary>
internal enum BinanceKind
{
    /// <summary>A stream that we do not translate.</summary>
    Other,
    Depth,
    BookTicker,
    Trade,
    Book,
}
