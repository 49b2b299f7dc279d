using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using KuCoinHft.Adapters.Metrics;
using KuCoinHft.Adapters.Tests.Disk;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Adapters.Tests.Metrics;

/// <summary>The log says what the histogram holds: decoded here by the format's rules, and by HdrHistogram's own JavaScript.</summary>
public sealed class HdrLogTests : IDisposable
{
    private static readonly DateTimeOffset StartedAt = new(2024, 8, 8, 23, 33, 20, TimeSpan.Zero);
    private static readonly double[] Percents = [0, 50, 90, 99, 99.9, 99.99, 100];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int> Seeds => new() { { 1, 0 }, { 2, 1 }, { 3, 100 }, { 4, 100_000 } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_count_comes_back(int seed, int records)
    {
        LatencyHistogram histogram = Random(seed, records);

        long[] decoded = Decode(HdrLog.Encode(histogram));

        Assert.Equal(records, decoded.Sum());
        Assert.Equal(histogram.Counts.ToArray().AsSpan().TrimEnd(0).ToArray(), decoded);
    }

    [Fact]
    public void A_count_of_more_than_eight_groups_of_seven_bits_takes_nine_bytes_and_no_more()
    {
        // What Record cannot reach in a test's time: the last byte of nine holds eight bits.
        Assert.Equal([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], ZigZag(long.MaxValue));
        Assert.Equal([0x02], ZigZag(1));
        Assert.Equal([0x01], ZigZag(-1));
        Assert.Equal([0x80, 0x01], ZigZag(64));
    }

    [Fact]
    public void Another_reader_finds_the_same_percentiles()
    {
        LatencyHistogram[] histograms = [Random(5, 50_000), Random(6, 10), Random(7, 200_000)];
        string file = Path.Combine(_folder.Path, "runs.hlog");
        using (var log = new HdrLog(file, StartedAt))
        {
            for (int i = 0; i < histograms.Length; i++)
                log.Write($"run-{i}", StartedAt.AddSeconds(10 * i), TimeSpan.FromSeconds(5), histograms[i]);
        }

        Assert.StartsWith("#[Histogram log format version 1.3]\n#[StartTime: 1723160000.000 (seconds since epoch)", File.ReadAllText(file), StringComparison.Ordinal);
        JsonElement[] intervals = [.. ReadByNode(file).EnumerateArray()];
        Assert.Equal(histograms.Length, intervals.Length);
        for (int i = 0; i < histograms.Length; i++)
        {
            Assert.Equal($"run-{i}", intervals[i].GetProperty("tag").GetString());
            Assert.Equal(5, intervals[i].GetProperty("seconds").GetDouble());
            Assert.Equal(histograms[i].Count, intervals[i].GetProperty("count").GetInt64());
            long[] read = [.. intervals[i].GetProperty("percentiles").EnumerateArray().Select(p => p.GetInt64())];
            for (int p = 0; p < Percents.Length - 1; p++)
                AssertSameBucket(histograms[i].PercentileNs(Percents[p]), read[p], $"run {i}, p{Percents[p]}");
        }
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("a\nb")]
    public void A_tag_that_would_break_the_line_is_refused(string tag)
    {
        using var log = new HdrLog(Path.Combine(_folder.Path, "bad.hlog"), StartedAt);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => log.Write(tag, StartedAt, TimeSpan.Zero, new LatencyHistogram()));

        Assert.Contains(tag, refusal.Message, StringComparison.Ordinal);
    }

    // Which value stands for a bucket, its lowest, middle or highest, is a reader's own choice; ours is cut at the maximum.
    private static void AssertSameBucket(long ours, long theirs, string what) =>
        Assert.True(Math.Abs(ours - theirs) <= Math.Max(1, ours / 128), $"{what}: {ours} and {theirs}");

    private static LatencyHistogram Random(int seed, int records)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        for (int i = 0; i < records; i++)
            histogram.Record(random.NextInt64(1L << random.Next(1, 36)));
        return histogram;
    }

    private static byte[] ZigZag(long value)
    {
        var histogram = new List<byte>();
        HdrLog.Add(histogram, value);
        return [.. histogram];
    }

    private static long[] Decode(byte[] compressed)
    {
        Assert.Equal(0x1C849314, BinaryPrimitives.ReadInt32BigEndian(compressed));
        Assert.Equal(compressed.Length - 8, BinaryPrimitives.ReadInt32BigEndian(compressed.AsSpan(4)));
        using var zlib = new ZLibStream(new MemoryStream(compressed[8..]), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        ReadOnlySpan<byte> bytes = plain.ToArray();
        Assert.Equal(0x1C849313, BinaryPrimitives.ReadInt32BigEndian(bytes));
        Assert.Equal(bytes.Length - 40, BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
        Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(bytes[8..]));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(bytes[12..]));
        Assert.Equal(1, BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
        Assert.Equal((1L << 36) - 1, BinaryPrimitives.ReadInt64BigEndian(bytes[24..]));
        Assert.Equal(1.0, BinaryPrimitives.ReadDoubleBigEndian(bytes[32..]));
        var counts = new List<long>();
        for (int at = 40; at < bytes.Length;)
        {
            long value = ReadZigZag(bytes, ref at);
            if (value < 0)
                counts.AddRange(new long[-value]);
            else
                counts.Add(value);
        }

        return [.. counts];
    }

    private static long ReadZigZag(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int i = 0; ; i++)
        {
            byte next = bytes[at++];
            bool isLast = i == 8 || next < 0x80;
            value |= (ulong)(i == 8 ? next : next & 0x7F) << (7 * i);
            if (isLast)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    private static JsonElement ReadByNode(string file)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Checkout.Root, "tests", "node", "read-hdr-log.mjs"), file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, $"node ends with {node.ExitCode}: {error.GetAwaiter().GetResult()}");
        return JsonElement.Parse(output);
    }
}
