using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Stream => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_segments_hold_the_records_of_the_journal_in_memory_each_with_its_header_and_marks()
    {
        var memory = new MemoryJournal(1 << 20, JournalSamples.Frames);
        JournalSamples.AppendFrames(memory, 500);

        JournalSamples.WriteSegments(Stream, 500);

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal(JournalSamples.Records(memory), rows);
        Assert.Equal((JournalEndKind.Clean, 500), (end.Kind, end.RecordCount));
        int segments = Directory.GetFiles(_folder.Path).Length;
        Assert.InRange(segments, 10, 100);
        long first = 0;
        for (int number = 1; number <= segments; number++)
        {
            using var alone = new JournalReader(JournalFolder.SegmentPath(Stream, number));
            Assert.True(alone.MoveNext());
            Assert.Equal((number, "test", first), (alone.Header!.Segment, alone.Header.Session, alone.Current.Sequence));
            while (alone.MoveNext())
            {
            }

            Assert.Equal((JournalEndKind.Clean, 0L), (alone.End.Kind, alone.LostCount));
            first += alone.End.RecordCount;
        }

        Assert.Equal(500, first);
    }

    [Fact]
    public void Until_closed_the_current_segment_and_the_next_have_their_whole_room_on_the_disk_and_read_as_open()
    {
        using (var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(4 << 20, 1 << 20)))
        {
            JournalSamples.AppendFrames(writer, 20);
            Assert.False(writer.IsNextReady);
            writer.Housekeep();
            Assert.True(writer.IsNextReady);

            Assert.Equal([1 << 20, 1 << 20], Directory.GetFiles(_folder.Path).Select(file => new FileInfo(file).Length));
            (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
            Assert.Equal((20, JournalEndKind.Open), (rows.Count, end.Kind));
        }

        // The next one was never begun, so it is gone; the current one is cut to what it holds.
        string left = Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.InRange(new FileInfo(left).Length, 20 * 30, 4096);
        Assert.Equal(JournalEndKind.Clean, JournalSamples.Read(Stream).End.Kind);
    }

    [Fact]
    public void A_segment_takes_its_disk_blocks_before_it_takes_a_record()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "blocks are reserved on Linux only");
        using JournalWriter writer = JournalSamples.Writer(Stream, JournalSamples.Frames, 8 << 20);

        Assert.InRange(FileStatus.ReservedBytes(JournalFolder.SegmentPath(Stream, 1)), 8 << 20, long.MaxValue);
    }

    [Fact]
    public void A_journal_of_one_segment_refuses_when_it_is_full_and_keeps_what_it_has()
    {
        int appended = 0;
        using (JournalWriter writer = JournalSamples.Writer(Stream, JournalSamples.Frames, 8192))
        {
            while (writer.TryAppend(appended, 1, 1, JournalKind.Frame, 1, new byte[100]))
                appended++;
            Assert.Equal((JournalRefusal.NextNotReady, 1L), (writer.Refusal, writer.RefusedCount));
            writer.Housekeep();
            Assert.False(writer.TryAppend(appended, 1, 1, JournalKind.Frame, 1, new byte[100]));
            Assert.Equal((JournalRefusal.Full, 2L, false), (writer.Refusal, writer.RefusedCount, writer.IsNextReady));
        }

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal((appended, JournalEndKind.Clean), (rows.Count, end.Kind));
        Assert.InRange(new FileInfo(JournalFolder.SegmentPath(Stream, 1)).Length, 8192 - 200, 8192);
    }

    [Fact]
    public void The_capacity_is_that_of_all_segments_together()
    {
        int appended = 0;
        using (var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(10_000, 4096)))
        {
            do
                writer.Housekeep();
            while (writer.TryAppend(appended++, 1, 1, JournalKind.Frame, 1, new byte[100]));
            Assert.Equal(JournalRefusal.Full, writer.Refusal);
        }

        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
        Assert.InRange(Directory.GetFiles(_folder.Path).Sum(file => new FileInfo(file).Length), 9_000, 10_000);
        Assert.Equal(appended - 1, JournalSamples.Read(Stream).Rows.Count);
    }

    [Fact]
    public void Without_a_next_segment_it_refuses_at_once_by_name_and_goes_on_when_there_is_one()
    {
        using var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(1 << 20, 4096));
        int n = 0;
        while (writer.TryAppend(n, 1, 1, JournalKind.Frame, 1, new byte[100]))
            n++;

        Assert.Equal((JournalRefusal.NextNotReady, 1L, null), (writer.Refusal, writer.RefusedCount, writer.Fault));
        writer.Housekeep();
        Assert.True(writer.TryAppend(n, 1, 1, JournalKind.Frame, 1, new byte[100]));
    }

    [Fact]
    public void A_next_segment_that_cannot_be_made_is_a_fault_with_its_cause_and_is_tried_again()
    {
        using var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(1 << 20, 4096));
        string inTheWay = JournalFolder.SegmentPath(Stream, 2);
        Directory.CreateDirectory(inTheWay);
        Assert.True(writer.TryAppend(0, 1, 1, JournalKind.Frame, 1, []));

        writer.Housekeep();
        Assert.NotNull(writer.Fault);
        Assert.False(writer.IsNextReady);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".new", StringComparison.Ordinal));

        Directory.Delete(inTheWay);
        writer.Housekeep();
        Assert.Null(writer.Fault);
        Assert.True(writer.IsNextReady);
    }

    [Fact]
    public void A_segment_that_cannot_be_cut_is_a_fault_with_its_cause_and_the_journal_goes_on_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors are found in /proc");
        using (var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(1 << 20, 2048)))
        {
            string first = JournalFolder.SegmentPath(Stream, 1);
            Descriptors.MakeReadOnly(first);
            int n = 0;
            void FillASegment()
            {
                writer.Housekeep();
                while (writer.IsNextReady)
                    JournalSamples.AppendFrames(writer, 1, n++);
            }

            FillASegment();
            FillASegment();
            writer.Housekeep();
            Assert.StartsWith($"{first} could not be cut to its used length: ", writer.Fault, StringComparison.Ordinal);
            Assert.True(writer.IsNextReady);
            Assert.Equal(2048, new FileInfo(first).Length);

            FillASegment();
            writer.Housekeep();
            Assert.Null(writer.Fault);
            Assert.InRange(new FileInfo(JournalFolder.SegmentPath(Stream, 2)).Length, 1, 2047);
        }

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal(JournalEndKind.Clean, end.Kind);
        Assert.Equal(Enumerable.Range(0, rows.Count).Select(n => (long)n), rows.Select(row => row.Sequence));
        Assert.InRange(rows.Count, 50, 1000);
    }

    [Fact]
    public void A_disk_without_room_is_found_when_the_segment_is_made()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "blocks are reserved on Linux only");
        using FileStream file = File.Create(_folder.File("room"));

        // More than any file system takes: the reservation itself refuses, not the length.
        IOException refusal = Assert.Throws<IOException>(() => DiskRoom.Reserve(file.SafeFileHandle, file.Name, long.MaxValue));

        Assert.Contains(file.Name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another disk", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void A_payload_over_the_limit_is_refused_by_name_and_costs_no_segment()
    {
        using var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(4 << 20, 1 << 20));

        Assert.False(writer.TryAppend(0, 1, 1, JournalKind.Frame, 1, new byte[JournalRecord.PayloadBytesMax + 1]));

        Assert.Equal((JournalRefusal.TooLong, true), (writer.Refusal, writer.IsNextReady));
        Assert.True(writer.TryAppend(0, 1, 1, JournalKind.Frame, 1, new byte[JournalRecord.PayloadBytesMax]));
    }

    [Fact]
    public void A_journal_that_is_there_is_refused_whatever_segment_is_left_of_it()
    {
        JournalSamples.WriteSegments(Stream, 60);
        File.Delete(JournalFolder.SegmentPath(Stream, 1));

        IOException refusal = Assert.Throws<IOException>(() => JournalSamples.Writer(Stream, JournalSamples.Frames));

        Assert.Contains(JournalFolder.SegmentPath(Stream, 2), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capacity_below_the_header_or_above_the_disk_is_refused_and_leaves_no_file()
    {
        Assert.Contains("larger", Assert.Throws<ArgumentException>(() => JournalSamples.Writer(Stream, JournalSamples.Frames, 16)).Message, StringComparison.Ordinal);
        Assert.Contains("smaller capacity", Assert.Throws<IOException>(() => new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(1L << 60))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_journal_without_a_record_is_a_header_and_an_end()
    {
        JournalSamples.Writer(Stream, JournalSamples.Frames).Dispose();

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal((0, JournalEndKind.Clean, -1L), (rows.Count, end.Kind, end.LastSequence));
    }

    [Fact]
    public void A_closed_journal_refuses()
    {
        JournalWriter writer = JournalSamples.Writer(Stream, JournalSamples.Frames);
        Assert.True(writer.TryAppend(0, 1, 1, JournalKind.Frame, 1, []));
        writer.Dispose();
        writer.Dispose();

        Assert.False(writer.TryAppend(1, 1, 1, JournalKind.Frame, 1, []));
        Assert.Equal(JournalRefusal.Full, writer.Refusal);
        writer.Housekeep();
        Assert.Single(JournalSamples.Read(Stream).Rows);
    }

    [Fact]
    public void Beside_the_housekeeping_a_worker_loses_and_changes_nothing()
    {
        const int Count = 60_000;
        using (var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(64 << 20, 256 << 10)))
        {
            using var housekeeper = new JournalHousekeeper(writer);
            var worker = new Thread(() =>
            {
                for (int n = 0; n < Count; n += 100)
                {
                    SpinWait.SpinUntil(() => writer.IsNextReady);
                    JournalSamples.AppendFrames(writer, 100, n);
                }
            });
            worker.Start();
            worker.Join();
            Assert.Equal(0, writer.RefusedCount);
        }

        Assert.InRange(Directory.GetFiles(_folder.Path).Length, 10, 1000);
        (List<Row> rows, JournalEnd end) = JournalSamples.Read(Stream);
        Assert.Equal((Count, JournalEndKind.Clean, Count - 1L), (rows.Count, end.Kind, end.LastSequence));
        Assert.Equal(Enumerable.Range(0, Count).Select(n => (long)n), rows.Select(row => row.Sequence));
    }

    [Fact]
    public void Appending_over_several_segments_allocates_nothing()
    {
        using var writer = new JournalWriter(Stream, JournalSamples.Frames, new JournalWriterOptions(16 << 20, 64 << 10));
        var payload = new byte[300];
        long allocated = 0;
        for (int round = 0; round < 40; round++)
        {
            allocated += Allocation.BytesOf(() =>
            {
                for (int n = 0; n < 100; n++)
                    writer.TryAppend((round * 100) + n, n, 1, JournalKind.Frame, 1, payload);
            });
            writer.Housekeep();
        }

        Assert.Equal(0, writer.RefusedCount);
        Assert.InRange(Directory.GetFiles(_folder.Path).Length, 10, 100);
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, Allocation.BytesOf(() => writer.TryAppend(1, 1, 1, JournalKind.Frame, 1, new byte[8])));
    }
}
