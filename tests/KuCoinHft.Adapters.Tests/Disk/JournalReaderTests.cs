using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_thousand_records_of_all_sizes_equal_what_was_written()
    {
        var random = new Random(1);
        var written = new List<Row>();
        using (var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(64 << 20)))
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
        Assert.Equal(new JournalEnd(JournalEndKind.Clean, new FileInfo(JournalPath).Length, 5000), end);
    }

    [Fact]
    public void The_header_comes_back()
    {
        JournalSamples.WriteFrames(JournalPath, 1);
        using var reader = new JournalReader(JournalPath);

        Assert.Equal(("frames", "test", 5L), (reader.Header!.Stream, reader.Header.Session, reader.Header.StartNs));
        Assert.True(reader.MoveNext());
        Assert.Equal(reader.HeaderBytes, reader.Offset);
    }

    [Fact]
    public void Every_prefix_is_read_to_its_last_whole_record_and_a_torn_tail_is_named()
    {
        JournalSamples.WriteFrames(JournalPath, 12);
        byte[] whole = File.ReadAllBytes(JournalPath);
        List<Row> all = JournalSamples.Read(JournalPath).Rows;
        List<long> starts = Starts(JournalPath);
        string prefix = _folder.File("prefix.kcj");
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(prefix, whole[..length]);
            (List<Row> rows, JournalEnd end) = JournalSamples.Read(prefix);

            // A prefix below the header has no records; beyond it, starts holds where records begin and the last one ends.
            int records = Math.Max(0, starts.Count(start => start <= length) - 1);
            Assert.Equal(all.Take(records), rows);
            bool endsWhole = starts.Contains(length);
            long offset = length < starts[0] ? 0 : starts[records];
            Assert.Equal(new JournalEnd(endsWhole ? JournalEndKind.Clean : JournalEndKind.Torn, offset, records), end);
            if (!endsWhole)
                Assert.StartsWith($"torn tail at byte {offset}", end.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_prefix_followed_by_zeros_is_what_a_crash_leaves_and_reads_alike()
    {
        JournalSamples.WriteFrames(JournalPath, 6);
        byte[] whole = File.ReadAllBytes(JournalPath);
        List<Row> all = JournalSamples.Read(JournalPath).Rows;
        List<long> starts = Starts(JournalPath);
        string crashed = _folder.File("crashed.kcj");
        for (int length = (int)starts[0]; length <= whole.Length; length++)
        {
            File.WriteAllBytes(crashed, [.. whole[..length], .. new byte[5000]]);
            (List<Row> rows, JournalEnd end) = JournalSamples.Read(crashed);

            // Zeros may happen to be the very bytes that are missing, so a record may be whole before its length is reached.
            int records = starts.Count(start => start <= length) - 1;
            Assert.InRange(rows.Count, records, records + 1);
            Assert.Equal(all.Take(rows.Count), rows);
            Assert.Equal(starts.Contains(length) || rows.Count > records ? JournalEndKind.Open : JournalEndKind.Torn, end.Kind);
        }
    }

    [Fact]
    public void A_flip_of_any_byte_is_found_where_it_is_and_never_throws()
    {
        JournalSamples.WriteFrames(JournalPath, 8);
        byte[] bytes = File.ReadAllBytes(JournalPath);
        List<Row> all = JournalSamples.Read(JournalPath).Rows;
        List<long> starts = Starts(JournalPath);
        string flipped = _folder.File("flipped.kcj");
        for (int i = 0; i < bytes.Length; i++)
        {
            // Every bit, all bits, and to zero: the mark of the end.
            foreach (int flip in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 255, bytes[i]])
            {
                if (flip == 0)
                    continue;
                bytes[i] ^= (byte)flip;
                File.WriteAllBytes(flipped, bytes);
                bytes[i] ^= (byte)flip;
                (List<Row> rows, JournalEnd end) = JournalSamples.Read(flipped);

                int damaged = starts.FindLastIndex(start => start <= i);
                Assert.Equal(all.Take(Math.Max(0, damaged)), rows);
                Assert.False(end.IsComplete, $"byte {i} ^ {flip}");
                Assert.Equal(damaged < 0 ? 0 : starts[damaged], end.Offset);
                if (damaged >= 0)
                    Assert.Equal(damaged == 7 ? JournalEndKind.Torn : JournalEndKind.Corrupt, end.Kind);
            }
        }
    }

    [Fact]
    public void Damage_far_before_the_next_record_is_still_called_corrupt()
    {
        using (var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(16 << 20)))
        {
            for (int n = 0; n < 12; n++)
                Assert.True(file.TryAppend(n, n, 1, JournalKind.Frame, 1, new byte[JournalRecord.PayloadBytesMax]));
        }

        byte[] bytes = File.ReadAllBytes(JournalPath);
        long start = Starts(JournalPath)[3];
        bytes.AsSpan((int)start, 6 * JournalRecord.PayloadBytesMax).Clear();
        File.WriteAllBytes(JournalPath, bytes);

        Assert.Equal(new JournalEnd(JournalEndKind.Corrupt, start, 3), JournalSamples.Read(JournalPath).End);
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
            File.WriteAllBytes(JournalPath, [.. header, .. noise]);
            Assert.Equal(new JournalEnd(JournalEndKind.Torn, header.Length, 0), JournalSamples.Read(JournalPath).End);
        }
    }

    [Theory]
    [InlineData("{\"type\":\"welcome\"}", JournalEndKind.NotAJournal)]
    [InlineData("\0\0\0\0", JournalEndKind.NotAJournal)]
    [InlineData("", JournalEndKind.Torn)]
    public void A_file_that_is_no_journal_is_named(string content, JournalEndKind kind)
    {
        File.WriteAllText(JournalPath, content);
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

    // Where records begin, and where the last one ends.
    private static List<long> Starts(string path)
    {
        var starts = new List<long>();
        using var reader = new JournalReader(path);
        while (reader.MoveNext())
            starts.Add(reader.Offset);
        starts.Add(reader.End.Offset);
        return starts;
    }
}
