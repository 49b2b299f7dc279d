namespace KuCoinHft.Exchange.Matching;

/// <summary>A WebSocket message for everyone who subscribed to its topic.</summary>
/// <param name="AtNs">Market time at which the exchange made it.</param>
/// <param name="Topic">The full topic, symbol included.</param>
/// <param name="IsPrivate">Only for sessions with a private token.</param>
/// <param name="Json">The message, UTF-8.</param>
public readonly record struct Push(long AtNs, string Topic, bool IsPrivate, ReadOnlyMemory<byte> Json);
