namespace KuCoinHft.Ring;

/// <summary>A message where it lies in its <see cref="MessageRing"/>; valid until <see cref="MessageRing.Advance"/>.</summary>
public readonly ref struct MessageView
{
    internal MessageView(byte tag1, byte tag2, long stamp, ReadOnlySpan<byte> bytes)
    {
        Tag1 = tag1;
        Tag2 = tag2;
        Stamp = stamp;
        Bytes = bytes;
    }

    public byte Tag1 { get; }

    public byte Tag2 { get; }

    public long Stamp { get; }

    /// <summary>The message, contiguous, in the ring's own memory.</summary>
    public ReadOnlySpan<byte> Bytes { get; }
}
