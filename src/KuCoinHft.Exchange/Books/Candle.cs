using System.Globalization;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Books;

/// <summary>What was traded in one span of time.</summary>
/// <param name="StartSeconds">Its start, seconds since the Unix epoch.</param>
/// <param name="NotionalUnits">Sum of price x size, ticks x lots.</param>
internal readonly record struct Candle(long StartSeconds, long OpenTicks, long CloseTicks, long HighTicks, long LowTicks, long SizeLots, Int128 NotionalUnits)
{
    public static Candle Of(long startSeconds, long priceTicks, long sizeLots) =>
        new(startSeconds, priceTicks, priceTicks, priceTicks, priceTicks, sizeLots, (Int128)priceTicks * sizeLots);

    /// <summary>This one and a <paramref name="later"/> one as one, from this one's start.</summary>
    public Candle With(in Candle later) => this with
    {
        CloseTicks = later.CloseTicks,
        HighTicks = Math.Max(HighTicks, later.HighTicks),
        LowTicks = Math.Min(LowTicks, later.LowTicks),
        SizeLots = SizeLots + later.SizeLots,
        NotionalUnits = NotionalUnits + later.NotionalUnits,
    };

    /// <summary>The REST body of a list of candles.</summary>
    public static byte[] Body(IReadOnlyList<Candle> candles, Instrument instrument) => KuCoinJson.Object((candles, instrument), static (json, x) =>
    {
        json.WriteString("code", "200000");
        json.WriteStartArray("data");
        foreach (Candle candle in x.candles)
            candle.Write(json, x.instrument);
        json.WriteEndArray();
    });

    /// <summary>Writes KuCoin's row: start, open, close, high, low, volume, turnover.</summary>
    public void Write(Utf8JsonWriter json, Instrument instrument)
    {
        json.WriteStartArray();
        json.WriteStringValue(StartSeconds.ToString(CultureInfo.InvariantCulture));
        foreach (long ticks in new[] { OpenTicks, CloseTicks, HighTicks, LowTicks })
            json.WriteStringValue(DecimalText.Format(ticks, instrument.PriceDecimals));
        json.WriteStringValue(DecimalText.Format(SizeLots, instrument.SizeDecimals));
        json.WriteStringValue(Turnover(instrument.PriceDecimals + instrument.SizeDecimals));
        json.WriteEndArray();
    }

    // More digits than a long has.
    private string Turnover(int decimals)
    {
        decimal turnover = (decimal)NotionalUnits;
        for (int i = 0; i < decimals; i++)
            turnover /= 10;
        return turnover.ToString("0.############################", CultureInfo.InvariantCulture);
    }
}
