using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Latency;

/// <summary>How much the market moves now, compared with usual.</summary>
/// <remarks>
/// Every second's path (the sum of all trades' price changes, up or down, in millionths, over all symbols) goes into two averages that forget: one of about 8 seconds, one of about
/// 8 minutes. Their ratio is the measure. Integers only.
/// </remarks>
internal sealed class VolatilityMeter
{
    private const int FastShift = 3;
    private const int SlowShift = 9;
    private const int RatioMax = 8;

    /// <summary>Quiet seconds after which nothing of the fast average is left.</summary>
    private const long QuietMax = 1L << (SlowShift + 3);

    private readonly long[] _lastTicks;
    private long _second;
    private long _path;
    private long _fast;
    private long _slow;

    public VolatilityMeter(int instruments) => _lastTicks = new long[instruments];

    /// <summary>1 in a market that moves as usual or less, up to 8.</summary>
    public int Ratio => _slow == 0 ? 1 : (int)Math.Clamp((_fast + (_slow / 2)) / _slow, 1, RatioMax);

    public void OnTrade(int instrumentId, long priceTicks, long nowNs)
    {
        CloseSeconds(nowNs / Nanos.PerSecond);
        long lastTicks = _lastTicks[instrumentId];
        _lastTicks[instrumentId] = priceTicks;
        if (lastTicks > 0)
            _path += (long)((Int128)Math.Abs(priceTicks - lastTicks) * 1_000_000 / lastTicks);
    }

    private void CloseSeconds(long second)
    {
        if (_second == 0)
            _second = second;
        for (long quiet = Math.Min(second - _second, QuietMax); quiet > 0; quiet--)
        {
            // Kept in 2^-16, so that a slow average of small paths does not stand still.
            _fast += ((_path << 16) - _fast) >> FastShift;
            _slow += ((_path << 16) - _slow) >> SlowShift;
            _path = 0;
        }

        _second = Math.Max(_second, second);
    }
}
