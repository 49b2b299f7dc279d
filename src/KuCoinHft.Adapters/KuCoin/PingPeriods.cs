namespace KuCoinHft.Adapters.KuCoin;

/// <summary>How often to ping, and how long to wait for an answer, as a server said it.</summary>
/// <remarks>A server that says nothing, or nonsense, gets KuCoin's documented values. Source: api.md sections 3.1 and 4.</remarks>
public sealed record PingPeriods(TimeSpan Interval, TimeSpan Timeout)
{
    private const int DocumentedIntervalMs = 18_000;
    private const int DocumentedTimeoutMs = 10_000;

    // Less would flood the server; more would leave a dead connection unnoticed.
    private const int MsMin = 10;
    private const int MsMax = 600_000;

    /// <summary>Reads <c>pingInterval</c> and <c>pingTimeout</c>, milliseconds, at the top level of <paramref name="json"/>.</summary>
    public static PingPeriods Of(ReadOnlySpan<byte> json) => new(Period(json, "pingInterval"u8, DocumentedIntervalMs), Period(json, "pingTimeout"u8, DocumentedTimeoutMs));

    private static TimeSpan Period(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, int documentedMs) =>
        TimeSpan.FromMilliseconds(int.TryParse(KuCoinEnvelope.Property(json, name), out int ms) && ms is >= MsMin and <= MsMax ? ms : documentedMs);
}
