using KuCoinHft.Engine;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Cli.Latency;

/// <summary>A model that runs at its full cost and is then overruled, so that a symbol which is free always wants an order.</summary>
/// <remarks>
/// Without a position the target is all long or all short in turn, with one it is flat: every decision of a free symbol becomes an order by the real risk, orders,
/// journal and send stages. What the shipped models want would seldom trade. For this harness alone. Thread: the engine's worker.
/// </remarks>
internal sealed class WantedTarget(IModel inner) : IModel
{
    private const int Flat = Limits.Targets / 2;

    /// <summary>Whose positions decide; set before the first frame.</summary>
    public Pipeline? Pipeline { get; set; }

    public int InputCount => inner.InputCount;

    public int OutputCount => inner.OutputCount;

    public ReadOnlySpan<int> InputFeatures => inner.InputFeatures;

    public bool Run(ReadOnlySpan<float> input, Span<float> output)
    {
        if (!inner.Run(input, output))
            return false;
        output.Clear();
        // The meta-model's first output is the weight of no agent; of the agents any will do, as all want the same.
        output[OutputCount == Limits.Targets ? Target() : 1] = 1;
        return true;
    }

    private int Target()
    {
        // The scratch place of the frame under way: the symbol is not among a model's inputs.
        int symbol = Pipeline!.Vectors[0].SymbolId;
        PositionBook positions = Pipeline.Risk.Positions;
        if (positions.Lots(symbol) != 0)
            return Flat;
        PositionCounts counts = positions.Counts(symbol);
        return (counts.BuyFills + counts.SellFills) / 2 % 2 == 0 ? Limits.Targets - 1 : 0;
    }
}
