using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>SHA-256 over all that a recording gives: times, kinds, symbols, bytes.</summary>
internal static class EventDigest
{
    public static string Of(Recording recording)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[16];
        foreach (RecordedEvent recorded in recording.Read())
        {
            BinaryPrimitives.WriteInt64LittleEndian(head, recorded.ReceiveNs);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], (int)recorded.Kind);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], recorded.Json.Length);
            hash.AppendData(head);
            hash.AppendData(Encoding.UTF8.GetBytes(recorded.Symbol ?? ""));
            hash.AppendData(recorded.Json.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
