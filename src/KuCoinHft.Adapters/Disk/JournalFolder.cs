namespace KuCoinHft.Adapters.Disk;

/// <summary>Where the two streams of one journal stand.</summary>
/// <remarks>
/// One journal is one folder. Each stream has a single writer, so none needs a lock: the journal stage writes <c>frames.kcj</c>, the send stage
/// writes <c>actions.kcj</c> inline, before the socket.
/// </remarks>
public static class JournalFolder
{
    /// <summary>Room for frames unless configured.</summary>
    public const long FramesBytesDefault = 1L << 30;

    /// <summary>Room for actions and decisions unless configured.</summary>
    public const long ActionsBytesDefault = 256L << 20;

    public static string FramesPath(string folder) => Path.Combine(folder, "frames.kcj");

    public static string ActionsPath(string folder) => Path.Combine(folder, "actions.kcj");
}
