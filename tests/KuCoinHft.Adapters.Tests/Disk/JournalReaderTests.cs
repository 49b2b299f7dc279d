using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Segment => JournalFolder.SegmentPath(JournalPath, 1);

    private string JournalPath => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_thousand_records_of_all_sizes_equal_what_was_written()
    {
        var random = new Random(1);
        var written = new List<Row>();
        using (JournalWriter file = JournalSamples.Writer(JournalPath, JournalSamples.Frames, 64 << 20))
        {
            for (int n = 0; n < 5000; n++)
            {
                // Mostly small; some as long as may be, so that records straddle every edge of the reader's buffer.
                var payload = new byte[n % 50 == 0 ? random.Next(JournalRecord.PayloadBytesMax + 1) : random.Next(600)];
                random.NextBytes(payload);
                var row = new Row(n, random.NextInt64(), (byte)random.Next(256), (JournalKind)random.Next(1, 4), (byte)random.Next(256), Convert.ToHexString(payload));
                Assert.True(file.TryAppend(row.Sequence, row.ReceiveNs, row.Source, row.Kind, row.Detail, payload));
                written.Add(row);
            }
        }

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(JournalPath);

        Assert.Equal(written, rows);
        Assert.Equal(new JournalEnd(JournalEndKind.Clean, "frames-000001.kcj", new FileInfo(Segment).Length, 5000, 4999), end);
    }

    [Fact]
    public void The_header_comes_back()
    {
        JournalSamples.WriteFrames(JournalPath, 1);
        using var reader = new JournalReader(JournalPath);

        Assert.Equal(("frames", "test", 5L), (reader.Header!.Stream, reader.Header.Session, reader.Header.StartNs));
        Assert.Equal((1L, 1L << 20), (reader.Header.Segment, reader.Header.SegmentBytes));
    }

    [Fact]
    public void Damage_far_before_the_next_record_is_still_called_corrupt()
    {
        using (JournalWriter file = JournalSamples.Writer(JournalPath, JournalSamples.Frames, 16 << 20))
        {
            for (int n = 0; n < 12; n++)
                Assert.True(file.TryAppend(n, n, 1, JournalKind.Frame, 1, new byte[JournalRecord.PayloadBytesMax]));
        }

        byte[] bytes = File.ReadAllBytes(Segment);
        long start = JournalSamples.Starts(Segment)[3];
        bytes.AsSpan((int)start, 6 * JournalRecord.PayloadBytesMax).Clear();
        File.WriteAllBytes(Segment, bytes);

        Assert.Equal(new JournalEnd(JournalEndKind.Corrupt, "frames-000001.kcj", start, 3, 2), JournalSamples.Read(JournalPath).End);
    }

    [Fact]
    public void Random_bytes_behind_a_header_never_throw()
    {
        const int Seed = 99;
        var random = new Random(Seed);
        byte[] header = JournalSamples.Frames.Encode();
        var noise = new byte[700];
        for (int round = 0; round < 300; round++)
        {
            random.NextBytes(noise);
            noise[0] = JournalRecord.FirstByte;
            File.WriteAllBytes(Segment, [.. header, .. noise]);
            Assert.Equal(new JournalEnd(JournalEndKind.Torn, "frames-000001.kcj", header.Length, 0, -1), JournalSamples.Read(JournalPath).End);
        }
    }

    [Theory]
    [InlineData("{\"type\":\"welcome\"}", JournalEndKind.NotAJournal)]
    [InlineData("\0\0\0\0", JournalEndKind.NotAJournal)]
    [InlineData("", JournalEndKind.Torn)]
    public void A_file_that_is_no_journal_is_named(string content, JournalEndKind kind)
    {
        File.WriteAllText(Segment, content);
        using var reader = new JournalReader(JournalPath);

        Assert.Null(reader.Header);
        Assert.False(reader.MoveNext());
        Assert.Equal(kind, reader.End.Kind);
    }

    [Fact]
    public void A_missing_file_throws_with_its_name()
    {
        Assert.Contains(JournalPath, Assert.Throws<FileNotFoundException>(() => new JournalReader(JournalPath)).Message, StringComparison.Ordinal);
    }
}
