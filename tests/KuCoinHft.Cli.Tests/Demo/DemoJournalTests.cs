using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Adapters.Tests.Disk;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed class DemoJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_journal_reads_back_complete_and_a_second_run_does_not_touch_it()
    {
        string journal = _folder.File("journal");
        JsonElement report = (await DemoAsync(journal)).Json();

        JournalEnd frames = End(JournalFolder.FramesPath(journal), JournalHeader.FramesStream);
        JournalEnd actions = End(JournalFolder.ActionsPath(journal), JournalHeader.ActionsStream);
        Assert.Equal(JournalEndKind.Clean, frames.Kind);
        Assert.Equal(JournalEndKind.Clean, actions.Kind);
        Assert.Equal(report.GetProperty("frames").GetInt64(), frames.RecordCount);
        Assert.True(actions.RecordCount > 0);
        Assert.Equal(20, JournalHeaders.SpeedOf(new SessionJournal(journal).Header));

        string framesFile = JournalFolder.SegmentPath(JournalFolder.FramesPath(journal), 1);
        Assert.Equal(2, Directory.GetFiles(journal).Length);
        byte[] framesBefore = File.ReadAllBytes(framesFile);

        // Torn, as a power cut leaves it: it still is a journal, and what to do is said.
        using (FileStream torn = File.OpenWrite(framesFile))
            torn.SetLength(framesBefore.Length - 1000);
        (await DemoAsync(journal)).AssertRefused(framesFile, "--journal", "move it away", $"kchft journal verify {journal}");
        Assert.Equal(framesBefore[..^1000], File.ReadAllBytes(framesFile));
    }

    [Fact]
    public async Task Half_a_journal_is_refused_too_and_nothing_is_put_beside_it()
    {
        string actions = JournalFolder.SegmentPath(JournalFolder.ActionsPath(_folder.Path), 1);
        File.WriteAllText(actions, "half a journal");

        (await DemoAsync(_folder.Path)).AssertRefused(actions, "--journal");

        Assert.Equal(actions, Assert.Single(Directory.GetFileSystemEntries(_folder.Path)));
        Assert.Equal("half a journal", File.ReadAllText(actions));
    }

    [Fact]
    public async Task A_journal_that_is_full_ends_the_demo_by_name_and_keeps_what_it_holds()
    {
        string journal = _folder.File("journal");

        (await DemoAsync(journal, "--journal-mb", "1")).AssertRefused("journal has no room left", "--journal-mb");

        JournalEnd frames = End(JournalFolder.FramesPath(journal), JournalHeader.FramesStream);
        Assert.Equal(JournalEndKind.Clean, frames.Kind);
        Assert.True(frames.RecordCount > 1_000, frames.ToString());
        Assert.InRange(new FileInfo(JournalFolder.SegmentPath(JournalFolder.FramesPath(journal), 1)).Length, 1_000_000, 1 << 20);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<Outcome> DemoAsync(string journal, params string[] more) =>
        Kchft.RunWithModelsAsync(["demo", "--data", "kucoin-2021", "--speed", "20x", "--json", "--journal", journal, .. more]);

    private static JournalEnd End(string path, string stream)
    {
        using var reader = new JournalReader(path);
        Assert.Equal(stream, reader.Header?.Stream);
        while (reader.MoveNext())
        {
        }

        return reader.End;
    }
}
