using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A session in virtual time is a function of its inputs.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void Equal_inputs_give_journals_of_equal_bytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        SessionCounts counts = Run(first, JournaledSession.Lively);
        Assert.Equal(counts, Run(second, JournaledSession.Lively));
        Assert.InRange(counts.Filled, 10, long.MaxValue);
        string[] names = [.. Directory.GetFiles(first.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(names, Directory.GetFiles(second.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.InRange(names.Length, 2, 100);
        foreach (string name in names)
            Assert.True(File.ReadAllBytes(first.File(name)).AsSpan().SequenceEqual(File.ReadAllBytes(second.File(name))), name);
    }

    [Fact]
    public void Another_setting_gives_another_journal()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        Run(first, JournaledSession.Lively);
        Run(second, JournaledSession.Lively with { Risk = JournaledSession.Lively.Risk with { PositionQuoteTarget = 30_000_000_000 } });
        Assert.NotNull(JournalComparison.Compare(first.Path, second.Path));
    }

    private static SessionCounts Run(TemporaryFolder folder, EngineSettings settings)
    {
        // Opened anew: nothing may be left over from one session to the next.
        Recording recording = EditedRecording.Beginning(RecordingCatalog.Open(RecordingCatalog.Binance2024), 30_000);
        using EngineModels models = Shipped.Models();
        return JournaledSession.Run(folder.Path, recording, models, settings);
    }
}
