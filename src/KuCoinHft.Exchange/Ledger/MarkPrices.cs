using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Books;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>Values coins in USDT at the mid price of the recorded books.</summary>
/// <remarks>
/// Units: amounts in each coin's own precision, values in 10^-8 USDT. KuCoin marks by an index over several exchanges; a recording has only its own
/// books, hence the mid. A coin without a USDT pair goes through the quote currency of its first pair.
/// </remarks>
internal sealed class MarkPrices
{
    public const string Numeraire = "USDT";

    private readonly Dictionary<string, (Instrument Instrument, MarketBook Book)> _pairs = [];
    private readonly ExchangeRules _rules;

    public MarkPrices(IReadOnlyList<Instrument> instruments, MarketBook[] books, ExchangeRules rules)
    {
        _rules = rules;
        for (int i = 0; i < books.Length; i++)
        {
            Instrument instrument = instruments[i];
            if (instrument.QuoteCurrency == Numeraire || !_pairs.ContainsKey(instrument.BaseCurrency))
                _pairs[instrument.BaseCurrency] = (instrument, books[i]);
        }
    }

    /// <summary>Value of <paramref name="units"/> of a coin in 10^-8 USDT.</summary>
    /// <param name="roundUp">True for what is owed, so that a debt is never valued too low.</param>
    /// <returns>False when no price is known; the value is 0 then.</returns>
    public bool TryValue(string currency, long units, bool roundUp, out long valueQuote)
    {
        valueQuote = units;
        if (currency == Numeraire || units == 0)
            return true;
        valueQuote = 0;
        if (!TryPair(currency, out Instrument? instrument, out Int128 numerator, out Int128 denominator))
            return false;
        long inQuote = (long)(((units * numerator) + (roundUp ? denominator - 1 : 0)) / denominator);
        return TryValue(instrument!.QuoteCurrency, inQuote, roundUp, out valueQuote);
    }

    /// <summary>Value in 10^-8 USDT, 0 while no price is known.</summary>
    public long Value(string currency, long units, bool roundUp) => TryValue(currency, units, roundUp, out long valueQuote) ? valueQuote : 0;

    /// <summary>The most units of a coin whose value, rounded up, is not above <paramref name="quote"/>; 0 while no price is known.</summary>
    public long UnitsFor(string currency, long quote)
    {
        if (currency == Numeraire)
            return quote;
        if (!TryPair(currency, out Instrument? instrument, out Int128 numerator, out Int128 denominator))
            return 0;
        return Instrument.Saturate(UnitsFor(instrument!.QuoteCurrency, quote) * denominator / numerator);
    }

    /// <summary>The price of a whole coin in 10^-8 USDT, 0 while none is known.</summary>
    public long MarkQuote(string currency) => Value(currency, PowersOfTen.Long(_rules.Currency(currency).Precision), roundUp: false);

    /// <summary>The price of a whole coin in USDT, as fine as the mid prices are.</summary>
    /// <returns>False when no price is known.</returns>
    public bool TryPrice(string currency, out decimal price)
    {
        price = 1;
        if (currency == Numeraire)
            return true;
        if (!_pairs.TryGetValue(currency, out (Instrument Instrument, MarketBook Book) pair) || pair.Book.MidTicksDouble == 0)
            return false;
        price = pair.Book.MidTicksDouble / 2m / PowersOfTen.Long(pair.Instrument.PriceDecimals);
        string quote = pair.Instrument.QuoteCurrency;

        // At most two steps, as above.
        if (quote == Numeraire)
            return true;
        if (!_pairs.TryGetValue(quote, out (Instrument Instrument, MarketBook Book) next) || next.Instrument.QuoteCurrency != Numeraire || next.Book.MidTicksDouble == 0)
            return false;
        price *= next.Book.MidTicksDouble / 2m / PowersOfTen.Long(next.Instrument.PriceDecimals);
        return true;
    }

    // Units x numerator / denominator = 10^-8 of the quote currency, which has that precision.
    private bool TryPair(string currency, out Instrument? instrument, out Int128 numerator, out Int128 denominator)
    {
        (instrument, numerator, denominator) = (null, 0, 1);
        if (!_pairs.TryGetValue(currency, out (Instrument Instrument, MarketBook Book) pair) || pair.Book.MidTicksDouble == 0)
            return false;

        // Two pairs quoted in each other would go round for ever; KuCoin lists none, but a recording is somebody else's file.
        if (pair.Instrument.QuoteCurrency != Numeraire && _pairs.TryGetValue(pair.Instrument.QuoteCurrency, out var next) && next.Instrument.QuoteCurrency != Numeraire)
            return false;
        int precision = _rules.Currency(currency).Precision;
        instrument = pair.Instrument;
        numerator = (Int128)pair.Book.MidTicksDouble * PowersOfTen.Long(Math.Max(0, 8 - precision));
        denominator = 2 * (Int128)PowersOfTen.Long(instrument.PriceDecimals) * PowersOfTen.Long(Math.Max(0, precision - 8));
        return true;
    }
}
