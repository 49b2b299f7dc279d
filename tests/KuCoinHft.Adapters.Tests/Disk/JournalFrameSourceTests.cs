using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalFrameSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalPath => JournalFolder.FramesPath(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1024, 16)]
    [InlineData(1024, 1)]
    [InlineData(4, 16)]
    [InlineData(2, 3)]
    public void A_replay_journals_the_same_bytes_whatever_the_room(int ringCapacity, int framesMax)
    {
        JournalSamples.WriteSegments(JournalPath, 300);
        Assert.InRange(Directory.GetFiles(_folder.Path).Length, 5, 100);
        var copy = new MemoryJournal(1 << 20, JournalSamples.Frames);
        var ring = new RingBuffer(ringCapacity);
        using var bytes = new ByteRing(1 << 16);
        using var frames = new RingColumn<Frame>(ring);
        using var source = new JournalFrameSource(_folder.Path);
        var intake = new Intake(ring, bytes, frames, [source], framesMax: framesMax);
        var processor = new EventProcessor("journal", new FrameByFrame(new JournalHandler(frames, bytes, copy)), new SequenceBarrier(ring.Cursor));
        ring.AddGating(processor.Sequence);

        // Intake twice for every turn of the journal: a small ring is then full and refuses, and the refused frame must not be lost.
        while (!source.IsFinished)
        {
            intake.RunOnce();
            intake.RunOnce();
            processor.RunOnce();
        }

        Assert.Equal(JournalSamples.Records(copy), JournalSamples.Read(JournalPath).Rows);
        Assert.True(source.End.IsComplete);
        Assert.Equal("test", source.Header.Session);
        if (ringCapacity < framesMax)
            Assert.True(intake.FullCount > 0);
        Assert.False(intake.RunOnce());
    }

    [Fact]
    public void Records_that_are_no_frames_are_passed_over()
    {
        using (JournalWriter file = JournalSamples.Writer(JournalPath, JournalSamples.Frames))
        {
            file.TryAppend(0, 1, 1, JournalKind.Action, 1, [1]);
            file.TryAppend(0, 2, (byte)FrameSource.Rest, JournalKind.Frame, (byte)FrameKind.Snapshot, [2]);
        }

        var ring = new RingBuffer(4);
        using var bytes = new ByteRing(64);
        using var frames = new RingColumn<Frame>(ring);
        using var source = new JournalFrameSource(JournalPath);
        var intake = new Intake(ring, bytes, frames, [source]);

        Assert.Equal(1, source.Poll(intake, 16));
        Assert.Equal((2L, FrameSource.Rest, FrameKind.Snapshot, 1), (frames[0].ReceiveNs, frames[0].Source, frames[0].Kind, frames[0].Length));
    }

    [Fact]
    public void An_actions_journal_or_no_journal_is_refused_with_what_to_name_instead()
    {
        string actions = JournalFolder.ActionsPath(_folder.Path);
        JournalSamples.Writer(actions, JournalSamples.Actions).Dispose();
        File.WriteAllText(JournalFolder.SegmentPath(JournalPath, 1), "text");

        Assert.Contains("stream is actions", Assert.Throws<InvalidDataException>(() => new JournalFrameSource(actions)).Message, StringComparison.Ordinal);
        Assert.Contains("not a journal", Assert.Throws<InvalidDataException>(() => new JournalFrameSource(JournalPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_journal_replays_its_whole_part_and_says_so()
    {
        JournalSamples.WriteFrames(JournalPath, 10);
        string segment = JournalFolder.SegmentPath(JournalPath, 1);
        long end = JournalSamples.Starts(segment)[^1];
        using (FileStream file = File.OpenWrite(segment))
            file.SetLength(end - 3);
        var ring = new RingBuffer(64);
        using var bytes = new ByteRing(4096);
        using var frames = new RingColumn<Frame>(ring);
        using var source = new JournalFrameSource(JournalPath);
        var intake = new Intake(ring, bytes, frames, [source]);

        Assert.Equal(9, source.Poll(intake, 100));
        Assert.True(source.IsFinished);
        Assert.Equal(JournalEndKind.Torn, source.End.Kind);
    }
}
