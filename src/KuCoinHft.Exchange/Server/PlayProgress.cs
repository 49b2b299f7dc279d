namespace KuCoinHft.Exchange.Server;

/// <summary>How far a recording has been played.</summary>
/// <param name="EventCount">Recorded events played.</param>
/// <param name="MarketNs">Market time.</param>
/// <param name="IsOver">True once the recording has ended.</param>
public readonly record struct PlayProgress(long EventCount, long MarketNs, bool IsOver);
