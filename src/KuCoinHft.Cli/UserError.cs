using System.CommandLine;
using System.CommandLine.Parsing;
using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli;

/// <summary>Which exceptions are a user's to mend, and the exit codes.</summary>
internal static class UserError
{
    public const int ExitCode = 2;
    public const int StoppedExitCode = 130;

    /// <summary>True when the message names the thing and the mend, so that no stack trace is needed.</summary>
    public static bool Explains(Exception e) =>
        e is RecordingException or PlacementException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException
            or FormatException or ArgumentException or InvalidDataException
            or KuCoinException or WsHandshakeException or HttpRequestException or TimeoutException or NotSupportedException;

    /// <summary>Names what the command line gets wrong and where its help stands; the library would bury that under a page of help.</summary>
    public static int Refuse(ParseResult parsed)
    {
        var verbs = new List<string>();
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
            verbs.Insert(0, ((CommandResult)result).Command.Name);
        string mistakes = string.Join(" ", parsed.Errors.Select(e => e.Message));
        Console.Error.WriteLine($"kchft: {mistakes} See '{string.Join(' ', verbs)} --help'.");
        return ExitCode;
    }
}
