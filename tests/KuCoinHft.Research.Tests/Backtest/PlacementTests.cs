using System.Text;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>However many threads run the stages, a journal replayed without the exchange gives the journal's own actions and Q-values, byte for byte.</summary>
[Collection(nameof(Alone))]
public sealed class PlacementTests(PlacementTests.RecordedSession session) : IClassFixture<PlacementTests.RecordedSession>
{
    [Fact]
    public void The_session_that_is_replayed_has_fifty_orders_that_the_exchange_answered()
    {
        Assert.InRange(session.Counts.Sent, 50, long.MaxValue);
        Assert.InRange(session.Counts.Filled, 1, long.MaxValue);

        // Pushes overtake answers here, and each order counts as acknowledged once all the same; the last may still be under way.
        Assert.InRange(session.Counts.Acked + session.Counts.Refused, session.Counts.Sent - 2, session.Counts.Sent);
        Assert.Equal((0, 0), (session.Counts.Refused, session.Counts.Unknown));
        var actions = new JournalActionsReader(JournalFolder.ActionsPath(session.Folder));
        Assert.Equal((session.Counts.Sent, 0), (actions.Actions.LongCount(a => a.Kind == ActionKind.NewOrder), actions.UnreadableCount));
        Assert.Equal(session.Counts.Decisions, actions.DecisionCount);
        Assert.True(actions.End.IsComplete);
        Assert.InRange(DistinctQValues(JournalFolder.ActionsPath(session.Folder)), 100, int.MaxValue);
    }

    [Fact]
    public void Without_any_thread_of_its_own_the_pipeline_gives_the_same_actions()
    {
        using var folder = new TemporaryFolder();
        using EngineModels models = Shipped.Models();
        using (var replay = new JournalReplay(session.Folder, folder.Path, models, JournaledSession.Lively))
            replay.RunHere();
        AssertSameJournal(folder.Path);
    }

    [Theory]
    [InlineData("fused", 1)]
    [InlineData("two", 2)]
    [InlineData("spread", 2)]
    [InlineData("intake, engine sleep", 1)]
    [InlineData("intake block; engine sleep", 2)]
    [InlineData("engine block; intake yield", 2)]
    public void On_threads_of_its_own_the_pipeline_gives_the_same_actions(string placement, int threads)
    {
        using var folder = new TemporaryFolder();
        using EngineModels models = Shipped.Models();
        using (var replay = new JournalReplay(session.Folder, folder.Path, models, JournaledSession.Lively))
        {
            WitnessedDuty[] duties = [.. replay.Pipeline.Duties.Select(duty => new WitnessedDuty(duty))];
            Worker[] workers = replay.RunPlaced(placement, duties);
            Assert.Equal(session.Counts, SessionCounts.Of(replay.Pipeline));
            Assert.Equal(replay.Pipeline.Published, replay.Pipeline.Completed);
            Assert.All(duties, duty => Assert.InRange(duty.WorkedCount, 1, long.MaxValue));

            // Every duty's work was done by exactly one thread, and these are the workers' own.
            IEnumerable<int> threadIds = duties.Select(duty => Assert.Single(duty.ThreadIds)).Distinct().Order();
            Assert.Equal(workers.Select(worker => worker.ThreadId).Order(), threadIds);
            Assert.Equal(threads, threadIds.Count());
            Assert.DoesNotContain(CoreAffinity.ThreadId(), threadIds);
            TestContext.Current.TestOutputHelper?.WriteLine($"{placement}: threads {string.Join(", ", workers.Select(w => $"{w.ThreadId} ({w.Name})"))}");
        }

        AssertSameJournal(folder.Path);
    }

    // Who spins is left out: on machines with few cores it would be refused, and forced it would starve the others.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_grouping_under_any_wait_strategies_gives_the_same_actions(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        using EngineModels models = Shipped.Models();
        using (var replay = new JournalReplay(session.Folder, folder.Path, models, JournaledSession.Lively))
        {
            string[] strategies = ["yield", "sleep", "block", "block"];
            var workers = replay.Pipeline.Duties.GroupBy(_ => random.Next(4)).Select(duties => $"{string.Join(", ", duties.Select(duty => duty.Name))} {random.GetItems(strategies, 1)[0]}");
            string placement = string.Join("; ", workers);
            TestContext.Current.TestOutputHelper?.WriteLine(placement);
            replay.RunPlaced(placement, replay.Pipeline.Duties);
            Assert.Equal(session.Counts, SessionCounts.Of(replay.Pipeline));
        }

        AssertSameJournal(folder.Path);
    }

    [Fact]
    public void Another_setting_gives_other_actions_so_the_comparison_can_fail()
    {
        using var folder = new TemporaryFolder();
        using EngineModels models = Shipped.Models();
        EngineSettings patient = JournaledSession.Lively with { Agents = JournaledSession.Lively.Agents with { HoldNs = 20_000_000_000 } };
        using (var replay = new JournalReplay(session.Folder, folder.Path, models, patient))
            replay.RunHere();
        Assert.NotNull(JournalComparison.Compare(session.Folder, folder.Path));
    }

    private void AssertSameJournal(string folder)
    {
        Assert.Null(JournalComparison.Compare(session.Folder, folder));
        var journal = new JournalActionsReader(JournalFolder.ActionsPath(session.Folder));
        var replayed = new JournalActionsReader(JournalFolder.ActionsPath(folder));
        Assert.True(journal.Bytes.SequenceEqual(replayed.Bytes));
        Assert.Equal((journal.DecisionCount, journal.Actions.Count), (replayed.DecisionCount, replayed.Actions.Count));
        Assert.Equal(
            File.ReadAllBytes(JournalFolder.SegmentPath(JournalFolder.ActionsPath(session.Folder), 1)),
            File.ReadAllBytes(JournalFolder.SegmentPath(JournalFolder.ActionsPath(folder), 1)));
    }

    // Predictions that are really there and really differ: a comparison of zeros would prove nothing.
    private static int DistinctQValues(string path)
    {
        var distinct = new HashSet<float>();
        using var reader = new JournalReader(path);
        while (reader.MoveNext())
        {
            if (reader.Current.Kind != JournalKind.Decision)
                continue;
            Assert.True(JournalActions.TryDecode(reader.Current.Payload, out var prediction, out _, out _, out _));
            for (int i = 0; i < Limits.Agents * Limits.Targets; i++)
                distinct.Add(prediction.Q[i]);
        }

        return distinct.Count;
    }

    /// <summary>One session, journaled once for all of these tests.</summary>
    public sealed class RecordedSession : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public RecordedSession()
        {
            using EngineModels models = Shipped.Models();
            Counts = JournaledSession.Run(_folder.Path, EditedRecording.Beginning(Shipped.Binance, 40_000), models, JournaledSession.Lively);
        }

        public string Folder => _folder.Path;

        internal SessionCounts Counts { get; }

        public void Dispose() => _folder.Dispose();
    }
}
