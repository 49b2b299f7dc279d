using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>What the exchange's rules make of one coin, in its units, and how much of it is lent out over all accounts.</summary>
/// <remarks>Units: 10^-<see cref="Precision"/> coin; tiers in 10^-8 USDT.</remarks>
internal sealed class CoinTerms
{
    private readonly Rate[] _dayRates;
    private readonly (long UpToQuote, Rate Ratio)[] _collateral;

    /// <exception cref="ArgumentException">A rule is out of range; the message names coin and field.</exception>
    public CoinTerms(string currency, CurrencyRules rules)
    {
        if (rules.Precision is < 0 or > 10)
            throw new ArgumentException($"The precision of {currency} must be in 0..10, not {rules.Precision}.", nameof(rules));
        if (rules.DayRates.Count is 0 or > 13)
            throw new ArgumentException($"{currency} needs 1..13 day rates, one for each VIP level; the last stands for those above it. There are {rules.DayRates.Count}.", nameof(rules));
        (Currency, Precision, Rules) = (currency, rules.Precision, rules);
        BorrowUnit = Math.Max(1, Units(rules.BorrowMinUnit, nameof(rules.BorrowMinUnit)));
        BorrowUnitsMin = Units(rules.BorrowMinAmount, nameof(rules.BorrowMinAmount));
        BorrowUnitsMax = Units(rules.BorrowMaxAmount, nameof(rules.BorrowMaxAmount));
        HoldUnitsMax = Units(rules.HoldMaxAmount, nameof(rules.HoldMaxAmount));
        BuyUnitsMax = Units(rules.BuyMaxAmount, nameof(rules.BuyMaxAmount));
        PoolUnits = Units(rules.PoolAmount, nameof(rules.PoolAmount));
        _dayRates = [.. rules.DayRates.Select((x, i) => Rate.Of(x, $"{currency} {nameof(rules.DayRates)}[{i}]"))];
        _collateral = [.. rules.Collateral.Select((x, i) => (Tier(x, i), Rate.Of(x.Ratio, $"{currency} {nameof(rules.Collateral)}[{i}]")))];
    }

    public string Currency { get; }

    public int Precision { get; }

    public CurrencyRules Rules { get; }

    /// <summary>Loans are multiples of this.</summary>
    public long BorrowUnit { get; }

    public long BorrowUnitsMin { get; }

    /// <summary>The most that an account may owe.</summary>
    public long BorrowUnitsMax { get; }

    public long HoldUnitsMax { get; }

    public long BuyUnitsMax { get; }

    /// <summary>What the platform has to lend, lent or not.</summary>
    public long PoolUnits { get; }

    /// <summary>Principal lent out, over all accounts.</summary>
    public long LentUnits { get; set; }

    /// <summary>What can still be lent.</summary>
    public long FreeUnits => Math.Max(0, PoolUnits - LentUnits);

    /// <summary>One whole coin.</summary>
    public long One => PowersOfTen.Long(Precision);

    public Rate DayRate(int vipLevel) => _dayRates[Math.Min(vipLevel, _dayRates.Length - 1)];

    /// <summary>The least loan that brings <paramref name="missingUnits"/>.</summary>
    public long LoanFor(long missingUnits)
    {
        long units = Math.Max(missingUnits, BorrowUnitsMin);
        return units % BorrowUnit == 0 ? units : units + BorrowUnit - (units % BorrowUnit);
    }

    /// <summary>What counts as collateral of a value in 10^-8 USDT: each slice at the ratio of its tier, nothing above the last.</summary>
    public long CollateralQuote(long valueQuote)
    {
        if (_collateral.Length == 0)
            return valueQuote;
        long quote = 0, beginQuote = 0;
        foreach ((long upToQuote, Rate ratio) in _collateral)
        {
            quote += ratio.FloorOf(Math.Max(0, Math.Min(valueQuote, upToQuote) - beginQuote));
            beginQuote = upToQuote;
        }

        return quote;
    }

    private long Units(decimal? coins, string name)
    {
        if (coins is null)
            return long.MaxValue / 4;
        if (!DecimalText.TryScale(coins.Value, Precision, out long units))
            throw new ArgumentException($"{name} of {Currency} must not be negative nor finer than its {Precision} decimals, not {coins}.", name);
        return units;
    }

    private long Tier(CollateralTier tier, int index)
    {
        decimal least = index == 0 ? 0 : Rules.Collateral[index - 1].UpToUsdt;
        if (tier.UpToUsdt <= least || !DecimalText.TryScale(tier.UpToUsdt, 8, out long quote))
            throw new ArgumentException($"The collateral tiers of {Currency} must rise, with at most 8 decimals; tier {index} ends at {tier.UpToUsdt}.", nameof(tier));
        return quote;
    }
}
