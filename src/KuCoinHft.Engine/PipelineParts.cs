using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine;

/// <summary>What differs between live, demo, replay and test: where frames come from, where actions go, what is kept.</summary>
public sealed class PipelineParts
{
    public required InstrumentTable Instruments { get; init; }

    /// <summary>Polled by Intake in this order.</summary>
    public required IFrameSource[] Sources { get; init; }

    public required IOrderGateway Gateway { get; init; }

    /// <summary>Keeps every frame; its only writer is stage 9.</summary>
    public required IJournalSink FrameJournal { get; init; }

    /// <summary>Keeps decisions and actions; its only writer is stage 10.</summary>
    public required IJournalSink ActionJournal { get; init; }

    /// <summary>One per agent, null where there is none.</summary>
    public required IModel?[] AgentModels { get; init; }

    public IModel? MetaModel { get; init; }

    /// <summary>For each symbol the id of the one whose spread StatisticalArbitrage watches, or -1.</summary>
    public required int[] Partners { get; init; }

    /// <summary>A stage of a test or a report that reads what the others made of a frame; cold code, so it has no place in live mode.</summary>
    public IStage? Observer { get; init; }
}
