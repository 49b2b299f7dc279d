using System.Buffers.Binary;
using System.Numerics;

namespace KuCoinHft.Engine.Journal;

/// <summary>The Castagnoli checksum, which x64 and arm64 compute in hardware.</summary>
/// <remarks>Source: RFC 3720 section 12.1 and its test vectors in appendix B.4.</remarks>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of the bytes behind <paramref name="crc"/> followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte b in bytes)
            state = BitOperations.Crc32C(state, b);
        return ~state;
    }
}
