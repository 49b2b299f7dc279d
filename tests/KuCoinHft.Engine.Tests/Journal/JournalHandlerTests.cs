using System.Text;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Journal;

public sealed class JournalHandlerTests : IDisposable
{
    private static readonly JournalHeader Header = new() { Stream = JournalHeader.FramesStream };

    private readonly RingBuffer _ring = new(64);
    private readonly ByteRing _bytes = new(1 << 16);
    private readonly RingColumn<Frame> _frames;
    private readonly Intake _intake;

    public JournalHandlerTests()
    {
        _frames = new RingColumn<Frame>(_ring);
        _intake = new Intake(_ring, _bytes, _frames, []);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _bytes.Dispose();
    }

    [Fact]
    public void Every_frame_is_appended_with_its_source_kind_time_and_bytes()
    {
        var journal = new MemoryJournal(4096, Header);
        var handler = new JournalHandler(_frames, _bytes, journal);
        _intake.TryPublish(FrameSource.Feed, FrameKind.Json, 1000, "{\"a\":1}"u8);
        _intake.TryPublish(FrameSource.Timer, FrameKind.Timer, 2000, new byte[8]);
        _intake.TryPublish(FrameSource.Rest, FrameKind.Snapshot, 3000, []);

        handler.OnFrames(0, 2);

        Assert.False(handler.Failed);
        Assert.Equal(2, handler.LastSequence);
        Assert.Equal(
            ["0 1000 Feed Frame Json {\"a\":1}", "1 2000 Timer Frame Timer \0\0\0\0\0\0\0\0", "2 3000 Rest Frame Snapshot "],
            Lines(journal));
    }

    [Fact]
    public void Batches_do_not_change_the_bytes()
    {
        var whole = new MemoryJournal(4096, Header);
        var single = new MemoryJournal(4096, Header);
        for (int i = 0; i < 10; i++)
            _intake.TryPublish(FrameSource.Feed, FrameKind.Json, i, Encoding.UTF8.GetBytes($"frame {i}"));

        new JournalHandler(_frames, _bytes, whole).OnFrames(0, 9);
        var handler = new JournalHandler(_frames, _bytes, single);
        for (int n = 0; n < 10; n++)
            handler.OnFrame(n);

        Assert.Equal(whole.Bytes, single.Bytes);
    }

    [Fact]
    public void A_full_sink_sets_the_flag_and_leaves_no_hole()
    {
        var journal = new MemoryJournal(Header.Encode().Length + 300, Header);
        var handler = new JournalHandler(_frames, _bytes, journal);
        _intake.TryPublish(FrameSource.Feed, FrameKind.Json, 1, new byte[100]);
        _intake.TryPublish(FrameSource.Feed, FrameKind.Json, 2, new byte[200]);
        _intake.TryPublish(FrameSource.Feed, FrameKind.Json, 3, new byte[10]);

        handler.OnFrames(0, 2);

        Assert.True(handler.Failed);
        Assert.Equal(0, handler.LastSequence);
        Assert.Equal(1, journal.Count);

        // The small frame would fit, but a journal with a hole is worth nothing.
        handler.OnFrame(2);
        Assert.Equal(1, journal.Count);
    }

    [Fact]
    public void Journaling_allocates_nothing()
    {
        var journal = new MemoryJournal(1 << 20, Header);
        var handler = new JournalHandler(_frames, _bytes, journal);
        for (int i = 0; i < 32; i++)
            _intake.TryPublish(FrameSource.Feed, FrameKind.Json, i, new byte[200]);
        handler.OnFrames(0, 31);

        Assert.Equal(0, Allocation.BytesOf(() => handler.OnFrames(0, 31)));
        Assert.Equal(64, journal.Count);
    }

    [Fact]
    public void A_memory_journal_without_room_for_its_header_is_refused()
    {
        Assert.Contains("no room for its header", Assert.Throws<ArgumentException>(() => new MemoryJournal(16, Header)).Message, StringComparison.Ordinal);
    }

    private static List<string> Lines(MemoryJournal journal)
    {
        var lines = new List<string>();
        int offset = journal.HeaderBytes;
        while (journal.TryRead(ref offset, out JournalRecord r))
            lines.Add($"{r.Sequence} {r.ReceiveNs} {(FrameSource)r.Source} {r.Kind} {(FrameKind)r.Detail} {Encoding.UTF8.GetString(r.Payload)}");
        Assert.Equal(journal.Bytes.Length, offset);
        return lines;
    }
}
