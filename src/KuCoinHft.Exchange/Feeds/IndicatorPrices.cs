using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Feeds;

/// <summary>Mark and index prices of pairs of currencies, such as USDT-BTC.</summary>
/// <remarks>
/// Both are the same here: KuCoin makes its index of several exchanges and marks by it; a recording has its own books only, so both are the mid price
/// by which the ledger values coins. Symbols: every currency in BTC where the recording has a price of BTC, and in USDT.
/// Source: api.md 3.3, 6.1.
/// </remarks>
internal sealed class IndicatorPrices
{
    /// <summary>Decimal places of a value.</summary>
    private const int Places = 12;

    private readonly MarkPrices _marks;
    private readonly string[] _currencies;

    /// <param name="currencies">The currencies of the session.</param>
    public IndicatorPrices(MarkPrices marks, IEnumerable<string> currencies) =>
        (_marks, _currencies) = (marks, [.. currencies.Append(MarkPrices.Numeraire).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The symbols that have a price now.</summary>
    public IEnumerable<string> Symbols => new[] { "BTC", MarkPrices.Numeraire }
        .SelectMany(quote => _currencies.Where(currency => currency != quote).Select(currency => $"{currency}-{quote}"))
        .Where(symbol => TryValue(symbol, out _));

    /// <summary>The value of a symbol whose two currencies have a price.</summary>
    public bool TryValue(string symbol, out decimal value)
    {
        value = 0;
        int dash = symbol.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !_marks.TryPrice(symbol[..dash], out decimal price) || !_marks.TryPrice(symbol[(dash + 1)..], out decimal inQuote))
            return false;
        value = Math.Round(price / inQuote, Places);
        return true;
    }
}
