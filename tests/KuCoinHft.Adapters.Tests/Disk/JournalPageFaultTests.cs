using System.IO.MemoryMappedFiles;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Tests.Disk;

/// <summary>The appending thread meets no page that is not there: the housekeeping touched them all.</summary>
public sealed class JournalPageFaultTests : IDisposable
{
    private const int Records = 1_000_000;
    private const int Batch = 1000;
    private const int RoundsMax = 5;
    private const int PageBytes = 4096;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _payload = new byte[100];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_million_records_over_many_segments_cause_no_page_fault_on_the_appending_thread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "faults of one thread are Linux's");

        RequireARoundWithoutFault(FaultsOfManySegments);
    }

    [Fact]
    public void The_same_counter_sees_a_fault_a_page_of_a_mapped_file_that_nobody_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "faults of one thread are Linux's");
        const int Pages = 2000;
        using var map = MemoryMappedFile.CreateFromFile(_folder.File("untouched"), FileMode.CreateNew, null, Pages * PageBytes);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor();
        view.Write(0, 1);

        long before = PageFaults.Count();
        for (int page = 1; page < Pages; page++)
            view.Write((long)page * PageBytes, 1);
        long faults = PageFaults.Count() - before;

        // The kernel may map a few pages around the one that was asked for, never most of them for writing.
        Assert.InRange(faults, Pages / 20, long.MaxValue);
    }

    [Fact]
    public void A_segment_whose_pages_the_kernel_has_written_and_protected_again_is_touched_ahead_of_the_worker()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "faults of one thread are Linux's");
        RequireARoundWithoutFault(FaultsOfAProtectedSegment);
    }

    // The runtime compiles the append anew while it runs, and new code costs a few faults once. What a segment costs, it costs in every round.
    private static void RequireARoundWithoutFault(Func<string, long> faultsOf)
    {
        long faults = -1;
        for (int round = 0; round < RoundsMax && faults != 0; round++)
        {
            faults = faultsOf($"{round}");
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {faults} page faults of the appending thread");
        }

        Assert.Equal(0, faults);
    }

    private long FaultsOfAProtectedSegment(string name)
    {
        string stream = JournalFolder.FramesPath(_folder.File(name));
        using JournalWriter writer = JournalSamples.Writer(stream, JournalSamples.Frames, 8 << 20);
        Append(writer, 0);
        using (FileStream file = new(JournalFolder.SegmentPath(stream, 1), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            file.Flush(flushToDisk: true);
        writer.Housekeep();

        long before = PageFaults.Count();
        for (int n = Batch; n < 5 * Batch; n += Batch)
            Append(writer, n);
        return PageFaults.Count() - before;
    }

    private long FaultsOfManySegments(string name)
    {
        using var writer = new JournalWriter(JournalFolder.FramesPath(_folder.File(name)), JournalSamples.Frames, new JournalWriterOptions(512 << 20, 8 << 20));
        using var housekeeper = new JournalHousekeeper(writer);
        long faults = 0;
        var worker = new Thread(() =>
        {
            // The first batch touches the stack.
            Append(writer, 0);
            for (int n = Batch; n < Records + Batch; n += Batch)
            {
                // As fast as a loop can, it would outrun any thread that makes files; a market does not.
                SpinWait.SpinUntil(() => writer.IsNextReady);
                long before = PageFaults.Count();
                Append(writer, n);
                faults += PageFaults.Count() - before;
            }
        });
        worker.Start();
        worker.Join();
        Assert.Equal(0, writer.RefusedCount);
        Assert.InRange(Directory.GetFiles(_folder.File(name)).Length, 10, 1000);
        return faults;
    }

    private void Append(JournalWriter writer, int first)
    {
        for (int n = first; n < first + Batch; n++)
            writer.TryAppend(n, n, 1, JournalKind.Frame, 1, _payload);
    }
}
