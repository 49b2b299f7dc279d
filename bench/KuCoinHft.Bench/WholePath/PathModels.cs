using KuCoinHft.Bench.Inference;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Send;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.WholePath;

/// <summary>Three agents' models and a meta-model, all on the fast lane.</summary>
internal sealed class PathModels(string name, IModel[] agents, IModel meta, int decisionsPerOrder)
{
    public string Name => name;

    /// <summary>Decisions of a symbol from one order to the next.</summary>
    public int DecisionsPerOrder => decisionsPerOrder;

    /// <summary>Three networks of 64-128-128-5, the size that latency is compared at, and 100 trees.</summary>
    public static PathModels Made()
    {
        IModel plain = MadeModel.Plain().Serving!;
        return new PathModels("3 x 64-128-128-5, 100 trees", [plain, MadeModel.Plain().Serving!, MadeModel.Plain().Serving!], MadeModel.Ensemble().Serving!, 1);
    }

    /// <summary>The models that ship.</summary>
    /// <param name="decisionsPerOrder">1: nearly every decision becomes an order.</param>
    public static PathModels Shipped(EngineModels models, int decisionsPerOrder) =>
        new("the models that ship", [.. models.Agents.Select(agent => agent!)], models.Meta!, decisionsPerOrder);

    /// <summary>New wrappers, so that every run begins at the same step.</summary>
    public PathModels Swinging()
    {
        int callsPerStep = SessionFrames.Recording.Instruments.Count * decisionsPerOrder;
        return new PathModels(name, [.. agents.Select(agent => new SwingingModel(agent, callsPerStep, isMeta: false))], new SwingingModel(meta, callsPerStep, isMeta: true), decisionsPerOrder);
    }

    public static PipelineParts Parts(PathModels models, IOrderGateway gateway, IJournalSink frameJournal, IJournalSink actionJournal) => new()
    {
        Instruments = new InstrumentTable(SessionFrames.Recording.Instruments),
        Sources = [],
        Gateway = gateway,
        FrameJournal = frameJournal,
        ActionJournal = actionJournal,
        AgentModels = models.Agents,
        MetaModel = models.Meta,
        Partners = PairTable.Of(SessionFrames.Recording.Instruments),
    };

    public IModel?[] Agents => [.. agents];

    public IModel Meta => meta;
}
