using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>What is known of one symbol's public market now, for REST and for the pushes that a recording does not carry.</summary>
/// <remarks>Thread: as the core's. Book, ticker and every push made of them share <see cref="MarketBook.Sequence"/>.</remarks>
internal sealed class SymbolMarket
{
    /// <summary>Trades that <c>/market/histories</c> gives.</summary>
    public const int TradesMax = 100;

    private readonly RollingFigures[] _figures;
    private readonly PublicTrade[] _trades = new PublicTrade[TradesMax];
    private long _tradeCount;

    public SymbolMarket(Instrument instrument, MarketBook book, IReadOnlyList<Candle> minutes)
    {
        (Instrument, Book) = (instrument, book);
        _figures = [.. new[] { 3600, 4 * 3600, 24 * 3600 }.Select(seconds => new RollingFigures(minutes, seconds))];
    }

    public Instrument Instrument { get; }

    /// <summary>The recorded book.</summary>
    public MarketBook Book { get; }

    /// <summary>The trade last seen; default before the first.</summary>
    public PublicTrade LastTrade { get; private set; }

    /// <summary>The last trades, oldest first, at most <see cref="TradesMax"/>.</summary>
    public IEnumerable<PublicTrade> Trades
    {
        get
        {
            for (long i = Math.Max(0, _tradeCount - TradesMax); i < _tradeCount; i++)
                yield return _trades[i % TradesMax];
        }
    }

    /// <summary>KuCoin's name of the market that the symbol belongs to: USDS, or the quote currency.</summary>
    public string MarketName => MarketNameOf(Instrument);

    public static string MarketNameOf(Instrument instrument) => instrument.QuoteCurrency is "USDT" or "USDC" ? "USDS" : instrument.QuoteCurrency;

    /// <summary>The figures of the last hour, four hours or day.</summary>
    public Figures Figures(FigureSpan span, long nowNs) => _figures[(int)span].Read(nowNs);

    /// <summary>A trade that the minutes hold already.</summary>
    public void OnTrade(in PublicTrade trade, long nowNs)
    {
        LastTrade = trade;
        _trades[_tradeCount++ % TradesMax] = trade;
        foreach (RollingFigures figures in _figures)
            figures.OnTrade(trade.PriceTicks, trade.SizeLots, nowNs);
    }
}
