using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Risk;

/// <summary>The first risk gate's limits. Money in 10^-8 of the quote currency.</summary>
/// <param name="TradingEnabled">Off: every order is rejected as TradingOff (replay without an exchange).</param>
/// <param name="PositionQuoteTarget">A symbol's position at full target.</param>
/// <param name="PositionQuoteMax">A symbol's position, whatever the target says.</param>
/// <param name="NotionalQuoteMax">Sum of all positions' absolute value.</param>
/// <param name="OrdersPerSecondMax">New orders in any second of session time.</param>
/// <param name="CollarBps">Distance of an order's price from the middle of the book.</param>
/// <param name="StaleNs">Age of the last frame of the symbol's book.</param>
/// <param name="LossQuoteMax">Loss since start, fees included, at which opening stops.</param>
/// <param name="FeeRateE6">Fee per funds in millionths, for the loss: 1000 = 0.1 %.</param>
/// <param name="IsEntryPassive">Opens join the best price of their own side (post only) instead of taking.</param>
/// <param name="OpenOrdersMax">Orders open at once in all symbols, 1 to <see cref="Limits.OpenOrdersMax"/>; reductions pass beyond it.</param>
public sealed record RiskLimits(
    bool TradingEnabled = true,
    long PositionQuoteTarget = 2_000 * Quote.One,
    long PositionQuoteMax = 2_500 * Quote.One,
    long NotionalQuoteMax = 6_000 * Quote.One,
    int OrdersPerSecondMax = 10,
    int CollarBps = 50,
    long StaleNs = 5 * Nanos.PerSecond,
    long LossQuoteMax = 500 * Quote.One,
    int FeeRateE6 = 1000,
    bool IsEntryPassive = true,
    int OpenOrdersMax = 64);
