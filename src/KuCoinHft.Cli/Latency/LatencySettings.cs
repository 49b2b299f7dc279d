using System.Globalization;

namespace KuCoinHft.Cli.Latency;

/// <summary>What the user chose for a latency run.</summary>
/// <param name="Seconds">Length of a run's measured part; the recording's end may come sooner.</param>
/// <param name="DecideEvery">A decision frame follows every so many market frames of a symbol.</param>
/// <param name="StallMs">How long the generator stands still on purpose in the middle of a run: the proof that planned times are what counts.</param>
internal sealed record LatencySettings(
    LatencyTransport Transport, string Placement, LoadRate Rate, double Seconds, int Runs, int DecideEvery, int StallMs)
{
    /// <summary>The arguments that make another process plan the same load.</summary>
    public IEnumerable<string> LoadArguments =>
    [
        "--transport", Transport.ToString().ToLowerInvariant(),
        "--rate", Rate.ToString(),
        "--seconds", Seconds.ToString(CultureInfo.InvariantCulture),
        "--decide-every", DecideEvery.ToString(CultureInfo.InvariantCulture),
        "--stall-ms", StallMs.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Throws for what cannot be run, naming the mend.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public LatencySettings Checked()
    {
        if (Seconds is not (>= 0.1 and <= 600))
            throw new ArgumentException($"--seconds is {Seconds}; give 0.1 to 600.");
        if (Runs is not (>= 1 and <= 100))
            throw new ArgumentException($"--runs is {Runs}; give 1 to 100.");
        if (DecideEvery is not (>= 1 and <= 1000))
            throw new ArgumentException($"--decide-every is {DecideEvery}; give 1 to 1000 market frames.");
        if (StallMs is not (>= 0 and <= 10_000))
            throw new ArgumentException($"--stall-ms is {StallMs}; give 0 to 10000.");
        return this;
    }

    /// <exception cref="ArgumentException">There is no such transport.</exception>
    public static LatencyTransport ParseTransport(string text) => text switch
    {
        "memory" => LatencyTransport.Memory,
        "tcp" => LatencyTransport.Tcp,
        "tls" => LatencyTransport.Tls,
        _ => throw new ArgumentException($"--transport is {text}; give memory, tcp or tls."),
    };
}
