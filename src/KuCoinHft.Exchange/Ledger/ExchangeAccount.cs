using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>One user of the embedded exchange: who may sign for it, what it has, and what its trading came to.</summary>
/// <remarks>Thread: that of its <see cref="ExchangeCore"/>. Its place in <see cref="ExchangeCore.Accounts"/> decides ties, so that equal inputs give equal bytes.</remarks>
public sealed class ExchangeAccount
{
    private readonly Dictionary<(WalletKind, string), long> _initialQuote = [];
    private readonly FeeRates[] _fees;

    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    internal ExchangeAccount(int index, AccountOptions options, ExchangeRules rules, IReadOnlyList<CoinTerms> coins, IReadOnlyList<Instrument> instruments, MarkPrices marks, Sequences sequences, PushWriter pushes)
    {
        (Index, Options) = (index, options);
        Uid = options.Uid != 0 ? options.Uid : 100_001 + index;
        UserId = $"6b75636f696e{index + 1:x12}";
        Records = new AccountRecords(sequences, pushes);
        void Changed(BalanceChange change)
        {
            Records.Add(change);
            pushes.Balance(this, change);
        }

        Ledger = new MarginLedger(options, rules, coins, marks, Records, Changed);
        Trade = new Wallet(WalletKind.Trade, coins, options.InitialTradeBalances, Changed);
        Main = new Wallet(WalletKind.Main, coins, options.InitialMainBalances, Changed);
        TradePool = new RatePool(options.RequestWeightMax);
        ActiveOrders = new int[instruments.Count];
        _fees = [.. instruments.Select(x => FeesOf(options, rules.Symbol(x.Symbol)))];
    }

    /// <summary>Its place in <see cref="ExchangeCore.Accounts"/>.</summary>
    public int Index { get; }

    public long Uid { get; }

    /// <summary>The user as private pushes name it.</summary>
    public string UserId { get; }

    public AccountOptions Options { get; }

    /// <summary>Requests refused with an error code.</summary>
    public long RejectCount { get; internal set; }

    /// <summary>The cross margin wallet.</summary>
    internal MarginLedger Ledger { get; }

    /// <summary>The wallet of spot orders.</summary>
    internal Wallet Trade { get; }

    /// <summary>The wallet of deposits.</summary>
    internal Wallet Main { get; }

    internal AccountRecords Records { get; }

    /// <summary>Its orders by the id that it gave them.</summary>
    internal Dictionary<string, Order> ByClientOid { get; } = [];

    /// <summary>How many of its orders rest, by symbol.</summary>
    internal int[] ActiveOrders { get; }

    /// <summary>Its done orders and its fills.</summary>
    internal OrderHistory History { get; } = new();

    /// <summary>What its fills came to.</summary>
    internal TradeTotals Settled { get; } = new();

    /// <summary>The request pool of the WebSocket trading API.</summary>
    internal RatePool TradePool { get; }

    /// <summary>When interest, the look at the debt ratio, and the debt push are due next.</summary>
    internal MarginTimers Timers { get; } = new();

    /// <summary>The initial balances at the first known marks, in 10^-8 USDT.</summary>
    internal long InitialQuote => _initialQuote.Values.Sum();

    internal Wallet WalletOf(WalletKind kind) => kind switch { WalletKind.Main => Main, WalletKind.Trade => Trade, _ => Ledger };

    /// <summary>What its fills of that symbol cost.</summary>
    internal FeeRates FeesOf(Instrument instrument) => _fees[instrument.Id];

    /// <summary>Assets and debt of all wallets in 10^-8 USDT.</summary>
    internal (long AssetsQuote, long DebtQuote) Value(MarkPrices marks)
    {
        (long assetsQuote, long debtQuote) = Ledger.Value();
        foreach (Wallet wallet in (ReadOnlySpan<Wallet>)[Trade, Main])
        {
            foreach (CoinAccount coins in wallet.Accounts)
                assetsQuote += marks.Value(coins.Currency, coins.TotalUnits, roundUp: false);
        }

        return (assetsQuote, debtQuote);
    }

    // What the account began with is worth what it was worth when its price was first known.
    internal void KeepInitialMarks(MarkPrices marks)
    {
        foreach (Wallet wallet in (ReadOnlySpan<Wallet>)[Ledger, Trade, Main])
        {
            foreach (CoinAccount coins in wallet.Accounts)
            {
                if (!_initialQuote.ContainsKey((wallet.Kind, coins.Currency)) && marks.TryValue(coins.Currency, coins.InitialUnits, roundUp: false, out long quote))
                    _initialQuote.Add((wallet.Kind, coins.Currency), quote);
            }
        }
    }

    private static FeeRates FeesOf(AccountOptions options, SymbolRules symbol)
    {
        FeeRates fees = FeeRates.Of(options.VipLevel, symbol);
        return new FeeRates(
            options.MakerFeeRate is { } maker ? Rate.Of(maker, nameof(options.MakerFeeRate), least: -0.01m) : fees.Maker,
            options.TakerFeeRate is { } taker ? Rate.Of(taker, nameof(options.TakerFeeRate)) : fees.Taker);
    }
}
