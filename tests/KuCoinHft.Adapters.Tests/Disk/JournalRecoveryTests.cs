using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>Whatever is cut, flipped, zeroed or lost: every intact record is read, the damage is named where it is, and nothing throws.</summary>
public sealed class JournalRecoveryTests : IDisposable
{
    private const int Count = 100;
    private const int Last = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Row> _all;
    private readonly int _segmentCount;

    public JournalRecoveryTests()
    {
        JournalSamples.WriteSegments(Stream, Count);
        _segmentCount = Directory.GetFiles(_folder.Path).Length;
        _all = JournalSamples.Read(Stream).Rows;
        Assert.InRange(_segmentCount, 3, 20);
        Assert.Equal(Count, _all.Count);
    }

    private string Stream => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void Cut_at_every_byte_of_its_last_three_records_a_segment_keeps_every_whole_one_and_the_cut_is_named(int number)
    {
        string path = Segment(ref number);
        byte[] whole = File.ReadAllBytes(path);
        List<long> starts = JournalSamples.Starts(path);
        int before = RecordsBefore(number);
        for (int length = (int)starts[^(Last + 1)]; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            (List<Row> rows, List<JournalEnd> damage, JournalEnd end, long lost) = JournalSamples.ReadThrough(Stream);

            int kept = starts.Count(start => start <= length) - 1;
            int gone = starts.Count - 1 - kept;
            Assert.Equal([.. _all.Take(before + kept), .. _all.Skip(before + kept + gone)], rows);
            JournalEnd cut = Assert.Single(damage);
            JournalEndKind kind = number == _segmentCount ? JournalEndKind.Torn : JournalEndKind.Corrupt;
            Assert.Equal(new JournalEnd(kind, Path.GetFileName(path), starts[kept], before + kept, before + kept - 1), cut);
            Assert.Equal(number == _segmentCount ? JournalEndKind.Torn : JournalEndKind.Clean, end.Kind);

            // Behind a cut that nothing follows nobody knows how much there was.
            Assert.Equal(number == _segmentCount ? 0 : gone, lost);
            AssertReplayEndsAt(before + kept);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_flip_of_any_byte_of_its_last_three_records_costs_that_record_alone(int number)
    {
        string path = Segment(ref number);
        byte[] bytes = File.ReadAllBytes(path);
        List<long> starts = JournalSamples.Starts(path);
        int before = RecordsBefore(number);
        for (int i = (int)starts[^(Last + 1)]; i < bytes.Length; i++)
        {
            foreach (int flip in (int[])[1, 128, 255, bytes[i]])
            {
                if (flip == 0)
                    continue;
                bytes[i] ^= (byte)flip;
                File.WriteAllBytes(path, bytes);
                bytes[i] ^= (byte)flip;
                (List<Row> rows, List<JournalEnd> damage, _, long lost) = JournalSamples.ReadThrough(Stream);

                // The last start is that of the end mark: without it no record is lost.
                int damaged = starts.FindLastIndex(start => start <= i);
                bool isMark = damaged == starts.Count - 1;
                Assert.Equal([.. _all.Take(before + damaged), .. _all.Skip(before + damaged + (isMark ? 0 : 1))], rows);
                Assert.Equal(isMark ? 0 : 1, lost);
                JournalEnd named = Assert.Single(damage);
                Assert.Equal((Path.GetFileName(path), starts[damaged], before + damaged, before + damaged - 1), (named.File, named.Offset, named.RecordCount, named.LastSequence));
                Assert.Equal(isMark && number == _segmentCount ? JournalEndKind.Torn : JournalEndKind.Corrupt, named.Kind);
            }
        }
    }

    [Fact]
    public void A_flip_of_any_byte_of_a_segment_is_named_in_that_segment_and_costs_at_most_one_record()
    {
        int number = 2;
        string path = Segment(ref number);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x55;
            File.WriteAllBytes(path, bytes);
            bytes[i] ^= 0x55;
            (List<Row> rows, List<JournalEnd> damage, JournalEnd end, long lost) = JournalSamples.ReadThrough(Stream);

            Assert.InRange(lost, 0, 1);
            Assert.Equal(Count - lost, rows.Count);
            Assert.Equal(_all.Where(rows.Contains), rows);
            Assert.Equal(Path.GetFileName(path), Assert.Single(damage).File);
            Assert.Equal(JournalEndKind.Clean, end.Kind);
        }
    }

    [Fact]
    public void A_tail_of_zeros_from_any_byte_of_the_last_three_records_is_named()
    {
        int number = int.MaxValue;
        string path = Segment(ref number);
        byte[] whole = File.ReadAllBytes(path);
        List<long> starts = JournalSamples.Starts(path);
        int before = RecordsBefore(number);
        for (int from = (int)starts[^(Last + 1)]; from < whole.Length; from++)
        {
            byte[] zeroed = [.. whole];
            zeroed.AsSpan(from).Clear();
            File.WriteAllBytes(path, zeroed);
            (List<Row> rows, List<JournalEnd> damage, _, _) = JournalSamples.ReadThrough(Stream);

            // Zeros may be the very bytes that stood there.
            int kept = starts.Count(start => start <= from) - 1;
            Assert.InRange(rows.Count, before + kept, before + kept + 1);
            Assert.Equal(_all.Take(rows.Count), rows);
            if (!whole.SequenceEqual(zeroed))
                Assert.Equal((JournalEndKind.Torn, Path.GetFileName(path), starts[rows.Count - before]), (damage[0].Kind, damage[0].File, damage[0].Offset));
        }
    }

    [Fact]
    public void What_a_killed_writer_leaves_is_whole_at_every_record_and_torn_within_one()
    {
        // Its segment has its whole length, zeros behind the last byte that was written, and the next one stands prepared.
        using var killed = new TemporaryFolder();
        string stream = JournalFolder.FramesPath(killed.Path);
        using var writer = new JournalWriter(stream, JournalSamples.Frames, new JournalWriterOptions(1 << 20, 4096));
        JournalSamples.AppendFrames(writer, 5);
        writer.Housekeep();
        string path = JournalFolder.SegmentPath(stream, 1);
        byte[] whole = File.ReadAllBytes(path);
        using var left = new TemporaryFolder();
        string copy = JournalFolder.FramesPath(left.Path);
        File.Copy(JournalFolder.SegmentPath(stream, 2), JournalFolder.SegmentPath(copy, 2));
        var starts = new List<long>();
        using (var reader = new JournalReader(path))
        {
            while (reader.MoveNext())
                starts.Add(reader.Offset);
            Assert.Equal(JournalEndKind.Open, reader.End.Kind);
            starts.Add(reader.End.Offset);
        }

        for (int length = (int)starts[1]; length <= starts[^1]; length++)
        {
            File.WriteAllBytes(JournalFolder.SegmentPath(copy, 1), [.. whole[..length], .. new byte[whole.Length - length]]);
            (List<Row> rows, JournalEnd end) = JournalSamples.Read(copy);

            int records = starts.Count(start => start <= length) - 1;
            Assert.InRange(rows.Count, records, records + 1);
            Assert.Equal(_all.Take(rows.Count), rows);
            bool isWhole = starts.Contains(length) || rows.Count > records;
            Assert.Equal(isWhole ? JournalEndKind.Open : JournalEndKind.Torn, end.Kind);
        }
    }

    [Fact]
    public void A_missing_segment_is_named_wherever_it_was_and_the_others_are_read()
    {
        for (int number = 1; number < _segmentCount; number++)
        {
            string path = JournalFolder.SegmentPath(Stream, number);
            int before = RecordsBefore(number);
            int held = RecordsBefore(number + 1) - before;
            File.Move(path, _folder.File("aside"));
            (List<Row> rows, List<JournalEnd> damage, JournalEnd end, long lost) = JournalSamples.ReadThrough(Stream);
            File.Move(_folder.File("aside"), path);

            Assert.Equal([.. _all.Take(before), .. _all.Skip(before + held)], rows);
            Assert.Equal(new JournalEnd(JournalEndKind.Missing, Path.GetFileName(path), 0, before, before - 1), Assert.Single(damage));
            Assert.Equal((JournalEndKind.Clean, held), (end.Kind, lost));
        }
    }

    [Fact]
    public void Swapped_segments_are_named_each_in_its_place()
    {
        File.Move(JournalFolder.SegmentPath(Stream, 2), _folder.File("aside"));
        File.Move(JournalFolder.SegmentPath(Stream, 3), JournalFolder.SegmentPath(Stream, 2));
        File.Move(_folder.File("aside"), JournalFolder.SegmentPath(Stream, 3));

        (List<Row> rows, List<JournalEnd> damage, _, _) = JournalSamples.ReadThrough(Stream);

        Assert.Equal(_all.Take(RecordsBefore(2)), rows.Take(RecordsBefore(2)));
        Assert.Equal(("frames-000002.kcj", JournalEndKind.Foreign), (damage[0].File, damage[0].Kind));
        Assert.Equal("its header says segment 3", damage[0].Note);
        Assert.Equal(("frames-000003.kcj", JournalEndKind.Foreign), (damage[1].File, damage[1].Kind));
    }

    [Fact]
    public void A_segment_of_another_session_is_named_and_none_of_its_records_is_taken()
    {
        using var other = new TemporaryFolder();
        string stream = JournalFolder.FramesPath(other.Path);
        using (var writer = new JournalWriter(stream, JournalSamples.Frames with { Session = "another" }, new JournalWriterOptions(1 << 20, 2048)))
        {
            for (int n = 0; n < Count; n++)
            {
                writer.Housekeep();
                JournalSamples.AppendFrames(writer, 1, n);
            }
        }

        File.Copy(JournalFolder.SegmentPath(stream, 2), JournalFolder.SegmentPath(Stream, 2), overwrite: true);
        int before = RecordsBefore(2);
        int behind = RecordsBefore(3);
        (List<Row> rows, List<JournalEnd> damage, JournalEnd end, long lost) = JournalSamples.ReadThrough(Stream);

        Assert.Equal([.. _all.Take(before), .. _all.Skip(behind)], rows);
        Assert.Equal((JournalEndKind.Foreign, "frames-000002.kcj", (long)before), (damage[0].Kind, damage[0].File, damage[0].RecordCount));
        Assert.Contains("session another", damage[0].Note, StringComparison.Ordinal);
        Assert.Single(damage);
        Assert.Equal((JournalEndKind.Clean, behind - before), (end.Kind, lost));
    }

    [Fact]
    public void A_record_taken_out_cleanly_is_found_by_the_next_mark()
    {
        int number = 2;
        string path = Segment(ref number);
        byte[] whole = File.ReadAllBytes(path);
        List<long> starts = JournalSamples.Starts(path);
        File.WriteAllBytes(path, [.. whole[..(int)starts[1]], .. whole[(int)starts[2]..]]);

        (List<Row> rows, List<JournalEnd> damage, JournalEnd end, long lost) = JournalSamples.ReadThrough(Stream);

        Assert.Equal((Count - 1, JournalEndKind.Clean, 1L), (rows.Count, end.Kind, lost));
        JournalEnd gap = Assert.Single(damage);
        Assert.Equal((JournalEndKind.Gap, "frames-000002.kcj"), (gap.Kind, gap.File));
        Assert.Contains("there are", gap.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jump_of_the_sequence_between_two_segments_is_a_gap()
    {
        using var jumped = new TemporaryFolder();
        string stream = JournalFolder.FramesPath(jumped.Path);
        using (var writer = new JournalWriter(stream, JournalSamples.Frames, new JournalWriterOptions(1 << 20, 4096)))
        {
            int n = 0;
            for (; writer.TryAppend(n, n, 1, JournalKind.Frame, 1, new byte[100]); n++)
            {
            }

            writer.Housekeep();
            Assert.True(writer.TryAppend(n + 7, n, 1, JournalKind.Frame, 1, new byte[100]));
        }

        JournalEnd gap = JournalSamples.Read(stream).End;
        Assert.Equal((JournalEndKind.Gap, "frames-000002.kcj"), (gap.Kind, gap.File));
        Assert.Contains($"the frame of sequence {gap.LastSequence + 8}", gap.ToString(), StringComparison.Ordinal);
    }

    private void AssertReplayEndsAt(long records)
    {
        using var source = new JournalFrameSource(_folder.Path);
        Assert.Equal("test", source.Header.Session);
        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal((records, false), (rows.Count, end.IsComplete));
    }

    private string Segment(ref int number)
    {
        number = Math.Min(number, _segmentCount);
        return JournalFolder.SegmentPath(Stream, number);
    }

    // Read where nothing is damaged yet, or from marks that are not.
    private int RecordsBefore(int number)
    {
        int count = 0;
        for (int i = 1; i < number; i++)
            count += JournalSamples.Starts(JournalFolder.SegmentPath(Stream, i)).Count - 1;
        return count;
    }
}
