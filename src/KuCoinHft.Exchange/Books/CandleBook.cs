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
    private const int DaySeconds = 24 * 3600;

    /// <summary>Stands for a calendar month, which has no length of its own.</summary>
    private const int MonthSeconds = 31 * DaySeconds;

    private readonly List<Candle>[] _minutes;
    private long _beginNs = -1;

    public CandleBook(int instruments) => _minutes = [.. Enumerable.Range(0, instruments).Select(_ => new List<Candle>())];

    /// <summary>The span's length in seconds, or 0 for a type that there is not.</summary>
    /// <remarks>
    /// KuCoin's weeks begin on Thursday, 00:00 UTC, as those of the Unix epoch do (issues 350 and 373 of Kucoin/kucoin-api-docs show them). That months are those of the
    /// calendar is our reading; no example of one is known to us.
    /// </remarks>
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
        "1day" => DaySeconds,
        "1week" => 7 * DaySeconds,
        "1month" => MonthSeconds,
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

    /// <summary>The one-minute candles of a symbol, oldest first; the last one still changes.</summary>
    public IReadOnlyList<Candle> Minutes(int instrumentId) => _minutes[instrumentId];

    /// <summary>Where the span that holds a second begins.</summary>
    /// <param name="lengthSeconds">A length that <see cref="Seconds"/> gives.</param>
    public static long StartOf(long seconds, int lengthSeconds)
    {
        if (lengthSeconds != MonthSeconds)
            return seconds - (seconds % lengthSeconds);
        DateTime day = DateTime.UnixEpoch.AddSeconds(seconds);
        return (long)(new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalSeconds;
    }

    /// <summary>The candle of the span that holds a second; default where nothing was traded in it. It may have begun before the recording.</summary>
    public Candle At(int instrumentId, int lengthSeconds, long seconds)
    {
        List<Candle> minutes = _minutes[instrumentId];
        long start = StartOf(seconds, lengthSeconds);
        var candle = default(Candle);
        for (int i = FirstFrom(minutes, start); i < minutes.Count && StartOf(minutes[i].StartSeconds, lengthSeconds) == start; i++)
            candle = candle.StartSeconds == 0 ? minutes[i] with { StartSeconds = start } : candle.With(minutes[i]);
        return candle;
    }

    /// <summary>The candles that start in [startAt, endAt), newest first, at most <see cref="RowsMax"/>.</summary>
    /// <param name="lengthSeconds">A length that <see cref="Seconds"/> gives.</param>
    public IReadOnlyList<Candle> Read(int instrumentId, int lengthSeconds, long startAt, long endAt)
    {
        var candles = new List<Candle>();
        List<Candle> minutes = _minutes[instrumentId];
        for (int i = FirstFrom(minutes, startAt); i < minutes.Count; i++)
        {
            Candle minute = minutes[i];
            long start = StartOf(minute.StartSeconds, lengthSeconds);
            if (start >= endAt)
                break;
            if (start < startAt || start * Nanos.PerSecond < _beginNs)
                continue;
            if (candles.Count > 0 && candles[^1].StartSeconds == start)
                candles[^1] = candles[^1].With(in minute);
            else
                candles.Add(minute with { StartSeconds = start });
        }

        candles.Reverse();
        return candles.Count <= RowsMax ? candles : candles[..RowsMax];
    }

    // The first minute that starts at or after a second.
    private static int FirstFrom(List<Candle> minutes, long startSeconds)
    {
        int low = 0, high = minutes.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (minutes[middle].StartSeconds < startSeconds)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
