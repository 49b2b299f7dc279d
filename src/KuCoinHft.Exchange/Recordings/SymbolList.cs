using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>The finest decimals that occur in a recording of one symbol.</summary>
internal record struct Decimals(int Price, int Size);

/// <summary>KuCoin's answer of <c>/api/v1/symbols</c> or <c>/api/v2/symbols</c>: what the exchange itself says about its pairs.</summary>
internal sealed class SymbolList
{
    private readonly Dictionary<string, Row> _rows = [];
    private readonly Dictionary<string, string> _bySymbolWithoutDash = [];

    public IEnumerable<string> Symbols => _rows.Keys;

    /// <summary>Adds the rows of one answer; a symbol that is there already is replaced.</summary>
    public void Add(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement item in document.RootElement.GetProperty("data").EnumerateArray())
        {
            string symbol = Text(item, "symbol") ?? throw new JsonException("a row has no symbol");
            _rows[symbol] = new Row(
                Text(item, "baseCurrency") ?? Part(symbol, 0),
                Text(item, "quoteCurrency") ?? Part(symbol, 1),
                Text(item, "priceIncrement") ?? "1",
                Text(item, "baseIncrement") ?? "1",
                Text(item, "baseMinSize") ?? "0",
                Text(item, "minFunds") ?? Text(item, "quoteMinSize") ?? "0",
                item.TryGetProperty("isMarginEnabled", out JsonElement margin) && margin.ValueKind == JsonValueKind.True);
            _bySymbolWithoutDash[symbol.Replace("-", "", StringComparison.Ordinal)] = symbol;
        }
    }

    /// <summary>KuCoin's symbol for another exchange's name without a dash, such as BTCUSDT; null where none is listed.</summary>
    public string? Find(string nameWithoutDash) => _bySymbolWithoutDash.GetValueOrDefault(nameWithoutDash);

    /// <summary>The instrument of a KuCoin recording: the listed increments, in units fine enough for every recorded value.</summary>
    /// <remarks>
    /// Sizes finer than their increment are in KuCoin's own books (0.00019434546 BSV where the increment is 10^-8): old orders keep them.
    /// So the unit gets finer and the increment stays. A price finer than its increment means that the list is of another day: then the unit is the increment.
    /// </remarks>
    public Instrument Make(int id, string symbol, Decimals recorded)
    {
        if (!_rows.TryGetValue(symbol, out Row? row))
            return Unlisted(id, symbol, recorded);
        int priceDecimals = Math.Max(recorded.Price, Places(row.PriceIncrement));
        int sizeDecimals = Math.Max(recorded.Size, Places(row.SizeIncrement));
        Instrument made = Listed(id, symbol, row, priceDecimals, sizeDecimals);
        return made with
        {
            PriceIncrementTicks = recorded.Price > Places(row.PriceIncrement) ? 1 : Math.Max(1, Units(row.PriceIncrement, priceDecimals)),
            SizeIncrementLots = Math.Max(1, Units(row.SizeIncrement, sizeDecimals)),
        };
    }

    /// <summary>The instrument of another exchange's recording: its own increments; name, minima and margin as KuCoin lists them.</summary>
    /// <param name="tradedSizeDecimals">The finest size that was traded is the increment; finer ones only rest in the book, as at KuCoin.</param>
    public Instrument MakeForeign(int id, string symbol, Decimals recorded, int tradedSizeDecimals)
    {
        long increment = PowersOfTen.Long(recorded.Size - tradedSizeDecimals);
        Instrument made = _rows.TryGetValue(symbol, out Row? row) ? Listed(id, symbol, row, recorded.Price, recorded.Size) : Unlisted(id, symbol, recorded);
        return made with { SizeIncrementLots = increment, SizeLotsMin = Math.Max(increment, made.SizeLotsMin) };
    }

    private static Instrument Listed(int id, string symbol, Row row, int priceDecimals, int sizeDecimals) => new()
    {
        Id = id,
        Symbol = symbol,
        BaseCurrency = row.BaseCurrency,
        QuoteCurrency = row.QuoteCurrency,
        PriceDecimals = priceDecimals,
        SizeDecimals = sizeDecimals,
        SizeLotsMin = Math.Max(1, Units(row.SizeMin, sizeDecimals)),
        FundsQuoteMin = Units(row.FundsMin, 8),
        IsMarginEnabled = row.IsMarginEnabled,
    };

    // Nobody vouches for an unlisted pair, so it is not margin-enabled: the risk gate then lets no order out.
    private static Instrument Unlisted(int id, string symbol, Decimals recorded) => new()
    {
        Id = id,
        Symbol = symbol,
        BaseCurrency = Part(symbol, 0),
        QuoteCurrency = Part(symbol, 1),
        PriceDecimals = recorded.Price,
        SizeDecimals = recorded.Size,
        IsMarginEnabled = false,
    };

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Part(string symbol, int index)
    {
        string[] parts = symbol.Split('-');
        return parts.Length > index ? parts[index] : symbol;
    }

    private static int Places(string text) => DecimalText.Places(Encoding.ASCII.GetBytes(text));

    // A minimum finer than the recorded units rounds to 0 here; callers lift it to one unit.
    private static long Units(string text, int decimals)
    {
        int places = Places(text);
        if (!DecimalText.TryParse(Encoding.ASCII.GetBytes(text), Math.Max(places, decimals), out long value))
            throw new JsonException($"{text} is not a decimal number");
        return value / PowersOfTen.Long(Math.Max(places, decimals) - decimals);
    }

    private sealed record Row(
        string BaseCurrency, string QuoteCurrency, string PriceIncrement, string SizeIncrement, string SizeMin, string FundsMin, bool IsMarginEnabled);
}
