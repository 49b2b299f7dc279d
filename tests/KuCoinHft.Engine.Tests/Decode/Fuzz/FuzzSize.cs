using System.Globalization;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>How much is fuzzed: <c>KCHFT_FUZZ_INPUTS=10000000 dotnet test -c Release tests/KuCoinHft.Engine.Tests --settings .runsettings --filter Fuzz</c>.</summary>
internal static class FuzzSize
{
    public const long InputsDefault = 1_000_000;

    /// <summary>Mutated frames in all.</summary>
    public static long Inputs { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("KCHFT_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out long inputs) ? inputs : InputsDefault;

    /// <summary>More than a test run has time for was asked for.</summary>
    public static bool IsDeep => Inputs > InputsDefault;
}
