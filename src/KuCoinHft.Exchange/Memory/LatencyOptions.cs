namespace KuCoinHft.Exchange.Memory;

/// <summary>How long messages take in virtual time; constants, so that a run repeats.</summary>
/// <param name="EntryNs">From the engine's send to the exchange.</param>
/// <param name="ResponseNs">From the exchange's answer (trading API, REST) to the engine.</param>
/// <param name="FeedNs">From a push to the engine, public and private alike. The times of a recording are those of its receipt, so 0 repeats the recorder's own latency.</param>
public sealed record LatencyOptions(long EntryNs = 1_000_000, long ResponseNs = 1_000_000, long FeedNs = 0);
