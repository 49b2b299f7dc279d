using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Matching;

/// <summary>A WebSocket message for everyone who subscribed to its topic.</summary>
/// <param name="AtNs">Market time at which the exchange made it.</param>
/// <param name="Topic">The full topic, symbol included.</param>
/// <param name="Account">Only for sessions of this account; null for everyone.</param>
/// <param name="Json">The message, UTF-8.</param>
public readonly record struct Push(long AtNs, string Topic, ExchangeAccount? Account, ReadOnlyMemory<byte> Json)
{
    public bool IsPrivate => Account is not null;
}
