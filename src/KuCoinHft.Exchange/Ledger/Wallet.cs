using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>Which of an account's wallets.</summary>
public enum WalletKind
{
    /// <summary><c>main</c>: coins come and go here.</summary>
    Main,

    /// <summary><c>trade</c>, which is <c>trade_hf</c> today: spot orders.</summary>
    Trade,

    /// <summary><c>margin_v2</c>: cross margin orders and loans.</summary>
    Margin,
}

/// <summary>Why a balance changed.</summary>
internal enum BalanceCause
{
    Hold,
    Exchange,
    Transfer,
    Loan,
    Repayment,
    Liquidation,
}

/// <summary>A change of one balance, for the <c>/account/balance</c> push and the account's records.</summary>
/// <param name="FeeUnits">What of the change is a fee.</param>
internal readonly record struct BalanceChange(Wallet Wallet, CoinAccount Coins, long AvailableUnits, long HoldUnits, long FeeUnits, BalanceCause Cause);

/// <summary>The coins of one wallet: balances and holds, in integers that add up to the last unit.</summary>
/// <remarks>Units: of each coin's own precision. Errors: a balance that would become negative throws, as it is a bug of ours.</remarks>
internal class Wallet
{
    private readonly SortedDictionary<string, CoinAccount> _coins = new(StringComparer.Ordinal);
    private readonly Action<BalanceChange> _changed;

    /// <exception cref="ArgumentException">An initial balance is negative, finer than its coin's precision, or of no listed coin.</exception>
    public Wallet(WalletKind kind, IEnumerable<CoinTerms> coins, IReadOnlyDictionary<string, decimal> initial, Action<BalanceChange> changed)
    {
        (Kind, _changed) = (kind, changed);
        foreach (CoinTerms terms in coins)
        {
            if (!DecimalText.TryScale(initial.GetValueOrDefault(terms.Currency), terms.Precision, out long units))
                throw new ArgumentException($"The initial balance of {terms.Currency} must not be negative nor finer than 10^-{terms.Precision}, not {initial[terms.Currency]}.", nameof(initial));
            _coins[terms.Currency] = new CoinAccount(terms, units);
        }
    }

    public WalletKind Kind { get; }

    /// <summary>All coins in the order of their names.</summary>
    public IReadOnlyCollection<CoinAccount> Accounts => _coins.Values;

    public CoinAccount this[string currency] => _coins[currency];

    /// <returns>Null when the exchange does not list the coin.</returns>
    public CoinAccount? Find(string currency) => _coins.GetValueOrDefault(currency);

    /// <summary>Moves available coins into an order's hold; negative gives them back.</summary>
    public void Hold(string currency, long units) => Change(_coins[currency], -units, units, 0, BalanceCause.Hold);

    /// <summary>A fill pays out of its order's hold: <paramref name="paidUnits"/> go to the market, <paramref name="feeUnits"/> are the fee, <paramref name="freedUnits"/> return to available.</summary>
    public void Pay(string currency, long paidUnits, long feeUnits, long freedUnits)
    {
        CoinAccount coins = _coins[currency];
        coins.House.MarketUnits += paidUnits;
        coins.House.FeeUnits += feeUnits;
        Change(coins, freedUnits, -(paidUnits + feeUnits + freedUnits), feeUnits, BalanceCause.Exchange);
    }

    /// <summary>A fill brings coins; the fee stays with the house.</summary>
    public void Receive(string currency, long receivedUnits, long feeUnits)
    {
        CoinAccount coins = _coins[currency];
        coins.House.MarketUnits -= receivedUnits;
        coins.House.FeeUnits += feeUnits;
        Change(coins, receivedUnits - feeUnits, 0, feeUnits, BalanceCause.Exchange);
    }

    /// <summary>Moves available coins into another wallet.</summary>
    public void Send(Wallet to, string currency, long units)
    {
        _coins[currency].House.TransferUnits += units;
        Change(_coins[currency], -units, 0, 0, BalanceCause.Transfer);
        to._coins[currency].House.TransferUnits -= units;
        to.Change(to._coins[currency], units, 0, 0, BalanceCause.Transfer);
    }

    protected void Change(CoinAccount coins, long availableUnits, long holdUnits, long feeUnits, BalanceCause cause)
    {
        if (availableUnits == 0 && holdUnits == 0)
            return;
        coins.AvailableUnits += availableUnits;
        coins.HoldUnits += holdUnits;

        // The oracle of the reliability tests must not bend: a negative balance is our bug, and a run with it is worth nothing.
        if (coins.AvailableUnits < 0 || coins.HoldUnits < 0)
            throw new InvalidOperationException($"The ledger lost its balance: {coins.Currency} available {coins.Text(coins.AvailableUnits)}, hold {coins.Text(coins.HoldUnits)}, after {cause} in {Kind}.");
        _changed(new BalanceChange(this, coins, availableUnits, holdUnits, feeUnits, cause));
    }
}
