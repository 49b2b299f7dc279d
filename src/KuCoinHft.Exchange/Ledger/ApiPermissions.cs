namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an API key may do, by KuCoin's names.</summary>
/// <remarks>Source: <c>permission</c> of <c>GET /api/v1/user/api-key</c>; the endpoints name theirs in the documentation.</remarks>
[Flags]
public enum ApiPermissions
{
    None = 0,
    General = 1,
    Spot = 2,
    Margin = 4,
    Futures = 8,
    InnerTransfer = 16,
    Transfer = 32,
    FlexTransfers = 64,
    Earn = 128,

    /// <summary>Everything the embedded exchange asks for.</summary>
    All = General | Spot | Margin | Futures | InnerTransfer | Transfer | FlexTransfers | Earn,
}
