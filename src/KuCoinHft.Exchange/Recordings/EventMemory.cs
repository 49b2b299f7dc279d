namespace KuCoinHft.Exchange.Recordings;

/// <summary>Gives events bytes of their own, so that a caller may keep them as long as it likes.</summary>
/// <remarks>A block serves some hundred frames: one allocation instead of hundreds. Nothing is written twice.</remarks>
internal sealed class EventMemory
{
    private const int BlockBytes = 64 << 10;

    private Memory<byte> _free;

    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _free.Length)
            _free = new byte[Math.Max(BlockBytes, bytes.Length)];
        Memory<byte> kept = _free[..bytes.Length];
        _free = _free[bytes.Length..];
        bytes.CopyTo(kept.Span);
        return kept;
    }
}
