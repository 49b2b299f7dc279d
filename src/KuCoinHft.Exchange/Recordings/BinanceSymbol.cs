using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>What one pass over a Binance recording finds out about a symbol.</summary>
internal sealed class BinanceSymbol(byte[] name)
{
    public byte[] Name { get; } = name;

    /// <summary>Its name at KuCoin, such as BTC-USDT.</summary>
    public string KuCoinSymbol { get; set; } = "";

    /// <summary>lastUpdateId of the first REST book, or 0.</summary>
    public long BookUpdate { get; set; }

    /// <summary>U of the first depth event, or 0.</summary>
    public long FirstDepth { get; set; }

    public long LastDepth { get; set; }

    public long FirstTradeId { get; set; }

    public long LastTradeId { get; set; }

    /// <summary>The finest decimals of all prices and sizes.</summary>
    public Decimals Recorded { get; private set; }

    /// <summary>The finest decimals of trades.</summary>
    public Decimals Traded { get; private set; }

    public void Add(PricedSize value) => Recorded = Widen(Recorded, value);

    public void AddTrade(PricedSize trade)
    {
        Add(trade);
        Traded = Widen(Traded, trade);
    }

    private static Decimals Widen(Decimals decimals, PricedSize value) => new(Widen(decimals.Price, value.Price), Widen(decimals.Size, value.Size));

    private static int Widen(int decimals, long value)
    {
        while (decimals < BinanceMessage.DecimalsMax && value % PowersOfTen.Long(BinanceMessage.DecimalsMax - decimals) != 0)
            decimals++;
        return decimals;
    }
}
