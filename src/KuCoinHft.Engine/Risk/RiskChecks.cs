using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Risk;

/// <summary>Those checks of the gate that are more than one comparison, as pure functions: the gate asks them, and so does whoever explains it.</summary>
public static class RiskChecks
{
    /// <summary>The middle of the book, rounded towards the bid.</summary>
    public static long Middle(long bidTicks, long askTicks) => bidTicks + ((askTicks - bidTicks) / 2);

    public static bool IsFresh(bool isLive, long ageNs, RiskLimits limits) => isLive && ageNs <= limits.StaleNs;

    public static bool IsAboveMinimum(long priceTicks, long sizeLots, Instrument instrument) =>
        sizeLots >= Math.Max(1, instrument.SizeLotsMin) && instrument.FundsQuote(priceTicks, sizeLots) >= instrument.FundsQuoteMin;

    public static bool IsInsideCollar(long priceTicks, long bidTicks, long askTicks, RiskLimits limits)
    {
        // Twice the middle, so that where a tick is much of the price nothing is lost to rounding.
        Int128 middleTwice = (Int128)bidTicks + askTicks;
        return priceTicks > 0 && Int128.Abs(((Int128)priceTicks * 2) - middleTwice) * 10_000 <= middleTwice * limits.CollarBps;
    }
}
