using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>One user of the embedded exchange: who may sign for it, what it has, and what its trading came to.</summary>
/// <remarks>Thread: that of its <see cref="ExchangeCore"/>. Its place in <see cref="ExchangeCore.Accounts"/> decides ties, so that equal inputs give equal bytes.</remarks>
public sealed class ExchangeAccount
{
    private readonly Dictionary<string, long> _initialQuote = [];
    private readonly FeeRates _fees;

    internal ExchangeAccount(int index, AccountOptions options, IEnumerable<string> currencies, int symbolCount, MarkPrices marks, PushWriter pushes)
    {
        (Index, Options) = (index, options);
        Uid = options.Uid != 0 ? options.Uid : 100_001 + index;
        UserId = $"6b75636f696e{index + 1:x12}";
        Ledger = new MarginLedger(options, currencies, marks, change => pushes.Balance(this, change));
        Settled = new TradeTotals();
        _fees = new FeeRates(Rate.Of(options.MakerFeeRate, nameof(options.MakerFeeRate)), Rate.Of(options.TakerFeeRate, nameof(options.TakerFeeRate)));
        TradePool = new RatePool(options.RequestWeightMax);
        ActiveOrders = new int[symbolCount];
    }

    /// <summary>Its place in <see cref="ExchangeCore.Accounts"/>.</summary>
    public int Index { get; }

    public long Uid { get; }

    /// <summary>The user as private pushes name it.</summary>
    public string UserId { get; }

    public AccountOptions Options { get; }

    /// <summary>Requests refused with an error code.</summary>
    public long RejectCount { get; internal set; }

    internal MarginLedger Ledger { get; }

    /// <summary>Its orders by the id that it gave them.</summary>
    internal Dictionary<string, Order> ByClientOid { get; } = [];

    /// <summary>How many of its orders rest, by symbol.</summary>
    internal int[] ActiveOrders { get; }

    /// <summary>Its done orders and its fills.</summary>
    internal OrderHistory History { get; } = new();

    /// <summary>What its fills came to.</summary>
    internal TradeTotals Settled { get; }

    /// <summary>The request pool of the WebSocket trading API.</summary>
    internal RatePool TradePool { get; }

    /// <summary>When its next interest is due; <see cref="long.MaxValue"/> while nothing is owed.</summary>
    internal long NextHourNs { get; set; } = long.MaxValue;

    /// <summary>When its next debt push is due; <see cref="long.MaxValue"/> while nothing is owed.</summary>
    internal long NextPositionNs { get; set; } = long.MaxValue;

    internal long NextTimerNs => Math.Min(NextHourNs, NextPositionNs);

    /// <summary>The initial balances at the first known marks, in 10^-8 USDT.</summary>
    internal long InitialQuote => _initialQuote.Values.Sum();

    internal FeeRates FeesOf(Instrument instrument) => _fees;

    // What the account began with is worth what it was worth when its price was first known.
    internal void KeepInitialMarks(MarkPrices marks)
    {
        foreach (MarginAccount account in Ledger.Accounts)
        {
            if (!_initialQuote.ContainsKey(account.Currency) && marks.TryValue(account.Currency, account.InitialUnits, roundUp: false, out long quote))
                _initialQuote.Add(account.Currency, quote);
        }
    }
}
