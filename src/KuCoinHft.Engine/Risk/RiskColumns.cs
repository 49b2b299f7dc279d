using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Risk;

/// <summary>The columns that the gate reads, and the one that it writes.</summary>
public sealed record RiskColumns(
    RingColumn<Frame> Frames,
    RingColumn<Update> Updates,
    RingColumn<TopOfBook> Tops,
    RingColumn<Decision> Decisions,
    RingColumn<OrderIntent> Intents);
