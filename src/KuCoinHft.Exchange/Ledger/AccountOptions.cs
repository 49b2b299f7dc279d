namespace KuCoinHft.Exchange.Ledger;

/// <summary>An account that trades on the embedded exchange: its key, what it begins with, and what it pays.</summary>
/// <remarks>Every field has a default, so that one account needs no more than its balances.</remarks>
public sealed record AccountOptions
{
    /// <summary>KuCoin's number of the user; 0 gives 100001 to the first account, 100002 to the second, and so on.</summary>
    public long Uid { get; init; }

    /// <summary>Empty: nobody can sign for this account, as for one that lives in process.</summary>
    public string ApiKey { get; init; } = "";

    public string Secret { get; init; } = "";

    public string Passphrase { get; init; } = "";

    /// <summary>What the key may do.</summary>
    public ApiPermissions Permissions { get; init; } = ApiPermissions.All;

    /// <summary>Addresses from which the key may be used; empty lets all.</summary>
    public IReadOnlyList<string> IpWhitelist { get; init; } = [];

    /// <summary>0..12: decides fees, interest and request pools.</summary>
    public int VipLevel { get; init; }

    /// <summary>Coins of the cross margin account at the start, in whole coins with at most the coin's decimal places.</summary>
    public IReadOnlyDictionary<string, decimal> InitialBalances { get; init; } = new Dictionary<string, decimal> { ["USDT"] = 10_000m };

    /// <summary>Coins of the trade wallet at the start: what spot orders pay with.</summary>
    public IReadOnlyDictionary<string, decimal> InitialTradeBalances { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Coins of the main wallet at the start.</summary>
    public IReadOnlyDictionary<string, decimal> InitialMainBalances { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Taker fee of every symbol; null goes by VIP level and class (<see cref="FeeRates"/>).</summary>
    public decimal? TakerFeeRate { get; init; }

    /// <summary>Maker fee of every symbol, negative for a rebate; null goes by VIP level and class.</summary>
    public decimal? MakerFeeRate { get; init; }

    /// <summary>Interest of an hour on what is owed, the same for every coin; null goes by coin and VIP level (<see cref="CurrencyRules"/>).</summary>
    public decimal? HourlyInterestRate { get; init; }

    /// <summary>Cross margin leverage: what is owed may be at most (this - 1) times the net value when borrowing.</summary>
    public decimal LeverageMax { get; init; } = 5;

    /// <summary>Request weight of 30 seconds of market time on the WebSocket trading API; an order or a cancel weighs 2. The default is VIP 0.</summary>
    public int RequestWeightMax { get; init; } = 4000;
}
