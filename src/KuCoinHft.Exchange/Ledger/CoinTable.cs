using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>The coins of an exchange: those of its symbols, those that its accounts begin with, and USDT.</summary>
internal static class CoinTable
{
    /// <exception cref="ArgumentException">A coin's rule is out of range, or its precision does not fit a symbol.</exception>
    public static CoinTerms[] Of(IReadOnlyList<Instrument> instruments, IReadOnlyList<AccountOptions> accounts, ExchangeRules rules)
    {
        foreach (Instrument instrument in instruments)
            CheckPrecision(instrument, rules);
        IEnumerable<string> currencies = instruments.SelectMany(x => new[] { x.BaseCurrency, x.QuoteCurrency })
            .Concat(accounts.SelectMany(x => x.InitialBalances.Keys.Concat(x.InitialTradeBalances.Keys).Concat(x.InitialMainBalances.Keys)))
            .Append(MarkPrices.Numeraire)
            .Distinct();
        return [.. currencies.Select(x => new CoinTerms(x, rules.Currency(x)))];
    }

    private static void CheckPrecision(Instrument instrument, ExchangeRules rules)
    {
        int decimals = rules.Currency(instrument.BaseCurrency).Precision;
        if (instrument.SizeDecimals > decimals && instrument.SizeIncrementLots % PowersOfTen.Long(instrument.SizeDecimals - decimals) != 0)
            throw new ArgumentException($"{instrument.Symbol} has a size increment finer than the {decimals} decimals of {instrument.BaseCurrency}; give the currency its precision.", nameof(instrument));
        if (rules.Currency(instrument.QuoteCurrency).Precision != 8 || rules.Currency(MarkPrices.Numeraire).Precision != 8)
            throw new ArgumentException($"{instrument.QuoteCurrency} is the quote currency of {instrument.Symbol}, whose funds have 8 decimals; its precision must be 8, and so must that of {MarkPrices.Numeraire}.", nameof(instrument));
    }
}
