using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>When an account that owes something is looked at next.</summary>
/// <remarks>Units: market time, nanoseconds; <see cref="long.MaxValue"/> while nothing is owed.</remarks>
internal sealed class MarginTimers
{
    public const long HourNs = 3600 * Nanos.PerSecond;
    public const long PushNs = 4 * Nanos.PerSecond;

    /// <summary>KuCoin computes the debt ratio anew every 1 to 5 seconds.</summary>
    public const long RiskNs = Nanos.PerSecond;

    public long NextHourNs { get; set; } = long.MaxValue;

    public long NextPushNs { get; set; } = long.MaxValue;

    public long NextRiskNs { get; set; } = long.MaxValue;

    public long NextNs => Math.Min(Math.Min(NextHourNs, NextPushNs), NextRiskNs);

    // The first charge after borrowing is made by the loan itself; from then on the top of each hour counts.
    public void Start(long nowNs)
    {
        if (NextHourNs == long.MaxValue)
            (NextHourNs, NextPushNs, NextRiskNs) = (((nowNs / HourNs) + 1) * HourNs, nowNs + PushNs, nowNs + RiskNs);
    }

    /// <summary>Does what is due of its account.</summary>
    /// <remarks>Interest comes before the push of the same moment, which shows it, and before the look at the ratio, which it raises.</remarks>
    public void Run(ExchangeAccount account, long nowNs, PushWriter pushes, MarkPrices marks, RiskDesk risk)
    {
        if (NextHourNs <= nowNs)
        {
            account.Ledger.ChargeHour();
            NextHourNs += HourNs;
        }

        if (NextPushNs <= nowNs)
        {
            pushes.Position(account, marks);
            NextPushNs += PushNs;
        }

        if (NextRiskNs <= nowNs)
        {
            risk.Look(account, nowNs);
            NextRiskNs += RiskNs;
        }
    }

    public void Stop() => (NextHourNs, NextPushNs, NextRiskNs) = (long.MaxValue, long.MaxValue, long.MaxValue);
}
