namespace KuCoinHft.Engine.Market;

/// <summary>One trading pair as KuCoin lists it, in the integers that the hot path counts with.</summary>
/// <remarks>
/// Units: prices in ticks of 10^-<see cref="PriceDecimals"/> quote, sizes in lots of 10^-<see cref="SizeDecimals"/> base, funds in 10^-8 quote.
/// Source: <c>GET /api/v2/symbols</c> and <c>GET /api/v3/margin/symbols</c>.
/// </remarks>
public sealed record Instrument
{
    /// <summary>Funds and sizes end here instead of overflowing, either way: far beyond any account, and two of them still add.</summary>
    public const long QuantityMax = long.MaxValue / 2;

    /// <summary>Index of this instrument in its <see cref="InstrumentTable"/>.</summary>
    public required int Id { get; init; }

    /// <summary>KuCoin's permanent code, for example <c>BTC-USDT</c>.</summary>
    public required string Symbol { get; init; }

    public required string BaseCurrency { get; init; }

    public required string QuoteCurrency { get; init; }

    /// <summary>Decimal places of <c>priceIncrement</c>, or of a finer recorded price.</summary>
    public required int PriceDecimals { get; init; }

    /// <summary>Decimal places of <c>baseIncrement</c>, or more: sizes that rest in KuCoin's books are now and then finer than the increment.</summary>
    public required int SizeDecimals { get; init; }

    /// <summary><c>priceIncrement</c> in ticks; 1 unless the increment is not a power of ten.</summary>
    public long PriceIncrementTicks { get; init; } = 1;

    /// <summary><c>baseIncrement</c> in lots; more than 1 where lots are finer or the increment is no power of ten. Orders keep to it, levels of the book need not.</summary>
    public long SizeIncrementLots { get; init; } = 1;

    /// <summary><c>baseMinSize</c>.</summary>
    public long SizeLotsMin { get; init; } = 1;

    /// <summary><c>minFunds</c>, or <c>quoteMinSize</c> where KuCoin gives none, in 10^-8 quote.</summary>
    public long FundsQuoteMin { get; init; }

    /// <summary><c>isMarginEnabled</c>: without it no order leaves the risk gate.</summary>
    public required bool IsMarginEnabled { get; init; }

    /// <summary>Ticks in one whole unit of quote currency.</summary>
    public double TicksPerUnit => PowersOfTen.Double(PriceDecimals);

    /// <summary>Lots in one whole unit of base currency.</summary>
    public double LotsPerUnit => PowersOfTen.Double(SizeDecimals);

    /// <summary>price x size in 10^-8 quote, rounded towards zero, at most <see cref="QuantityMax"/>.</summary>
    public long FundsQuote(long priceTicks, long sizeLots)
    {
        Int128 product = (Int128)priceTicks * sizeLots;
        int shift = PriceDecimals + SizeDecimals - 8;
        return Saturate(shift >= 0 ? product / PowersOfTen.Long(shift) : (Int128)Saturate(product) * PowersOfTen.Long(-shift));
    }

    /// <summary>The largest tradable size whose funds at <paramref name="priceTicks"/> do not exceed <paramref name="fundsQuote"/>.</summary>
    public long LotsFor(long fundsQuote, long priceTicks)
    {
        int shift = PriceDecimals + SizeDecimals - 8;
        Int128 scaled = shift >= 0 ? (Int128)fundsQuote * PowersOfTen.Long(shift) : (Int128)fundsQuote / PowersOfTen.Long(-shift);
        long lots = Saturate(scaled / priceTicks);
        return lots - (lots % SizeIncrementLots);
    }

    /// <summary>The nearest value within plus or minus <see cref="QuantityMax"/>: a wrapped sum would turn a long position into a short one.</summary>
    public static long Saturate(Int128 value) => (long)Int128.Clamp(value, -QuantityMax, QuantityMax);
}
