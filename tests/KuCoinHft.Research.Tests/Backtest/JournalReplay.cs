using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Send;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Ring;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A journal through the pipeline once more, without an exchange, into a journal of its own.</summary>
internal sealed class JournalReplay : IDisposable
{
    private readonly JournalWriter _frames;
    private readonly JournalWriter _actions;
    private readonly JournalHousekeeper _housekeeper;

    public JournalReplay(string from, string to, EngineModels models, EngineSettings settings, long capacityBytes = 256L << 20, IStage? observer = null)
    {
        Source = new JournalFrameSource(from);
        IReadOnlyList<Instrument> instruments = Source.Header.Instruments;
        _frames = JournaledSession.Create(JournalFolder.FramesPath(to), JournalHeader.FramesStream, instruments, models, settings, capacityBytes);
        _actions = JournaledSession.Create(JournalFolder.ActionsPath(to), JournalHeader.ActionsStream, instruments, models, settings, capacityBytes);
        _housekeeper = new JournalHousekeeper(_frames, _actions);
        Pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(instruments),
                Sources = [new PacedSource(Source, _frames, _actions)],
                Gateway = new NoGateway(),
                FrameJournal = _frames,
                ActionJournal = _actions,
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(instruments),
                Observer = observer,
            },
            settings);
    }

    public Pipeline Pipeline { get; }

    public JournalFrameSource Source { get; }

    /// <summary>Every frame has passed every stage.</summary>
    public bool IsDone => Source.IsFinished && Pipeline.Completed == Pipeline.Published;

    /// <summary>Runs all of it on the calling thread.</summary>
    public void RunHere()
    {
        bool worked;
        do
        {
            worked = Pipeline.Intake.RunOnce();
            worked |= Pipeline.RunStages();
        }
        while (worked || !IsDone);
    }

    /// <summary>Runs the duties on the workers of a placement until nothing is left, and stops them.</summary>
    /// <returns>The workers, ended.</returns>
    public Worker[] RunPlaced(string placement, IReadOnlyList<IPollable> duties, Func<bool>? until = null)
    {
        Placement placed = Placement.Parse(placement, [.. duties.Select(duty => duty.Name)], CoreAffinity.Allowed());
        Worker[] workers = placed.CreateWorkers(duties, (_, _) => { });
        try
        {
            foreach (Worker worker in workers)
                worker.Start();
            until ??= () => IsDone;
            bool inTime = SpinWait.SpinUntil(() => until() || Array.Exists(workers, worker => worker.Fault is not null), TimeSpan.FromMinutes(3));
            Assert.All(workers, worker => Assert.Null(worker.Fault));
            Assert.True(inTime, $"{placed.Describe()}: after 3 minutes frame {Pipeline.Completed} of {Pipeline.Published} is done");
        }
        finally
        {
            foreach (Worker worker in workers)
                worker.RequestStop();
            foreach (Worker worker in workers)
                Assert.True(worker.Stop(TimeSpan.FromSeconds(30)), $"{worker.Name} does not stop");
        }

        return workers;
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        Source.Dispose();
        _housekeeper.Dispose();
        _frames.Dispose();
        _actions.Dispose();
    }
}
