using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Books;

/// <summary>The candles of the recorded trades, by market time.</summary>
/// <remarks>
/// One-minute candles are kept, longer ones are made of them when asked for; spans without a trade have none, as at KuCoin.
/// A span that began before the recording is not known whole and is left out.
/// Source: api.md 6.1.
/// </remarks>
internal sealed class CandleBook
{
    /// <summary>Rows of one answer.</summary>
    public const int RowsMax = 1500;

    private const int MinuteSeconds = 60;

    private readonly List<Candle>[] _minutes;
    private long _beginNs = -1;

    public CandleBook(int instruments) => _minutes = [.. Enumerable.Range(0, instruments).Select(_ => new List<Candle>())];

    /// <summary>The span's length in seconds, or 0 for a type that there is not.</summary>
    /// <remarks>KuCoin's weeks and months are left out: where they begin is not written down anywhere we know.</remarks>
    public static int Seconds(string? type) => type switch
    {
        "1min" => MinuteSeconds,
        "3min" => 3 * MinuteSeconds,
        "5min" => 5 * MinuteSeconds,
        "15min" => 15 * MinuteSeconds,
        "30min" => 30 * MinuteSeconds,
        "1hour" => 3600,
        "2hour" => 2 * 3600,
        "4hour" => 4 * 3600,
        "6hour" => 6 * 3600,
        "8hour" => 8 * 3600,
        "12hour" => 12 * 3600,
        "1day" => 24 * 3600,
        _ => 0,
    };

    /// <summary>The recording's first event: nothing before it is known.</summary>
    public void BeginAt(long nowNs) => _beginNs = _beginNs < 0 ? nowNs : _beginNs;

    public void OnTrade(int instrumentId, long priceTicks, long sizeLots, long nowNs)
    {
        List<Candle> minutes = _minutes[instrumentId];
        Candle trade = Candle.Of(nowNs / Nanos.PerSecond / MinuteSeconds * MinuteSeconds, priceTicks, sizeLots);
        if (minutes.Count > 0 && minutes[^1].StartSeconds == trade.StartSeconds)
            minutes[^1] = minutes[^1].With(in trade);
        else
            minutes.Add(trade);
    }

    /// <summary>The candles that start in [startAt, endAt), newest first, at most <see cref="RowsMax"/>.</summary>
    /// <param name="lengthSeconds">A length that <see cref="Seconds"/> gives.</param>
    public IReadOnlyList<Candle> Read(int instrumentId, int lengthSeconds, long startAt, long endAt)
    {
        var candles = new List<Candle>();
        foreach (Candle minute in _minutes[instrumentId])
        {
            long start = minute.StartSeconds - (minute.StartSeconds % lengthSeconds);
            if (start < startAt || start >= endAt || start * Nanos.PerSecond < _beginNs)
                continue;
            if (candles.Count > 0 && candles[^1].StartSeconds == start)
                candles[^1] = candles[^1].With(in minute);
            else
                candles.Add(minute with { StartSeconds = start });
        }

        candles.Reverse();
        return candles.Count <= RowsMax ? candles : candles[..RowsMax];
    }
}
