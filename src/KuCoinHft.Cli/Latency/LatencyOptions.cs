using System.CommandLine;

namespace KuCoinHft.Cli.Latency;

/// <summary>The options that plan a load: the same for the bench and for its second process.</summary>
internal sealed class LatencyOptions
{
    private readonly Option<string> _transport = new("--transport") { Description = "memory, tcp or tls. Default: memory.", DefaultValueFactory = _ => "memory" };

    private readonly Option<string> _rate = new("--rate")
    {
        Description = "recorded:1x, recorded:5x, recorded:20x (any multiple of the recorded pace), or frames a second. Default: recorded:20x.",
        DefaultValueFactory = _ => "recorded:20x",
    };

    private readonly Option<double> _seconds = new("--seconds") { Description = "Length of a run. Default: 10.", DefaultValueFactory = _ => 10 };

    private readonly Option<int> _decideEvery = new("--decide-every") { Description = "A decision frame follows every so many market frames of a symbol. Default: 3.", DefaultValueFactory = _ => 3 };

    private readonly Option<int> _stallMs = new("--stall-ms") { Description = "Let the generator stand still so long in the middle of a run, to see that it is counted. Default: 0.", DefaultValueFactory = _ => 0 };

    public LatencyOptions(Command command)
    {
        foreach (Option option in new Option[] { _transport, _rate, _seconds, _decideEvery, _stallMs })
            command.Options.Add(option);
    }

    /// <exception cref="ArgumentException">A value cannot be obeyed.</exception>
    public LatencySettings Read(ParseResult parsed, string placement, int runs) => new LatencySettings(
        LatencySettings.ParseTransport(parsed.GetValue(_transport)!),
        placement,
        LoadRate.Parse(parsed.GetValue(_rate)!),
        parsed.GetValue(_seconds),
        runs,
        parsed.GetValue(_decideEvery),
        parsed.GetValue(_stallMs)).Checked();
}
