using System.Diagnostics;

namespace KuCoinHft.Cli.Latency;

/// <summary>How this program starts itself.</summary>
internal static class SelfStart
{
    /// <summary>Stdout and stderr are redirected; the environment is ours.</summary>
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        // Started as "dotnet kchft.dll", the program is dotnet.
        string program = Environment.ProcessPath ?? throw new NotSupportedException("This system does not say which program runs; bench latency cannot start itself.");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, isHost ? [typeof(SelfStart).Assembly.Location, .. arguments] : arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    }
}
