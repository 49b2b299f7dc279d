using Microsoft.Win32.SafeHandles;

namespace KuCoinHft.Cli.Output;

/// <summary>Standard output as bytes, for verbs that write many lines.</summary>
internal static class StandardOutput
{
    // EPIPE; IOException brings the system's number on Unix.
    private const int BrokenPipe = 32;

    /// <summary>Opens it. Console's own stream swallows a closed pipe, so that a verb would go on for nobody.</summary>
    /// <remarks>Into a file it is the right one: it writes where the file stands, as whoever shares that file does.</remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    /// <summary>Whoever read has read enough, as head does: an end, not a fault.</summary>
    public static bool IsClosedByReader(IOException e) => e.HResult == BrokenPipe;
}
