using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Adapters.Metrics;

/// <summary>Writes latency histograms as an HdrHistogram interval log, which its tools and plotters read.</summary>
/// <remarks>
/// <code>
/// #[Histogram log format version 1.3]
/// #[StartTime: 1723160000.000 (seconds since epoch), 2024-08-08T23:33:20.000Z]
/// "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
/// Tag=NAME,SECONDS SINCE START,SECONDS,MAX in ms,BASE64
///
/// base64 of   0x1C849314 | length | zlib of:
///             0x1C849313 | payload length | 0 | digits 2 | lowest 1 | highest 2^36 - 1 | ratio 1.0    (int32, int32, int32, int32, int64, int64, double; big endian)
///             counts as ZigZag LEB128, a run of n zeros as -n
/// </code>
/// Units: nanoseconds. Our buckets are theirs one by one, so nothing is rounded again; only what exceeds 2^36 ns loses its length, except in the maximum.
/// Thread: cold. Source: HdrHistogram's log format 1.3 and its encoding V2.
/// </remarks>
public sealed class HdrLog : IDisposable
{
    private const int CookieV2 = 0x1C849313, CookieCompressedV2 = 0x1C849314, HeaderBytes = 40;
    private const int SignificantDigits = 2;
    private const long HighestNs = (1L << 36) - 1;

    private readonly StreamWriter _writer;
    private readonly DateTimeOffset _startedAt;

    /// <summary>Makes the file, or overwrites it.</summary>
    public HdrLog(string path, DateTimeOffset startedAt)
    {
        _writer = new StreamWriter(path) { NewLine = "\n" };
        _startedAt = startedAt;
        _writer.WriteLine("#[Histogram log format version 1.3]");
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#[StartTime: {startedAt.ToUnixTimeMilliseconds() / 1e3:0.000} (seconds since epoch), {startedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}]"));
        _writer.WriteLine("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
    }

    /// <summary>Adds a line.</summary>
    /// <param name="tag">The histogram's name, without commas, spaces or line ends.</param>
    /// <exception cref="ArgumentException">The tag would break the line.</exception>
    public void Write(string tag, DateTimeOffset startedAt, TimeSpan length, LatencyHistogram histogram)
    {
        if (tag.AsSpan().ContainsAny(", \r\n"))
            throw new ArgumentException($"A histogram's tag is \"{tag}\"; it may not have commas, spaces or line ends.", nameof(tag));
        double startSeconds = (startedAt - _startedAt).TotalSeconds;
        _writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Tag={tag},{startSeconds:0.000},{length.TotalSeconds:0.000},{histogram.MaxNs / 1e6:0.000},{Convert.ToBase64String(Encode(histogram))}"));
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>A histogram in the compressed form of encoding V2.</summary>
    public static byte[] Encode(LatencyHistogram histogram)
    {
        byte[] counts = EncodeCounts(histogram.Counts);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, CookieV2);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], counts.Length);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], 0);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], 1);
        BinaryPrimitives.WriteInt64BigEndian(header[24..], HighestNs);
        BinaryPrimitives.WriteDoubleBigEndian(header[32..], 1);
        using var compressed = new MemoryStream();
        compressed.Write(new byte[8]);
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(header);
            zlib.Write(counts);
        }

        byte[] bytes = compressed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CookieCompressedV2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static byte[] EncodeCounts(ReadOnlySpan<long> counts)
    {
        int used = counts.LastIndexOfAnyExcept(0) + 1;
        var bytes = new List<byte>();
        for (int i = 0; i < used; i++)
        {
            int zeros = counts[i..used].IndexOfAnyExcept(0);
            Add(bytes, zeros > 0 ? -zeros : counts[i]);
            i += Math.Max(0, zeros - 1);
        }

        return [.. bytes];
    }

    // Small numbers of either sign in few bytes: the sign goes to the lowest bit, then seven bits a byte, the lowest first; a ninth byte holds eight.
    internal static void Add(List<byte> bytes, long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        for (int i = 0; i < 8 && rest >= 0x80; i++, rest >>= 7)
            bytes.Add((byte)(rest | 0x80));
        bytes.Add((byte)rest);
    }
}
