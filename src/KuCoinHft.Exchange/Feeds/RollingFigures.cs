using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>Figures of the last hours, kept up to date trade by trade.</summary>
/// <remarks>
/// The span ends now and begins with a whole minute: what leaves it leaves by minutes. A trade costs O(1), averaged: high and low stand at the front
/// of two queues of falling and of rising prices, from which every minute is taken once.
/// </remarks>
internal sealed class RollingFigures
{
    private const int MinuteSeconds = 60;

    private readonly IReadOnlyList<Candle> _minutes;
    private readonly int _spanSeconds;
    private readonly LinkedList<(int Minute, long Ticks)> _highs = [];
    private readonly LinkedList<(int Minute, long Ticks)> _lows = [];
    private int _first;
    private long _openTicks;
    private Int128 _sizeLots;
    private Int128 _notionalUnits;

    /// <param name="minutes">The symbol's minutes with trades, as <see cref="CandleBook"/> keeps them: growing at their end only.</param>
    public RollingFigures(IReadOnlyList<Candle> minutes, int spanSeconds) => (_minutes, _spanSeconds) = (minutes, spanSeconds);

    /// <summary>A trade that stands in the last minute already.</summary>
    public void OnTrade(long priceTicks, long sizeLots, long nowNs)
    {
        Expire(nowNs);
        if (_openTicks == 0)
            _openTicks = priceTicks;
        _sizeLots += sizeLots;
        _notionalUnits += (Int128)priceTicks * sizeLots;
        while (_highs.Last is { } high && high.Value.Ticks <= priceTicks)
            _highs.RemoveLast();
        _highs.AddLast((_minutes.Count - 1, priceTicks));
        while (_lows.Last is { } low && low.Value.Ticks >= priceTicks)
            _lows.RemoveLast();
        _lows.AddLast((_minutes.Count - 1, priceTicks));
    }

    public Figures Read(long nowNs)
    {
        Expire(nowNs);
        long lastTicks = _minutes.Count == 0 ? 0 : _minutes[^1].CloseTicks;
        // Nothing was traded in the span: the price stood still.
        return new Figures(_openTicks, lastTicks, _highs.First?.Value.Ticks ?? lastTicks, _lows.First?.Value.Ticks ?? lastTicks, _sizeLots, _notionalUnits);
    }

    private void Expire(long nowNs)
    {
        long beginSeconds = (nowNs / Nanos.PerSecond) - _spanSeconds;
        beginSeconds -= beginSeconds % MinuteSeconds;
        while (_first < _minutes.Count && _minutes[_first].StartSeconds < beginSeconds)
        {
            Candle gone = _minutes[_first++];
            _sizeLots -= gone.SizeLots;
            _notionalUnits -= gone.NotionalUnits;
            _openTicks = gone.CloseTicks;
        }

        while (_highs.First is { } high && high.Value.Minute < _first)
            _highs.RemoveFirst();
        while (_lows.First is { } low && low.Value.Minute < _first)
            _lows.RemoveFirst();
    }
}
