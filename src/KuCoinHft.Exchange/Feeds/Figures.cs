using System.Globalization;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>What was traded in a span of market time up to now: the figures of <c>market/stats</c>, <c>allTickers</c> and <c>/market/snapshot</c>.</summary>
/// <remarks>
/// Units: ticks, lots, ticks x lots; all 0 where nothing was traded. A recording shorter than the span gives what it has shown so far.
/// Open is the last price before the span, or the first within it where the recording shows none before.
/// </remarks>
internal readonly record struct Figures(long OpenTicks, long LastTicks, long HighTicks, long LowTicks, Int128 SizeLots, Int128 NotionalUnits)
{
    public long ChangeTicks => LastTicks - OpenTicks;

    /// <summary>Change by open, cut after four places as KuCoin cuts it.</summary>
    public decimal ChangeRate => OpenTicks == 0 ? 0 : decimal.Truncate(ChangeTicks * 10_000m / OpenTicks) / 10_000m;

    /// <summary>Price in whole quote units.</summary>
    public static decimal Price(long ticks, Instrument instrument) => ticks / (decimal)PowersOfTen.Long(instrument.PriceDecimals);

    /// <summary>Size in whole coins.</summary>
    public static decimal Size(Int128 lots, Instrument instrument) => (decimal)lots / PowersOfTen.Long(instrument.SizeDecimals);

    /// <summary>Base volume in whole coins.</summary>
    public decimal Volume(Instrument instrument) => Size(SizeLots, instrument);

    /// <summary>Quote volume in whole quote units.</summary>
    public decimal Turnover(Instrument instrument) => (decimal)NotionalUnits / PowersOfTen.Long(instrument.PriceDecimals) / PowersOfTen.Long(instrument.SizeDecimals);

    /// <summary>Quote volume by base volume, rounded to the ledger's 8 places; 0 where nothing was traded.</summary>
    /// <remarks>KuCoin's <c>averagePrice</c> stays the same over a day and is explained nowhere; this is the span's own.</remarks>
    public decimal AveragePrice(Instrument instrument) => SizeLots == 0 ? 0 : Math.Round(Turnover(instrument) / Volume(instrument), 8);

    /// <summary>A number as KuCoin prints it in a string: plain, without trailing zeros.</summary>
    public static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
