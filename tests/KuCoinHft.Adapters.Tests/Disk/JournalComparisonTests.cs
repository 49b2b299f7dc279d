using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;

namespace KuCoinHft.Adapters.Tests.Disk;

public sealed class JournalComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Equal_records_under_different_headers_are_no_difference()
    {
        string a = Write("a", JournalSamples.Frames, file => JournalSamples.AppendFrames(file, 50));
        string b = Write("b", JournalSamples.Frames with { Session = "another", StartNs = 6 }, file => JournalSamples.AppendFrames(file, 50));

        Assert.Null(JournalComparison.Compare(a, b));
    }

    [Theory]
    [InlineData(8, 1, 1, JournalKind.Frame, 1, "ab", "sequence")]
    [InlineData(7, 2, 1, JournalKind.Frame, 1, "ab", "receiveNs")]
    [InlineData(7, 1, 2, JournalKind.Frame, 1, "ab", "source")]
    [InlineData(7, 1, 1, JournalKind.Decision, 1, "ab", "kind")]
    [InlineData(7, 1, 1, JournalKind.Frame, 2, "ab", "detail")]
    [InlineData(7, 1, 1, JournalKind.Frame, 1, "ac", "payload, from byte 1 on")]
    [InlineData(7, 1, 1, JournalKind.Frame, 1, "abc", "payload, from byte 2 on")]
    public void The_first_field_that_differs_is_named(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, string payload, string field)
    {
        string a = Write("a", JournalSamples.Frames, file => file.TryAppend(7, 1, 1, JournalKind.Frame, 1, "ab"u8));
        string b = Write("b", JournalSamples.Frames, file => file.TryAppend(sequence, receiveNs, source, kind, detail, System.Text.Encoding.UTF8.GetBytes(payload)));

        Assert.StartsWith($"record 0 differs in {field}:", JournalComparison.Compare(a, b), StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_journal_is_named_with_its_next_record()
    {
        string a = Write("a", JournalSamples.Frames, file => JournalSamples.AppendFrames(file, 5));
        string b = Write("b", JournalSamples.Frames, file => JournalSamples.AppendFrames(file, 6));

        Assert.StartsWith($"{a} ends after 5 records; the other goes on with n=5 ", JournalComparison.Compare(a, b), StringComparison.Ordinal);
        Assert.StartsWith($"{a} ends after 5 records; the other goes on with n=5 ", JournalComparison.Compare(b, a), StringComparison.Ordinal);
    }

    [Fact]
    public void Equally_torn_journals_are_not_called_equal()
    {
        string a = Write("a", JournalSamples.Frames, file => JournalSamples.AppendFrames(file, 5));
        string segment = JournalFolder.SegmentPath(a, 1);
        using (FileStream stream = File.OpenWrite(segment))
            stream.SetLength(stream.Length - 1);
        string b = _folder.File("b");
        File.Copy(segment, JournalFolder.SegmentPath(b, 1));

        Assert.Contains("torn tail", JournalComparison.Compare(a, b), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_are_compared_frames_first_and_an_action_is_described_by_its_fields()
    {
        string a = Folder("a", 100);
        string b = Folder("b", 100);
        string c = Folder("c", 101);

        Assert.Null(JournalComparison.Compare(a, b));
        string? difference = JournalComparison.Compare(a, c);
        Assert.Contains("record 1 differs in payload", difference, StringComparison.Ordinal);
        Assert.Contains("[NewOrder k=0 key=5 symbol=1 Buy 7 lots at 100 ticks Gtc None]", difference, StringComparison.Ordinal);
        Assert.Contains("7 lots at 101 ticks", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void The_actions_reader_gives_actions_bytes_and_decisions_of_the_whole_stream()
    {
        string a = JournalFolder.ActionsPath(Folder("a", 100));
        string c = JournalFolder.ActionsPath(Folder("c", 101));
        var reader = new JournalActionsReader(a);
        var other = new JournalActionsReader(c);

        Assert.Equal([JournalSamples.Action(1, 100), JournalSamples.Action(2, 55)], reader.Actions);
        Assert.Equal((1, 0, JournalEndKind.Clean), (reader.DecisionCount, reader.UnreadableCount, reader.End.Kind));
        Assert.Equal(JournalHeader.ActionsStream, reader.Header!.Stream);
        Assert.Equal(new JournalActionsReader(a).Bytes, reader.Bytes);
        Assert.False(reader.Bytes.SequenceEqual(other.Bytes));
    }

    [Fact]
    public void An_unreadable_action_is_counted_not_thrown()
    {
        string path = Write("a", JournalSamples.Actions, file => file.TryAppend(1, 1, 0, JournalKind.Action, 1, [0x91]));

        Assert.Equal((0, 1), (new JournalActionsReader(path).Actions.Count, new JournalActionsReader(path).UnreadableCount));
    }

    private string Folder(string name, long priceTicks)
    {
        string folder = _folder.File(name);
        JournalSamples.WriteFrames(JournalFolder.FramesPath(folder), 4);
        Write(Path.Combine(name, "actions"), JournalSamples.Actions, file =>
        {
            ActionRecord first = JournalSamples.Action(1, priceTicks);
            ActionRecord second = JournalSamples.Action(2, 55);
            JournalActions.Append(file, 1, 10, new Prediction(), 0, 1, 2);
            JournalActions.Append(file, in first, 10);
            JournalActions.Append(file, in second, 20);
        });
        return folder;
    }

    private string Write(string name, JournalHeader header, Action<JournalWriter> write)
    {
        string path = _folder.File(name);
        using JournalWriter file = JournalSamples.Writer(path, header);
        write(file);
        return path;
    }
}
