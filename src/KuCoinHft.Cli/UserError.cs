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
            or FormatException or ArgumentException or InvalidDataException;
}
