using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>A MessagePack library of another language and other authors, npm's @msgpack/msgpack, reads our segments whole.</summary>
public sealed class JournalByNodeTests : IDisposable
{
    private const long StartNs = 1_769_860_800_123_456_789;
    private readonly TemporaryFolder _folder = new();

    private string Stream => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_closed_segment_is_read_whole_with_the_same_records()
    {
        using (var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(4 << 20, 256 << 10)))
        {
            for (int n = 0; n < 3000; n++)
            {
                writer.Housekeep();
                Append(writer, n);
            }
        }

        int segments = Directory.GetFiles(_folder.Path).Length;
        Assert.InRange(segments, 3, 8);
        for (int number = 1; number <= segments; number++)
        {
            string segment = JournalFolder.SegmentPath(Stream, number);
            JsonElement read = Read(segment);
            AssertSame(segment, JournalEndKind.Clean, read);
            Assert.Equal((1, 1, 0), (read.GetProperty("begins").GetInt32(), read.GetProperty("ends").GetInt32(), read.GetProperty("zeros").GetInt32()));
            JsonElement header = Assert.Single(read.GetProperty("headers").EnumerateArray());
            Assert.Equal("frames", header.GetProperty("stream").GetString());
            Assert.Equal("test", header.GetProperty("session").GetString());
            Assert.Equal(number, header.GetProperty("segment").GetInt32());
        }
    }

    [Fact]
    public void Of_a_segment_that_is_still_open_the_unused_room_reads_as_zeros()
    {
        using JournalWriter writer = JournalSamples.Writer(Stream, JournalSamples.Frames, 64 << 10);
        for (int n = 0; n < 50; n++)
            Append(writer, n);

        string segment = JournalFolder.SegmentPath(Stream, 1);
        JsonElement read = Read(segment);
        JournalEnd end = AssertSame(segment, JournalEndKind.Open, read);
        Assert.Equal((64 << 10) - end.Offset, read.GetProperty("zeros").GetInt64());
        Assert.Equal(0, read.GetProperty("ends").GetInt32());
    }

    private static void Append(JournalWriter writer, int n)
    {
        var payload = new byte[(n * 37) % 700];
        payload.AsSpan().Fill((byte)n);
        Assert.True(writer.TryAppend(n, StartNs + n, (byte)(1 + (n % 5)), JournalKind.Frame, (byte)(1 + (n % 2)), payload));
    }

    private static JournalEnd AssertSame(string segment, JournalEndKind kind, JsonElement read)
    {
        var sizes = new List<int>();
        UInt128 receiveNsSum = 0;
        long sequenceSum = 0;
        using var reader = new JournalReader(segment);
        while (reader.MoveNext())
        {
            sizes.Add(reader.Current.Payload.Length);
            sequenceSum += reader.Current.Sequence;
            receiveNsSum += (UInt128)reader.Current.ReceiveNs;
        }

        Assert.Equal(kind, reader.End.Kind);
        Assert.InRange(sizes.Count, 50, 3000);
        Assert.Equal(sizes.Count, read.GetProperty("count").GetInt32());
        Assert.Equal(sizes, read.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(sequenceSum.ToString(CultureInfo.InvariantCulture), read.GetProperty("sequenceSum").GetString());
        Assert.Equal(receiveNsSum.ToString(CultureInfo.InvariantCulture), read.GetProperty("receiveNsSum").GetString());
        return reader.End;
    }

    private static JsonElement Read(string file)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Checkout.Root, "tests", "node", "read-segment.mjs"), file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, $"node ends with {node.ExitCode}: {error.GetAwaiter().GetResult()}");
        return JsonElement.Parse(output);
    }
}
