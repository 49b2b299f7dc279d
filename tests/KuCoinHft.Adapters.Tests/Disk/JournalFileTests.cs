using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_holds_the_same_bytes_as_the_journal_in_memory()
    {
        var memory = new MemoryJournal(1 << 20, JournalSamples.Frames);
        JournalSamples.AppendFrames(memory, 500);

        JournalSamples.WriteFrames(JournalPath, 500);

        Assert.Equal(memory.Bytes, File.ReadAllBytes(JournalPath));
    }

    [Fact]
    public void Until_closed_the_file_has_its_capacity_and_reads_as_open()
    {
        using (var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(1 << 20)))
        {
            JournalSamples.AppendFrames(file, 20);

            Assert.Equal(1 << 20, new FileInfo(JournalPath).Length);
            (List<Row> rows, JournalEnd end) = JournalSamples.Read(JournalPath);
            Assert.Equal(20, rows.Count);
            Assert.Equal(new JournalEnd(JournalEndKind.Open, file.UsedBytes, 20), end);
        }

        Assert.Equal(JournalEndKind.Clean, JournalSamples.Read(JournalPath).End.Kind);
    }

    [Fact]
    public void A_full_file_refuses_and_keeps_what_it_has()
    {
        int appended = 0;
        using (var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(8192)))
        {
            while (file.TryAppend(appended, 1, 1, JournalKind.Frame, 1, new byte[100]))
                appended++;
            Assert.False(file.TryAppend(appended, 1, 1, JournalKind.Frame, 1, new byte[100]));
            Assert.InRange(file.UsedBytes, 8192 - 100 - JournalRecord.OverheadBytesMax, 8192);
        }

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(JournalPath);
        Assert.Equal((appended, JournalEndKind.Clean), (rows.Count, end.Kind));
    }

    [Fact]
    public void An_existing_journal_is_not_overwritten_unless_told()
    {
        JournalSamples.WriteFrames(JournalPath, 3);

        IOException refusal = Assert.Throws<IOException>(() => new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(4096)));
        Assert.Contains(JournalPath, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("overwrite", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, JournalSamples.Read(JournalPath).Rows.Count);

        new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(4096, Overwrite: true)).Dispose();
        Assert.Empty(JournalSamples.Read(JournalPath).Rows);
    }

    [Fact]
    public void A_capacity_below_the_header_or_above_the_disk_is_refused_and_leaves_no_file()
    {
        Assert.Contains("larger capacity", Assert.Throws<ArgumentException>(() => new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(16))).Message, StringComparison.Ordinal);
        Assert.Contains("smaller capacity", Assert.Throws<IOException>(() => new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(1L << 60))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(JournalPath));
    }

    [Fact]
    public void A_closed_file_refuses()
    {
        var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(4096));
        file.Dispose();
        file.Dispose();

        Assert.False(file.TryAppend(0, 1, 1, JournalKind.Frame, 1, []));
        file.TouchAhead(4096);
    }

    [Fact]
    public void Touching_ahead_changes_nothing_that_a_worker_writes_meanwhile()
    {
        const int Count = 20_000;
        using (var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(8 << 20, 0)))
        {
            var writer = new Thread(() => JournalSamples.AppendFrames(file, Count));
            writer.Start();
            while (writer.IsAlive)
                file.TouchAhead(64 << 10);
            writer.Join();
        }

        (List<Row> rows, JournalEnd end) = JournalSamples.Read(JournalPath);
        Assert.Equal((Count, JournalEndKind.Clean), (rows.Count, end.Kind));
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using var file = new JournalFile(JournalPath, JournalSamples.Frames, new JournalFileOptions(4 << 20));
        var payload = new byte[300];
        void Append()
        {
            for (int n = 0; n < 1000; n++)
                file.TryAppend(n, n, 1, JournalKind.Frame, 1, payload);
        }

        Append();
        Assert.Equal(0, Allocation.BytesOf(Append));
        Assert.NotEqual(0, Allocation.BytesOf(() => file.TryAppend(1, 1, 1, JournalKind.Frame, 1, new byte[8])));
    }
}
