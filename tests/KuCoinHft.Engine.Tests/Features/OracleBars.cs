using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>A closed minute; ticks and lots.</summary>
internal readonly record struct OracleBar(double High, double Low, double Close, double Lots);

/// <summary>The one-minute bars of one symbol as <c>BarWindow</c> defines them, from the whole list of events, with no state.</summary>
internal sealed class OracleBars
{
    private const long MinuteNs = 60_000_000_000;

    private readonly MarketEvent[] _own;
    private readonly (int At, MarketEvent Event)[] _candles;
    private readonly ILookup<long, (int At, MarketEvent Event)> _trades;
    private readonly List<(long FromNs, long ToNs)> _live = [];
    private readonly long _nowNs;

    /// <param name="events">Every event up to now.</param>
    public OracleBars(IReadOnlyList<MarketEvent> events, int symbolId)
    {
        _nowNs = events[^1].ReceiveNs;
        _own = [.. events.Where(e => e.Update.SymbolId == symbolId || e.Update.Kind == UpdateKind.Welcome)];
        _candles = [.. _own.Select((e, i) => (i, e)).Where(x => x.e.Update.Kind == UpdateKind.Candle)];
        _trades = _own.Select((e, i) => (i, e)).Where(x => x.e.Update.Kind == UpdateKind.Match).ToLookup(x => x.e.ReceiveNs / MinuteNs);
        FindLive();
        long open = _nowNs / MinuteNs;
        for (long minute = (_own[0].ReceiveNs / MinuteNs) - 60; minute < open; minute++)
        {
            OracleBar? bar = IsKnown(minute) ? BarOf(minute) ?? Flat() : null;
            if (bar is null && Known.Count > 0)
                HoleMinutes.Add(minute);
            if (bar is { } known)
                Known.Add(known);
            else
                Known.Clear();
        }

        HasHole = HoleMinutes.Exists(minute => minute >= open - 60);
        if (Known.Count > 60)
            Known.RemoveRange(0, Known.Count - 60);
    }

    /// <summary>The bars that reach up to now without a hole, oldest first.</summary>
    public List<OracleBar> Known { get; } = [];

    public bool HasHole { get; }

    /// <summary>Whether an answer's last row came less than a second ago.</summary>
    public bool IsSettling => _candles.Any(x => x.Event.IsAnswer && _nowNs - x.Event.ReceiveNs < 1_000_000_000);

    private List<long> HoleMinutes { get; } = [];

    private OracleBar? Flat() => Known.Count > 0 ? new OracleBar(Known[^1].Close, Known[^1].Close, Known[^1].Close, 0) : null;

    // The times in which every trade came live.
    private void FindLive()
    {
        long fromNs = _own[0].ReceiveNs;
        long feedNs = fromNs;
        long lastNs = fromNs;
        foreach (MarketEvent e in _own)
        {
            if (e.Update.Kind == UpdateKind.Welcome || e.ReceiveNs - lastNs > MinuteNs)
            {
                _live.Add((fromNs, feedNs));
                fromNs = feedNs = e.ReceiveNs;
            }

            lastNs = e.ReceiveNs;
            feedNs = e.Source == FrameSource.Feed ? e.ReceiveNs : feedNs;
        }

        _live.Add((fromNs, _nowNs));
    }

    private bool IsKnown(long minute)
    {
        long startNs = minute * MinuteNs;
        long endNs = startNs + MinuteNs;
        long toldNs = _candles.Select(x => x.Event).Where(e => Tells(e, minute)).Select(e => e.ReceiveNs).Append(startNs).Max();
        return toldNs >= endNs || _live.Exists(live => live.FromNs <= toldNs && live.ToNs >= endNs);
    }

    // A candle tells its minute; an answer also tells that the later minutes it leaves out had no trade so far.
    private static bool Tells(MarketEvent e, long minute) =>
        MinuteOf(e) == minute || (e.IsAnswer && MinuteOf(e) < minute);

    private OracleBar? BarOf(long minute)
    {
        (int at, MarketEvent candle) = _candles.LastOrDefault(x => MinuteOf(x.Event) == minute);
        bool isTold = candle.Update.Kind == UpdateKind.Candle;
        Update[] trades = [.. _trades[minute].Where(x => !isTold || (candle.IsAnswer && x.At > at)).Select(x => x.Event.Update)];
        List<double> prices = [.. trades.Select(t => (double)t.PriceTicks)];
        if (isTold)
            prices.InsertRange(0, [candle.Update.HighTicks, candle.Update.LowTicks, candle.Update.PriceTicks]);
        return prices.Count == 0 ? null : new OracleBar(prices.Max(), prices.Min(), prices[^1], trades.Sum(t => (double)t.SizeLots) + (isTold ? candle.Update.SizeLots : 0));
    }

    private static long MinuteOf(MarketEvent e) => e.Update.ExchangeNs / MinuteNs;
}
