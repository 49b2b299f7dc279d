using System.Text.Json;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Adapters.KuCoin;

/// <summary>Instruments from KuCoin's list of symbols.</summary>
/// <remarks>Source: <c>GET /api/v2/symbols</c>, api.md section 6.1.</remarks>
internal static class InstrumentList
{
    private const int QuoteDecimals = 8;

    // KuCoin's books hold sizes finer than the increment: 0.00019434546 BSV where it is 10^-8, 0.19100065 SNX where it is 10^-4 (recorded 2021-04-25).
    // Four more digits than listed keep those levels exact; the increment, in lots, stays what an order must be a multiple of.
    private const int SpareSizeDigits = 4;

    /// <summary>Finds <paramref name="symbols"/> in <paramref name="list"/>; ids follow their order.</summary>
    /// <exception cref="KuCoinException">A symbol is not listed, or a field of it is missing or not a number; all such are named.</exception>
    public static IReadOnlyList<Instrument> Read(JsonElement list, IReadOnlyList<string> symbols, string path)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement row in list.EnumerateArray())
        {
            if (row.TryGetProperty("symbol", out JsonElement symbol) && symbol.GetString() is string name)
                found[name] = row;
        }

        var instruments = new List<Instrument>(symbols.Count);
        var wrong = new List<string>();
        foreach (string symbol in symbols)
        {
            try
            {
                if (found.TryGetValue(symbol, out JsonElement row))
                    instruments.Add(Read(row, instruments.Count));
                else
                    wrong.Add($"{symbol} is not listed");
            }
            catch (Exception e) when (e is FormatException or KeyNotFoundException or InvalidOperationException)
            {
                wrong.Add($"{symbol}: {e.Message}");
            }
        }

        return wrong.Count == 0 ? instruments : throw new KuCoinException(KuCoinEnvelope.Success, string.Join("; ", wrong), path);
    }

    private static Instrument Read(JsonElement row, int id)
    {
        string priceIncrement = Text(row, "priceIncrement");
        string sizeIncrement = Text(row, "baseIncrement");
        int priceDecimals = ScaledText.Decimals(priceIncrement);
        int listedDecimals = ScaledText.Decimals(sizeIncrement);
        int sizeDecimals = listedDecimals + SpareSizeDigits;
        string fundsMin = row.TryGetProperty("minFunds", out JsonElement funds) && funds.ValueKind == JsonValueKind.String ? funds.GetString()! : Text(row, "quoteMinSize");
        return new Instrument
        {
            Id = id,
            Symbol = Text(row, "symbol"),
            BaseCurrency = Text(row, "baseCurrency"),
            QuoteCurrency = Text(row, "quoteCurrency"),
            PriceDecimals = priceDecimals,
            SizeDecimals = sizeDecimals,
            PriceIncrementTicks = Positive(ScaledText.Units(priceIncrement, priceDecimals), "priceIncrement"),
            SizeIncrementLots = Positive(ScaledText.Units(sizeIncrement, sizeDecimals), "baseIncrement"),
            SizeLotsMin = Positive(ScaledText.Units(Text(row, "baseMinSize"), sizeDecimals), "baseMinSize"),
            FundsQuoteMin = ScaledText.Units(fundsMin, QuoteDecimals),
            // A pair whose trading is off takes no margin order either, whatever its margin flag says.
            IsMarginEnabled = row.GetProperty("isMarginEnabled").GetBoolean() && row.GetProperty("enableTrading").GetBoolean(),
        };
    }

    private static string Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} is missing");

    private static long Positive(long units, string name) => units > 0 ? units : throw new FormatException($"{name} is zero");
}
