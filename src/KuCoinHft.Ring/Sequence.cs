using System.Runtime.InteropServices;

namespace KuCoinHft.Ring;

/// <summary>A progress counter that one worker writes and others read.</summary>
/// <remarks>
/// Shape: the value stands alone in 256 bytes, so that neither its own line nor the adjacent line that the prefetcher pairs with it holds anything else.
/// Thread: one writer, any readers.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
public sealed class Sequence
{
    /// <summary>The value before the first event.</summary>
    public const long Initial = -1;

    [FieldOffset(128)]
    private long _value = Initial;

    // The runtime ignores StructLayout.Size here: the class had 136 bytes of fields, not 256. A last field makes the room.
#pragma warning disable CS0169, IDE0051 // It holds room, not a value.
    [FieldOffset(248)]
    private readonly long _lastWord;
#pragma warning restore CS0169, IDE0051

    /// <summary>The last published value.</summary>
    /// <remarks>Acquire load: what the writer wrote before <see cref="Set"/> is visible after this read.</remarks>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Publishes <paramref name="value"/> to the readers of this sequence.</summary>
    /// <remarks>
    /// Release store: every column write made before this call is visible to a reader that sees the value.
    /// Thread: the owning worker only.
    /// </remarks>
    public void Set(long value) => Volatile.Write(ref _value, value);
}
