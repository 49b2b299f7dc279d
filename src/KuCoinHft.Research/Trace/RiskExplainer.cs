using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Every check of the risk gate for one wanted order, in the gate's order: limit, value, and whether it passed.</summary>
/// <remarks>
/// The gate stops at the first check that fails; this goes on, so that all are seen. It must agree with <see cref="RiskHandler"/> on every order: the tests
/// compare them over whole sessions and over random ones.
/// </remarks>
public sealed class RiskExplainer
{
    private readonly List<CheckReport> _checks = [];
    private readonly RiskLimits _limits;
    private readonly Instrument _instrument;
    private readonly RiskBefore _before;

    private RiskExplainer(RiskLimits limits, Instrument instrument, RiskBefore before)
    {
        _limits = limits;
        _instrument = instrument;
        _before = before;
    }

    /// <summary>Explains the order in <paramref name="intent"/>, passed or rejected.</summary>
    /// <returns>The checks, and the reason that they come to: None when all that apply pass.</returns>
    public static (IReadOnlyList<CheckReport> Checks, RejectReason Reason) Explain(
        RiskLimits limits, Instrument instrument, RiskBefore before, in TopOfBook top, in OrderIntent intent)
    {
        var explainer = new RiskExplainer(limits, instrument, before);
        explainer.CheckAll(in top, in intent);
        CheckReport? failed = explainer._checks.Find(check => check.Outcome == CheckOutcome.Failed);
        return (explainer._checks, failed?.Reason ?? RejectReason.None);
    }

    /// <summary>Whether the order makes the position smaller; such orders are asked less.</summary>
    public static bool Reduces(RiskBefore before, in OrderIntent intent) =>
        before.PositionLots != 0 && (intent.Side == Side.Buy) != (before.PositionLots > 0);

    private void CheckAll(in TopOfBook top, in OrderIntent intent)
    {
        long bid = top.Bids[0].PriceTicks;
        long ask = top.Asks[0].PriceTicks;
        long ageNs = _before.NowNs - _before.BookNs;
        long funds = _instrument.FundsQuote(intent.PriceTicks, intent.SizeLots);
        Add(RejectReason.NotMarginable, "listed for cross margin", "yes", _instrument.IsMarginEnabled ? "yes" : "no", "", _instrument.IsMarginEnabled);
        Add(RejectReason.TradingOff, "trading is on", "yes", _limits.TradingEnabled ? "yes" : "no", "", _limits.TradingEnabled);
        Add(RejectReason.StaleData, "age of the book", Millis(_limits.StaleNs), top.IsLive ? Millis(ageNs) : "stale", "ms", RiskChecks.IsFresh(top.IsLive, ageNs, _limits));
        // Two numbers, one check.
        string minimum = $"{SessionText.Size(_instrument, Math.Max(1, _instrument.SizeLotsMin))} {_instrument.BaseCurrency}, {SessionText.E8(_instrument.FundsQuoteMin)}";
        string order = $"{SessionText.Size(_instrument, intent.SizeLots)} {_instrument.BaseCurrency}, {SessionText.E8(funds)}";
        Add(RejectReason.BelowMinimum, "least size and funds", minimum, order, _instrument.QuoteCurrency, RiskChecks.IsAboveMinimum(intent.PriceTicks, intent.SizeLots, _instrument));
        Add(RejectReason.PriceCollar, "distance from the middle", $"{_limits.CollarBps}", Bps(intent.PriceTicks, bid, ask), "bps", RiskChecks.IsInsideCollar(intent.PriceTicks, bid, ask, _limits));
        Add(RejectReason.OrderRate, "orders in one second, this one included", $"{_limits.OrdersPerSecondMax}", $"{_before.OrdersInSecond + 1}", "orders", _before.OrdersInSecond < _limits.OrdersPerSecondMax);
        CheckOpening(Math.Max(intent.PriceTicks, RiskChecks.Middle(bid, ask)), intent.SizeLots, !Reduces(_before, in intent));
    }

    private void CheckOpening(long priceTicks, long sizeLots, bool isAsked)
    {
        string quote = _instrument.QuoteCurrency;
        long position = _instrument.FundsQuote(priceTicks, Math.Abs(_before.PositionLots) + sizeLots);
        Int128 notional = (Int128)_before.NotionalQuote + _before.OpenQuote + _instrument.FundsQuote(priceTicks, sizeLots);
        Add(RejectReason.TooManyOrders, "orders open, this one included", $"{_limits.OpenOrdersMax}", $"{_before.OpenCount + 1}", "orders", _before.OpenCount < _limits.OpenOrdersMax, isAsked);
        Add(RejectReason.LossLimit, "profit since start, above", SessionText.E8(-_limits.LossQuoteMax), SessionText.E8(_before.ProfitQuote), quote, _before.ProfitQuote > -_limits.LossQuoteMax, isAsked);
        Add(RejectReason.PositionLimit, "the symbol's position after it", SessionText.E8(_limits.PositionQuoteMax), SessionText.E8(position), quote, position <= _limits.PositionQuoteMax, isAsked);
        Add(RejectReason.NotionalLimit, "all positions and open orders after it", SessionText.E8(_limits.NotionalQuoteMax), SessionText.E8(Instrument.Saturate(notional)), quote, notional <= _limits.NotionalQuoteMax, isAsked);
    }

    private void Add(RejectReason reason, string what, string limit, string value, string unit, bool passes, bool isAsked = true) => _checks.Add(new CheckReport
    {
        Reason = reason,
        What = what,
        Limit = limit,
        Value = isAsked ? value : "",
        Unit = unit,
        Outcome = !isAsked ? CheckOutcome.NotAsked : passes ? CheckOutcome.Passed : CheckOutcome.Failed,
    });

    private static string Millis(long ns) => $"{ns / 1e6:0.######}";

    private static string Bps(long priceTicks, long bid, long ask) => bid == 0 || ask == 0 ? "no middle" : $"{Math.Abs((2.0 * priceTicks) - bid - ask) / ((double)bid + ask) * 1e4:0.####}";
}
